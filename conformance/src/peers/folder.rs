//! The folder of the peers: the list, what is expected of each, and the page that tells people of it.

use std::path::{Path, PathBuf};

use super::expected::Expected;
use super::listed::{self, Peer};
use crate::data::LoadError;

/// The folder, in its repository.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// Why the peers cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeersError {
    /// There is no folder with them.
    #[error("no {FOLDER}/peers.toml in {} or above it: start this in the repository", from.display())]
    NotHere {
        /// Where the search began.
        from: PathBuf,
    },
    /// The system says no.
    #[error("{}: {why}", path.display())]
    System {
        /// What was read or written.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// A file of the folder is not as it should be.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A lock file does not pin the library.
    #[error("{} pins no version of {library}", lock.display())]
    NotPinned {
        /// The lock file.
        lock: PathBuf,
        /// The library.
        library: String,
    },
    /// The library is not there, or not the pinned one.
    #[error(
        "{peer} says that it is {found}, and {wanted} is pinned: `cargo xtask setup` installs it"
    )]
    NotInstalled {
        /// The peer.
        peer: String,
        /// The pinned version.
        wanted: String,
        /// What the shim says of itself.
        found: String,
    },
    /// A deviation without a reason.
    #[error(
        "{peer}/expected.toml: no reason is given for {cases}: write one, as README.md shows them"
    )]
    Unexplained {
        /// The peer.
        peer: String,
        /// The cases.
        cases: String,
    },
    /// The page has no place for a table.
    #[error("README.md of the peers has no `<!-- {0} -->`")]
    NoPlace(&'static str),
}

impl PeersError {
    /// Reads or writes, with the path in what may be complained of.
    pub(super) fn reading<T>(
        path: &Path,
        read: impl FnOnce(&Path) -> std::io::Result<T>,
    ) -> Result<T, Self> {
        read(path).map_err(|error| Self::System { path: path.to_owned(), why: error.to_string() })
    }
}

impl Folder {
    /// The folder in `from`'s repository: there or in a folder above it.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn find(from: &Path) -> Result<Self, PeersError> {
        let holds = |root: &&Path| root.join(FOLDER).join(listed::FILE).is_file();
        let root = from.ancestors().find(holds).map(Path::to_owned);
        root.map(|root| Self { root }).ok_or_else(|| PeersError::NotHere { from: from.to_owned() })
    }

    /// The repository's root, where the shims' commands start.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The peers.
    ///
    /// # Errors
    ///
    /// The list cannot be read.
    pub fn peers(&self) -> Result<Vec<Peer>, PeersError> {
        Ok(Peer::all(&self.read(listed::FILE)?)?)
    }

    /// What is expected of a peer.
    ///
    /// # Errors
    ///
    /// The file cannot be read. Reasons may be missing.
    pub fn expected(&self, peer: &str) -> Result<Expected, PeersError> {
        let file = format!("{peer}/{EXPECTED}");
        Ok(Expected::parse(&file, &self.read(&file)?)?)
    }

    /// Writes what is expected of a peer from now on.
    ///
    /// # Errors
    ///
    /// The system's word for why not.
    pub fn keep(&self, peer: &str, expected: &Expected) -> Result<(), PeersError> {
        self.write(&format!("{peer}/{EXPECTED}"), &expected.to_text())
    }

    /// The page for people.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn page(&self) -> Result<String, PeersError> {
        self.read(PAGE)
    }

    /// Writes the page for people.
    ///
    /// # Errors
    ///
    /// The system's word for why not.
    pub fn write_page(&self, text: &str) -> Result<(), PeersError> {
        self.write(PAGE, text)
    }

    fn read(&self, file: &str) -> Result<String, PeersError> {
        PeersError::reading(&self.root.join(FOLDER).join(file), |path| {
            std::fs::read_to_string(path)
        })
    }

    /// By another name first, so that nobody finds half a file.
    fn write(&self, file: &str, text: &str) -> Result<(), PeersError> {
        PeersError::reading(&self.root.join(FOLDER).join(file), |path| {
            let half = path.with_extension("new");
            std::fs::write(&half, text)?;
            std::fs::rename(&half, path)
        })
    }
}

const FOLDER: &str = "conformance/peers";
const EXPECTED: &str = "expected.toml";
const PAGE: &str = "README.md";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_found_from_below_and_nowhere_else() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Folder::find(&here.join("src/peers")).unwrap();
        assert_eq!(folder.root(), here.parent().unwrap());
        let nowhere = tempfile::tempdir().unwrap();
        let error = Folder::find(nowhere.path()).unwrap_err().to_string();
        assert!(error.starts_with("no conformance/peers/peers.toml in "), "{error}");
    }

    #[test]
    fn what_is_expected_is_written_whole_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder { root: root.path().to_owned() };
        let error = folder.keep("a", &Expected::default()).unwrap_err().to_string();
        assert!(error.contains("a/expected.toml: No such file"), "{error}");
        std::fs::create_dir_all(root.path().join(FOLDER).join("a")).unwrap();
        folder.keep("a", &Expected::default()).unwrap();
        assert_eq!(folder.expected("a").unwrap(), Expected::default());
        let left = std::fs::read_dir(root.path().join(FOLDER).join("a")).unwrap().count();
        assert_eq!(left, 1, "nothing but the file is left");
    }
}
