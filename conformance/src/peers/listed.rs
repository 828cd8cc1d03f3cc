//! `peers.toml`: which peers there are, how each is started, and which version of its library is pinned.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::folder::PeersError;
use crate::data::{LoadError, parse};

/// One peer, as `peers.toml` describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Peer {
    /// Its name, which is its folder's.
    pub name: String,
    /// What people call it, as `Authlib (Python)`.
    pub title: String,
    /// The shim's command, from the repository's root.
    pub exec: String,
    /// The lock file that pins its library; none for a peer without one.
    pub lock: Option<PathBuf>,
    /// What it must be told, to work at all.
    pub must: String,
    /// What it should be told, to be safe.
    pub should: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    peer: Vec<Peer>,
}

impl Peer {
    /// The peers that a text describes.
    ///
    /// # Errors
    ///
    /// It is no TOML, has other members, or has a name twice.
    pub fn all(text: &str) -> Result<Vec<Self>, LoadError> {
        let File { peer: peers } = parse(FILE, text)?;
        let twice = peers.iter().enumerate().find(|(index, peer)| {
            peers.iter().take(*index).any(|earlier| earlier.name == peer.name)
        });
        match twice {
            Some((_, peer)) => {
                Err(LoadError::of(FILE, format!("the peer `{}` stands there twice", peer.name)))
            }
            None => Ok(peers),
        }
    }

    /// The version that its lock file pins; none for a peer without a library.
    ///
    /// # Errors
    ///
    /// The lock file cannot be read, or does not name the library.
    pub fn version(&self, root: &Path) -> Result<Option<String>, PeersError> {
        let Some(lock) = &self.lock else { return Ok(None) };
        let text = PeersError::reading(&root.join(lock), |path| std::fs::read_to_string(path))?;
        match pinned(&text, &self.name) {
            Some(version) => Ok(Some(version)),
            None => Err(PeersError::NotPinned { lock: lock.clone(), library: self.name.clone() }),
        }
    }
}

/// The version of a library in the text of a lock file: `package-lock.json` or a `requirements.txt` with pins.
fn pinned(lock: &str, library: &str) -> Option<String> {
    if let Ok(lock) = serde_json::from_str::<serde_json::Value>(lock) {
        let version = &lock["packages"][format!("node_modules/{library}")]["version"];
        return version.as_str().map(str::to_owned);
    }
    lock.lines().find_map(|line| {
        let version = line.strip_prefix(library)?.strip_prefix("==")?;
        version.split_whitespace().next().map(str::to_owned)
    })
}

/// The list's name in its folder.
pub(super) const FILE: &str = "peers.toml";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_either_kind_of_lock_file() {
        let npm = r#"{"packages":{"":{},"node_modules/a":{"version":"1.2.3"},"node_modules/a/node_modules/b":{"version":"9"}}}"#;
        assert_eq!(pinned(npm, "a").as_deref(), Some("1.2.3"));
        assert_eq!(pinned(npm, "b"), None);
        let pip = "# authlib==0\nauthlib-more==2 \\\nauthlib==1.9.8 \\\n    --hash=sha256:00\n";
        assert_eq!(pinned(pip, "authlib").as_deref(), Some("1.9.8"));
        assert_eq!(pinned(pip, "requests"), None);
        assert_eq!(pinned("", "authlib"), None);
    }

    #[test]
    fn a_list_is_read_strictly() {
        let one = "[[peer]]\nname = 'a'\ntitle = 'A'\nexec = 'a b'\nmust = ''\nshould = ''\n";
        assert_eq!(Peer::all(one).unwrap().len(), 1);
        let error = Peer::all(&format!("{one}{one}")).unwrap_err().to_string();
        assert_eq!(error, "peers.toml: the peer `a` stands there twice");
        let error = Peer::all(&format!("{one}mood = 'good'\n")).unwrap_err().to_string();
        assert!(error.contains("unknown field `mood`"), "{error}");
    }
}
