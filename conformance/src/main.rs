//! The program `workfront-conformance`; what it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(workfront_conformance::cli::main(std::env::args_os()))
}
