//! The programs of this workspace's packages: built first, so that a build that fails is told apart from a program that does.

use anyhow::{Result, bail};

use crate::program::Program;
use crate::repository::Repository;
use crate::terminal;

/// Builds the program of a package; says so, because the first time takes minutes.
pub(crate) fn build(repository: &Repository, package: &str, options: &[&str]) -> Result<()> {
    terminal::progress(format_args!("building {package} (the first time takes a few minutes)"));
    let quiet = (!terminal::is_watched()).then_some("--quiet");
    let status = Program::cargo("build", &repository.manifest())
        .args(quiet)
        .args(["--package", package])
        .args(options)
        .status()?;
    if !status.success() {
        bail!("{package} does not build: see the compiler's words above");
    }
    Ok(())
}

/// The program of a package, to be run by cargo with nothing said about it.
pub(crate) fn program(repository: &Repository, package: &str, options: &[&str]) -> Program {
    Program::cargo("run", &repository.manifest())
        .args(["--quiet", "--package", package])
        .args(options)
        .arg("--")
}
