//! Judges clients and servers against Workfront's documents, and replays every documented example.
//!
//! ```text
//! cli --> run --> catalogue (examples, errata, requirements)
//!          |----> server (cases against the sandbox, each beside its control) --> verdicts
//!          |----> replay (curl, programs, wire, the core, the transports) --> verdicts
//!          '----> report (one model: terminal, JSON, JUnit, Markdown), held against the baseline, with no secret in it
//! ```
//!
//! The program is [`cli::main`]; everything else is public so that it can be tested, fuzzed and read from outside.

pub mod again;
pub mod baseline;
pub mod cases;
pub mod catalogue;
pub mod cli;
pub mod client;
pub mod core_client;
pub mod curl;
pub mod data;
pub mod drift;
pub mod errata;
pub mod example;
pub mod explain;
mod keys;
pub mod ledger;
pub mod list;
pub mod pages;
mod parallel;
pub mod peers;
pub mod programs;
pub mod ref_client;
pub mod replay;
pub mod report;
pub mod run;
pub mod secrets;
pub mod self_check;
pub mod server;
pub mod shim;
pub mod verdict;
pub mod wire;

mod readme;
