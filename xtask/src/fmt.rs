//! `fmt [--check]`: the code's format, of the workspace and of the fuzz targets, which are a workspace of their own.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::program::Program;
use crate::repository::Repository;
use crate::usage::Usage;

/// Formats, or with `--check` only says what would change.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let check = match arguments.as_slice() {
        [] => false,
        [only] if only == "--check" => true,
        _ => return Err(Usage::new("`fmt` takes only `--check`").into()),
    };
    let clean = format(&Repository::of_this_task()?, check)?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Formats both workspaces; gives whether nothing is left to change.
pub(crate) fn format(repository: &Repository, check: bool) -> Result<bool> {
    let mut clean = true;
    for manifest in [repository.manifest(), repository.fuzz_manifest()] {
        let status = Program::cargo("fmt", &manifest)
            .arg("--all")
            .args(check.then_some("--check"))
            .status()?;
        clean &= status.success();
    }
    Ok(clean)
}
