//! Where the repository is, and which files are in it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::program::Program;

/// The repository that the tasks work on.
#[derive(Clone)]
pub(crate) struct Repository {
    root: PathBuf,
}

/// A text file of the repository.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// Its path from the repository's root, with `/` on every system.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
}

impl Repository {
    /// The repository of the running `cargo xtask`.
    ///
    /// Asked at run time, not when this was built: several checkouts may share one target directory.
    ///
    /// # Errors
    ///
    /// When it was not started by cargo.
    pub(crate) fn of_this_task() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .context("CARGO_MANIFEST_DIR is not set: start this as `cargo xtask`")?;
        let root =
            Path::new(&package).parent().context("the package xtask has no folder above it")?;
        Ok(Self { root: root.to_owned() })
    }

    /// A repository somewhere else.
    pub(crate) fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Its root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The workspace's manifest.
    pub(crate) fn manifest(&self) -> PathBuf {
        self.path("Cargo.toml")
    }

    /// The manifest of the fuzz targets, a workspace of their own.
    pub(crate) fn fuzz_manifest(&self) -> PathBuf {
        self.path("fuzz/Cargo.toml")
    }

    /// The folder that builds go to, which also holds what tasks leave behind.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(
            || self.path("target"),
            |named| env::current_dir().unwrap_or_else(|_| self.root.clone()).join(named),
        )
    }

    /// The paths of all its files, those not yet committed included, ignored ones not.
    pub(crate) fn paths(&self) -> Result<Vec<String>> {
        let listed = Program::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .directory(&self.root)
            .text()
            .context("cannot list the repository's files")?;
        let mut paths: Vec<String> = listed
            .split_terminator('\0')
            .map(str::to_owned)
            .filter(|path| self.path(path).is_file())
            .collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// All its files that are text; others (a fuzz corpus, an image) are left out.
    pub(crate) fn source_files(&self) -> Result<Vec<SourceFile>> {
        let mut files = Vec::new();
        for path in self.paths()? {
            let bytes =
                fs::read(self.path(&path)).with_context(|| format!("cannot read {path}"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(SourceFile { path, text });
            }
        }
        Ok(files)
    }
}
