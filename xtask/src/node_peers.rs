//! The peers that run on Node, installed as `benches/npm` locks them; without Node, their rows are left out.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::program::{Program, is_installed, our_stderr};
use crate::repository::Repository;
use crate::terminal;

/// Installs them below the target directory; gives where, or nothing if they cannot be had here.
pub(crate) fn install(repository: &Repository) -> Result<Option<PathBuf>> {
    if !is_installed("node") || !is_installed("npm") {
        terminal::progress("without the peers that run on Node: it is not installed");
        return Ok(None);
    }
    let locked = repository.root().join("benches").join("npm");
    let here = repository.target().join("bench-node");
    fs::create_dir_all(&here).with_context(|| format!("cannot make {}", here.display()))?;
    let lock = fs::read(locked.join(LOCK))?;
    let is_current = here.join("node_modules").is_dir()
        && fs::read(here.join(LOCK)).is_ok_and(|installed| installed == lock);
    if is_current {
        return Ok(Some(here));
    }
    terminal::progress("installing the peers that run on Node");
    for file in ["package.json", LOCK] {
        fs::copy(locked.join(file), here.join(file))?;
    }
    let status = Program::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .directory(&here)
        .stdout(our_stderr())
        .status()?;
    if !status.success() {
        terminal::complain("without the peers that run on Node: see npm's words above");
        fs::remove_file(here.join(LOCK))?;
        return Ok(None);
    }
    Ok(Some(here))
}

const LOCK: &str = "package-lock.json";
