//! `docs [--open]`: the documentation of our packages, where a broken link or a missing sentence is an error.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::program::Program;
use crate::repository::Repository;
use crate::usage::Usage;

/// Builds the documentation, and opens it if asked.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let open = match arguments.as_slice() {
        [] => false,
        [only] if only == "--open" => true,
        _ => return Err(Usage::new("`docs` takes only `--open`").into()),
    };
    let clean = build(&Repository::of_this_task()?, open)?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the documentation; gives whether rustdoc had nothing to say.
pub(crate) fn build(repository: &Repository, open: bool) -> Result<bool> {
    let status = Program::cargo("doc", &repository.manifest())
        .args(["--quiet", "--locked", "--workspace", "--all-features", "--no-deps"])
        .args(open.then_some("--open"))
        .env("RUSTDOCFLAGS", "--deny warnings")
        .status()?;
    Ok(status.success())
}
