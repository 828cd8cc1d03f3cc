//! Running the program.

use std::process::{Command, Output};

/// The program's output, as text.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program with the machine's own search path.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with_path(arguments, &std::env::var("PATH").unwrap())
}

/// Runs the program with another search path.
pub(crate) fn run_with_path(arguments: &[&str], path: &str) -> Ran {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_workfront-conformance"))
            .args(arguments)
            .env("PATH", path)
            .output()
            .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr) }
}
