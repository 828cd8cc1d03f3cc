//! The repository's tasks: `cargo xtask TASK [ARGS]`.
//!
//! One file a task, and nothing of this workspace's crates is linked: a task builds and runs what it needs as a user would, so
//! it starts in seconds on a fresh clone and cannot be broken by the code that it judges. What a task says goes to standard
//! output, how far it has come to standard error.

#![cfg_attr(test, allow(clippy::expect_used, reason = "a test that cannot go on should stop"))]

mod bench;
mod bench_row;
mod breaks;
mod conformance;
mod deny;
mod docs;
mod flows;
mod fmt;
mod fuzz;
mod fuzz_log;
mod instructions;
mod kills;
mod ledger;
mod lint;
mod memory;
mod node_peers;
mod package;
mod peer_libraries;
mod program;
mod recorded_break;
mod repository;
mod sandbox;
mod setup;
mod task;
mod terminal;
mod test;
mod tidy;
mod tool;
mod tree_copy;
mod usage;

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let name = arguments.next();
    task::run(name.as_deref(), arguments.collect())
}
