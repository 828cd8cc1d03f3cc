//! Judges clients and servers against Workfront's documents, and replays every documented example.

pub mod curl;
pub mod programs;
pub mod report;
pub mod secrets;
pub mod verdict;
pub mod wire;
