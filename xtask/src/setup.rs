//! `setup`: installs what the tasks need and this machine lacks, and says what it cannot install.
//!
//! Debian packages need root; toolchains are never fetched, they belong to the machine's owner. With everything in place it only
//! looks, so it costs nothing to run first.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::program::{Program, is_installed, is_root};
use crate::repository::Repository;
use crate::terminal;
use crate::tool::{self, FOR_FUZZ, FOR_INSTRUCTIONS, FOR_TEST, Source, Tool};
use crate::usage::no_arguments;

/// Installs what any task needs.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    no_arguments("setup", &arguments)?;
    let repository = Repository::of_this_task()?;
    let complete = install(&repository, FOR_TEST)?
        & install(&repository, FOR_FUZZ)?
        & install(&repository, FOR_INSTRUCTIONS)?;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Installs those of the tools that are missing; gives whether all are there in the end.
pub(crate) fn install(repository: &Repository, tools: &[Tool]) -> Result<bool> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !tool.is_here()).collect();
    let debian: Vec<&str> = missing.iter().filter_map(|tool| debian_package(tool)).collect();
    if !debian.is_empty() {
        attempt("Debian packages", install_debian(&debian));
    }
    for tool in &missing {
        match tool.source {
            Source::Cargo { package, version } => {
                attempt(package, install_with_cargo(repository, package, version));
            }
            Source::Locked(libraries) => attempt(libraries.name(), libraries.install(repository)),
            Source::Debian(_) | Source::PythonModule { .. } | Source::Toolchain(_) => {}
        }
    }
    for tool in tools {
        match tool::missing(std::slice::from_ref(tool)) {
            None => terminal::say(format_args!("{} is here ({})", tool.name(), tool.purpose)),
            Some(missing) => terminal::say(missing),
        }
    }
    Ok(tool::missing(tools).is_none())
}

fn debian_package(tool: &Tool) -> Option<&'static str> {
    match tool.source {
        Source::Debian(package) | Source::PythonModule { package, .. } => Some(package),
        Source::Cargo { .. } | Source::Locked(_) | Source::Toolchain(_) => None,
    }
}

/// Says what went wrong with one step, so that the others still run.
fn attempt(what: &str, outcome: Result<()>) {
    if let Err(error) = outcome {
        terminal::complain(format!("{what}: {error:#}"));
    }
}

fn install_debian(packages: &[&str]) -> Result<()> {
    let wish = format!("apt-get install {}", packages.join(" "));
    ensure!(is_installed("apt-get"), "this is no Debian: install the like of `{wish}` here");
    ensure!(is_root(), "run as root: {wish}");
    terminal::progress(format_args!("installing {}", packages.join(", ")));
    // An image's package lists are older than its mirror, so the lists come first.
    let updated = apt("update").stdout(crate::program::our_stderr()).status()?;
    ensure!(updated.success(), "`apt-get update` failed: see its words above");
    let installed = apt("install")
        .args(["--yes", "--no-install-recommends"])
        .args(packages)
        .stdout(crate::program::our_stderr())
        .status()?;
    ensure!(installed.success(), "`{wish}` failed: see its words above");
    Ok(())
}

fn apt(command: &str) -> Program {
    Program::new("apt-get").args(["--quiet", command]).env("DEBIAN_FRONTEND", "noninteractive")
}

/// Builds a tool without optimizing it: three times cheaper to build, and none of them is waited for long.
fn install_with_cargo(repository: &Repository, package: &str, version: &str) -> Result<()> {
    terminal::progress(format_args!("building {package} {version} (a minute or two)"));
    let status = Program::new("cargo")
        .args(["install", "--locked", "--quiet"])
        .arg(format!("{package}@{version}"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_TARGET_DIR", repository.target().join("tools"))
        .status()?;
    ensure!(
        status.success(),
        "cannot be built: see cargo's words above, or `cargo install --locked {package}`"
    );
    Ok(())
}
