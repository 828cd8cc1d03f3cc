//! Licences, bans and sources of everything we depend on, by cargo-deny and without the network.

use anyhow::Result;

use crate::program::Program;
use crate::repository::Repository;

/// Runs cargo-deny over both workspaces; gives whether it had nothing to refuse.
pub(crate) fn check(repository: &Repository) -> Result<bool> {
    let mut clean = true;
    for manifest in [repository.manifest(), repository.fuzz_manifest()] {
        // The check reads every platform's packages, of which a build here fetched only its own.
        let fetched = Program::cargo("fetch", &manifest).arg("--quiet").status()?;
        clean &= fetched.success();
        let status = Program::new("cargo")
            .args(["deny", "--offline", "--log-level", "error", "--manifest-path"])
            .arg(manifest)
            .arg("--config")
            .arg(repository.path("deny.toml"))
            .args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"])
            .status()?;
        clean &= status.success();
    }
    Ok(clean)
}
