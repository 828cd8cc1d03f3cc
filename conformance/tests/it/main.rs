//! The program from outside: its command line, its exit codes, its reports.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod bad_shims;
mod baseline;
mod client_cases;
mod clients;
mod command_line;
mod crossed;
mod made_up;
mod peers;
mod program;
mod report_file;
mod report_forms;
mod server_cases;
mod server_target;
