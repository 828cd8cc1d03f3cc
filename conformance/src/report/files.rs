//! The files that `--report` asks for: all of them, or none.
//!
//! Each is made in memory and searched for secrets, as the model and as the text that it became, before the first is written. They
//! are written under temporary names, so that nobody reads half of one and a full disk leaves what stood there.

use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Report, json, junit, markdown};
use crate::secrets::{Leak, Secrets};

/// Makes the directory if need be and shows that it can be written to, before a run is spent on it.
///
/// # Errors
///
/// Says which directory, and why it cannot be used.
pub fn prepare(directory: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(directory)
        .and_then(|()| NamedTempFile::new_in(directory))
        .map_err(failed(directory))?;
    Ok(())
}

/// Writes the files.
///
/// # Errors
///
/// A secret in one of them, or no room for one of them: then none is written.
pub fn write(directory: &Path, report: &Report, secrets: &Secrets) -> Result<(), WriteError> {
    write_through(directory, report, secrets, |file| Box::new(file))
}

/// As [`write`], each file's bytes going through a writer of the caller's choice.
fn write_through(
    directory: &Path,
    report: &Report,
    secrets: &Secrets,
    through: impl for<'a> Fn(&'a mut NamedTempFile) -> Box<dyn Write + 'a>,
) -> Result<(), WriteError> {
    let files = rendered(report, secrets)?;
    let mut staged = Vec::new();
    for (name, text) in &files {
        let path = directory.join(name);
        let file = stage(directory, text, &through).map_err(failed(&path))?;
        staged.push((file, path));
    }
    for (file, path) in staged {
        file.persist(&path).map_err(|error| failed(&path)(error.error))?;
    }
    Ok(())
}

/// Each file's name and text, with no secret in any.
fn rendered(report: &Report, secrets: &Secrets) -> Result<[(&'static str, String); 3], WriteError> {
    let model = |error: serde_json::Error| WriteError::Model { why: error.to_string() };
    secrets.scan(&serde_json::to_value(report).map_err(model)?)?;
    let files = [
        (json::FILE, json::render(report).map_err(model)?),
        (junit::FILE, junit::render(report)),
        (markdown::FILE, markdown::render(report)),
    ];
    for (name, text) in &files {
        secrets.scan_file(name, text)?;
    }
    Ok(files)
}

fn stage(
    directory: &Path,
    text: &str,
    through: impl for<'a> Fn(&'a mut NamedTempFile) -> Box<dyn Write + 'a>,
) -> std::io::Result<NamedTempFile> {
    // Temporary files are their owner's alone; a report is for whoever may read the directory.
    let readable = std::fs::Permissions::from_mode(0o644);
    let mut file = tempfile::Builder::new().permissions(readable).tempfile_in(directory)?;
    let mut writer = BufWriter::new(through(&mut file));
    writer.write_all(text.as_bytes())?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    Ok(file)
}

/// Why no report was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It would have held a secret.
    #[error(transparent)]
    Leak(#[from] Leak),
    /// The directory cannot be made or written to.
    #[error("cannot write a report to {}: {why}: name a directory with room that you may write to with --report", path.display())]
    Place {
        /// The directory, or the file in it.
        path: PathBuf,
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

fn failed(path: &Path) -> impl Fn(std::io::Error) -> WriteError {
    move |error| WriteError::Place { path: path.to_owned(), why: error.to_string() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::{Run, SCHEMA, Target};
    use crate::verdict::Summary;

    /// A disk with room for so many bytes of each file.
    struct Disk<'a> {
        file: &'a mut NamedTempFile,
        room: usize,
    }

    impl Write for Disk<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.room == 0 {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            let written = self.file.write(bytes.get(..self.room).unwrap_or(bytes))?;
            self.room -= written;
            Ok(written)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            self.file.flush()
        }
    }

    fn empty() -> Report {
        Report {
            schema: SCHEMA,
            command: String::from("run"),
            args: Vec::new(),
            seed: 7,
            profiles: Vec::new(),
            target: Target {
                kind: "reference",
                name: String::from("a"),
                version: String::from("1"),
            },
            exit_code: 4,
            summary: Summary::default(),
            examples: Vec::new(),
            errata: Vec::new(),
            cases: Vec::new(),
            mutants: Vec::new(),
            requirements: Vec::new(),
            gaps: Vec::new(),
            peers: Vec::new(),
            baseline: Vec::new(),
            run: Run::default(),
        }
    }

    #[test]
    fn wherever_the_room_ends_every_file_stays_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let (report, secrets) = (empty(), Secrets::default());
        write(directory.path(), &report, &secrets).unwrap();
        let contents = || {
            let entries = std::fs::read_dir(directory.path()).unwrap();
            let mut files: Vec<_> = entries
                .map(|entry| entry.unwrap().path())
                .map(|path| (std::fs::read_to_string(&path).unwrap(), path))
                .collect();
            files.sort();
            files
        };
        let before = contents();
        assert_eq!(before.len(), 3);
        let longest = before.iter().map(|(text, _)| text.len()).max().unwrap();
        let mut other = report.clone();
        other.seed = 8;
        let write = |room| {
            write_through(directory.path(), &other, &secrets, |file| Box::new(Disk { file, room }))
        };
        for room in (0..longest).step_by(37) {
            let error = write(room).unwrap_err();
            assert!(matches!(error, WriteError::Place { .. }), "{error}");
            assert!(error.to_string().contains("no storage space"), "{error}");
            assert_eq!(contents(), before, "with room for {room} bytes");
        }
        write(longest).unwrap();
        assert_ne!(contents(), before);
    }
}
