//! `lint`: clippy over every target with every feature, and over the core as users get it, with none. Warnings are errors.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::program::Program;
use crate::repository::Repository;
use crate::usage::no_arguments;

/// Runs clippy.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    no_arguments("lint", &arguments)?;
    let clean = clippy(&Repository::of_this_task()?)?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs clippy each way; gives whether it had nothing to say.
pub(crate) fn clippy(repository: &Repository) -> Result<bool> {
    let ways: [(_, &[&str]); 3] = [
        (repository.manifest(), &["--locked", "--workspace", "--all-features"]),
        // Features that something else turned on would hide a missing one.
        (repository.manifest(), &["--locked", "--package", "workfront-oauth"]),
        // Its lock file follows the workspace's, whose packages it builds, so it is not held against itself.
        (repository.fuzz_manifest(), &["--no-default-features"]),
    ];
    let mut clean = true;
    for (manifest, options) in ways {
        let status = Program::cargo("clippy", &manifest)
            .args(["--quiet", "--all-targets"])
            .args(options)
            .args(["--", "--deny", "warnings"])
            .env("CARGO_TARGET_DIR", repository.target())
            .status()?;
        clean &= status.success();
    }
    Ok(clean)
}
