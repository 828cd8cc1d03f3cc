//! A text that stands somewhere else than in the target file: a secret, most of all.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;
use zeroize::Zeroizing;

/// A secret that stands somewhere else: `env:NAME` or `file:PATH`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Outside(String);

impl Outside {
    /// Reads it. A path is relative to the target file.
    pub(super) fn read(&self, beside: &Path) -> Result<Zeroizing<String>, String> {
        let value = match self.0.split_once(':') {
            Some(("env", name)) => std::env::var(name)
                .map(Zeroizing::new)
                .map_err(|_| format!("the environment variable {name} is not set, or no text"))?,
            Some(("file", path)) => {
                let path = folder_of(beside).join(path);
                text_of(&path).map_err(|why| format!("{} cannot be read: {why}", path.display()))?
            }
            _ => {
                return Err(String::from(
                    "a secret stands as env:NAME or file:PATH, never in the target file itself",
                ));
            }
        };
        // A file ends in a line feed that is no part of a secret.
        let value = Zeroizing::new(value.trim_end_matches(['\r', '\n']).to_owned());
        match value.is_empty() {
            true => Err(format!("{} is empty", self.0)),
            false => Ok(value),
        }
    }
}

/// The folder that paths in a target file, and its commands, start from.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// The text of a file that a person wrote: a device or a disk image is none.
pub(super) fn text_of(path: &Path) -> Result<Zeroizing<String>, String> {
    let mut text = Zeroizing::new(String::new());
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    match text.len() as u64 > LONGEST {
        true => Err(format!("it is longer than {LONGEST} bytes")),
        false => Ok(text),
    }
}

/// Far more bytes than a target file or a key has.
const LONGEST: u64 = 1 << 20;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_stands_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("target.toml");
        std::fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
        std::fs::write(folder.path().join("empty"), "\n").unwrap();
        let read = |text: &str| Outside(text.to_owned()).read(&file).map(|value| value.to_string());
        assert_eq!(read("file:secret").unwrap(), "s3cret");
        assert_eq!(read("env:PATH").unwrap(), std::env::var("PATH").unwrap());
        let why = read("hunter2hunter2").unwrap_err();
        assert!(why.contains("env:NAME") && !why.contains("hunter2"), "{why}");
        assert!(read("file:nothing").unwrap_err().contains("cannot be read"));
        assert!(read("env:NOT_SET_ANYWHERE").unwrap_err().contains("NOT_SET_ANYWHERE"));
        assert_eq!(read("file:empty").unwrap_err(), "file:empty is empty");
    }

    #[test]
    fn a_file_without_an_end_is_not_read_to_it() {
        let why = text_of(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(why, "it is longer than 1048576 bytes");
    }

    #[test]
    fn a_bare_file_name_stands_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("target.toml")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/target.toml")), Path::new("a"));
    }
}
