//! The libraries of other people that `peers` judges, installed beside their shims as the lock files there pin them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::program::{Program, our_stderr};
use crate::repository::Repository;
use crate::terminal;

/// A language's libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Libraries {
    /// In a virtual environment.
    Python,
    /// In `node_modules`.
    Node,
}

impl Libraries {
    /// What a person calls them.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Python => "what conformance/peers/requirements.txt pins",
            Self::Node => "what conformance/peers/package-lock.json pins",
        }
    }

    /// What a person would type to get them, in `conformance/peers`.
    pub(crate) fn how_to_install(self) -> &'static str {
        match self {
            Self::Python => {
                "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.txt"
            }
            Self::Node => "npm ci",
        }
    }

    /// Whether what the lock file pins is what was installed last.
    pub(crate) fn are_here(self, repository: &Repository) -> bool {
        let [lock, installed] = self.locks(repository);
        let lock = fs::read(lock).ok();
        lock.is_some() && lock == fs::read(installed).ok()
    }

    /// Installs what the lock file pins, in the place of whatever is there.
    pub(crate) fn install(self, repository: &Repository) -> Result<()> {
        let folder = repository.path(FOLDER);
        terminal::progress(format_args!("installing {}", self.name()));
        match self {
            Self::Python => {
                run(Program::new("python3").args(["-m", "venv", "--clear", ".venv"]), &folder)?;
                let pip = Program::new(folder.join(".venv/bin/python")).args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--require-hashes",
                    "--requirement",
                    "requirements.txt",
                ]);
                run(pip, &folder)?;
            }
            Self::Node => {
                let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
                run(Program::new("npm").args(npm), &folder)?;
            }
        }
        let [lock, installed] = self.locks(repository);
        fs::copy(&lock, &installed)
            .with_context(|| format!("cannot write {}", installed.display()))?;
        Ok(())
    }

    /// The lock file, and the copy that says that it was followed.
    fn locks(self, repository: &Repository) -> [PathBuf; 2] {
        let of = |path: &str| repository.path(FOLDER).join(path);
        match self {
            Self::Python => [of("requirements.txt"), of(".venv/installed-requirements.txt")],
            Self::Node => {
                [of("package-lock.json"), of("node_modules/.installed-package-lock.json")]
            }
        }
    }
}

fn run(program: Program, folder: &std::path::Path) -> Result<()> {
    let status = program.directory(folder).stdout(our_stderr()).status()?;
    ensure!(status.success(), "see its words above");
    Ok(())
}

const FOLDER: &str = "conformance/peers";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_here_as_long_as_the_lock_is_the_one_that_was_followed() -> Result<()> {
        let root = tempfile::tempdir()?;
        let repository = Repository::at(root.path());
        let folder = root.path().join(FOLDER);
        fs::create_dir_all(folder.join("node_modules"))?;
        assert!(!Libraries::Node.are_here(&repository), "without a lock");
        fs::write(folder.join("package-lock.json"), "1")?;
        assert!(!Libraries::Node.are_here(&repository), "not installed");
        fs::write(folder.join("node_modules/.installed-package-lock.json"), "1")?;
        assert!(Libraries::Node.are_here(&repository));
        fs::write(folder.join("package-lock.json"), "2")?;
        assert!(!Libraries::Node.are_here(&repository), "locked anew");
        assert!(!Libraries::Python.are_here(&repository));
        Ok(())
    }
}
