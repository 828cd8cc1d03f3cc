//! `conformance [ARGS]`: the conformance suite, built quietly and then in this process's place.
//!
//! Built with the development profile, like the tests: one profile serves both, so a machine that has run either has most of
//! the other's build, and a fresh clone waits for no optimizer. What the suite spends its time on is I/O.

use std::ffi::OsString;
use std::process::{ExitCode, ExitStatus};

use anyhow::Result;

use crate::package::{build, program};
use crate::program::Program;
use crate::repository::Repository;

/// The package, which is also the program's name.
const PACKAGE: &str = "workfront-conformance";

/// Builds the suite and becomes it: arguments, working directory, exit code and signals are the suite's own.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let repository = Repository::of_this_task()?;
    build(&repository, PACKAGE, &[])?;
    program(&repository, PACKAGE, &[]).args(arguments).replace()
}

/// Builds the suite and runs it to its end.
pub(crate) fn status(repository: &Repository, arguments: &[&str]) -> Result<ExitStatus> {
    build(repository, PACKAGE, &[])?;
    program(repository, PACKAGE, &[]).args(arguments).status()
}

/// Builds the suite, runs it to its end and gives what it said.
pub(crate) fn text(repository: &Repository, arguments: &[&str]) -> Result<String> {
    build(repository, PACKAGE, &[])?;
    program(repository, PACKAGE, &[]).args(arguments).text()
}

/// The suite, to be run once it is built.
pub(crate) fn suite(repository: &Repository) -> Program {
    program(repository, PACKAGE, &[])
}
