//! `sandbox [ARGS]`: Workfront's side, served here, with a curl to copy for each flow.
//!
//! ```text
//! cargo xtask sandbox ──becomes──> workfront-sandbox serve ──stdout──> the filter: that line, then the curls
//! ```
//!
//! The server takes this process's place, so the process that a script started is the one it stops. What prints the curls is a
//! second process behind the server's standard output; it ends when the server does.

use std::ffi::OsString;
use std::io::{self, BufRead};
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::package::{build, program};
use crate::program::Program;
use crate::repository::Repository;
use crate::{flows, task, terminal};

/// The package of the server.
const PACKAGE: &str = "workfront-oauth-sandbox";
/// The server's program in it.
const BINARY: [&str; 2] = ["--bin", "workfront-sandbox"];

/// Builds the server and becomes it.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let repository = Repository::of_this_task()?;
    build(&repository, PACKAGE, &BINARY)?;
    let (reader, writer) = io::pipe().context("cannot make a pipe for the server's first line")?;
    Program::new(std::env::current_exe()?).arg(task::sandbox_filter()).stdin(reader).spawn()?;
    program(&repository, PACKAGE, &BINARY)
        .arg("serve")
        .args(arguments)
        .stdout(Stdio::from(writer))
        .replace()
}

/// Passes standard input on, with the curls after its first line.
pub(crate) fn filter() -> Result<ExitCode> {
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.context("cannot read what the sandbox says")?;
        terminal::say(&line);
        if number == 0 {
            match flows::Started::read(&line) {
                Ok(started) => terminal::say(started.commands()),
                Err(error) => terminal::complain(format!("the sandbox's first line: {error:#}")),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
