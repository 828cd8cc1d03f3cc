//! `report.json`: the model as it is, after a last look for secrets.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::Report;
use crate::secrets::{Leak, Secrets};

/// The file's name in the directory that `--report` names.
pub const FILE: &str = "report.json";

/// Makes the directory if need be and shows that it can be written to, before a run is spent on it.
///
/// # Errors
///
/// Says which directory, and why it cannot be used.
pub fn prepare(directory: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(directory)
        .and_then(|()| tempfile::NamedTempFile::new_in(directory))
        .map_err(failed(directory))?;
    Ok(())
}

/// Writes the report under a temporary name and renames it, so that nobody reads half of one.
///
/// # Errors
///
/// A secret in it: then nothing is written. Or the directory cannot be written to: then what stood there stays.
pub fn write(directory: &Path, report: &Report, secrets: &Secrets) -> Result<PathBuf, WriteError> {
    let value = serde_json::to_value(report)
        .map_err(|error| WriteError::Model { why: error.to_string() })?;
    secrets.scan(&value)?;
    let path = directory.join(FILE);
    let write = || {
        // Temporary files are their owner's alone; a report is for whoever may read the directory.
        let readable = std::fs::Permissions::from_mode(0o644);
        let mut file = tempfile::Builder::new().permissions(readable).tempfile_in(directory)?;
        serde_json::to_writer_pretty(&mut file, report)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(failed(directory))?;
    Ok(path)
}

/// Why no report was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It would have held a secret.
    #[error(transparent)]
    Leak(#[from] Leak),
    /// The directory cannot be made or written to.
    #[error("cannot write a report to {}: {why}: name a directory that you may write to with --report", directory.display())]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// The system's word.
        why: String,
    },
    /// The model has no JSON.
    #[error("the report has no JSON form: {why}; this is a defect of the suite, please report it")]
    Model {
        /// What is wrong with it.
        why: String,
    },
}

fn failed(directory: &Path) -> impl Fn(std::io::Error) -> WriteError {
    move |error| WriteError::Directory { directory: directory.to_owned(), why: error.to_string() }
}
