//! Whether the pages still are what was recorded of them: block by block, and for each example.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::example::Example;
use crate::ledger::{Gap, Page};
use crate::pages::sha256;
use crate::verdict::Judgement;

/// A directory of pages: files whose names begin with a page's number, as `001-authorization-code-flow.txt`.
#[derive(Clone, Debug)]
pub struct Pages {
    texts: BTreeMap<String, String>,
}

impl Pages {
    /// Reads the pages of a directory.
    ///
    /// # Errors
    ///
    /// The directory or one of its files cannot be read as text, or none has a page's name.
    pub fn read(directory: &Path) -> Result<Self, PagesError> {
        let unreadable = |path: &Path, error: &std::io::Error| PagesError::Unreadable {
            path: path.to_owned(),
            why: error.to_string(),
        };
        let entries =
            std::fs::read_dir(directory).map_err(|error| unreadable(directory, &error))?;
        let mut texts = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(directory, &error))?.path();
            let Some(page) = page_of(&path).filter(|_| path.is_file()) else { continue };
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            if texts.insert(page.to_owned(), text).is_some() {
                return Err(PagesError::Twice {
                    directory: directory.to_owned(),
                    page: page.to_owned(),
                });
            }
        }
        if texts.is_empty() {
            Err(PagesError::None { directory: directory.to_owned() })
        } else {
            Ok(Self { texts })
        }
    }

    /// The pages' texts by number.
    #[must_use]
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// What has changed since the pages were recorded. A page that the directory does not have is not compared.
    #[must_use]
    pub fn changes(&self, recorded: &[Page]) -> Vec<Gap> {
        let changes = recorded.iter().flat_map(|page| {
            let drift =
                self.texts.get(&page.id).map(|text| page.drift(text).changes).unwrap_or_default();
            drift.into_iter().map(|change| (page.id.clone(), change.to_string()))
        });
        changes
            .map(|(page, change)| Gap { place: format!("page {page}"), missing: change })
            .collect()
    }

    /// What is to be said of an example that does not stand where it is recorded; nothing if it does.
    #[must_use]
    pub fn drift(&self, example: &Example) -> Option<Judgement> {
        let recorded = format!(
            "lines {}-{} with the SHA-256 {}",
            example.lines[0], example.lines[1], example.sha256
        );
        let fail = |why: &str, found: String| Some(Judgement::fail(why, recorded.clone(), found));
        let Some(text) = self.texts.get(&example.page) else {
            return fail(
                "the directory has no file for its page",
                format!("no file whose name begins with {}-", example.page),
            );
        };
        let [first, last] = example.lines.map(|line| usize::try_from(line).unwrap_or(usize::MAX));
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let there = lines.get(first.saturating_sub(1)..last).map(<[&str]>::concat);
        if there.as_deref().is_some_and(|there| hash(there) == example.sha256) {
            return None;
        }
        let length = last.saturating_sub(first) + 1;
        let elsewhere =
            lines.windows(length).position(|lines| hash(&lines.concat()) == example.sha256);
        match (elsewhere, there) {
            (Some(index), _) => {
                fail("it has moved on its page", format!("lines {}-{}", index + 1, index + length))
            }
            (None, Some(there)) => fail("its page has another text now", there),
            (None, None) => fail("its page is shorter now", format!("{} lines", lines.len())),
        }
    }
}

/// Why a directory's pages cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PagesError {
    /// The system says no, or it is not text.
    #[error("cannot read {}: {why}: name the directory that holds the pages with --pages", path.display())]
    Unreadable {
        /// What was read.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// Two files are the same page's.
    #[error("two files for page {page} in {}: leave one", directory.display())]
    Twice {
        /// The directory.
        directory: PathBuf,
        /// The page's number.
        page: String,
    },
    /// No file is a page's.
    #[error("no page in {}: their files' names begin with the page's number, as 001-", directory.display())]
    None {
        /// The directory.
        directory: PathBuf,
    },
}

fn page_of(path: &Path) -> Option<&str> {
    let (page, _) = path.file_name()?.to_str()?.split_once('-')?;
    (page.len() == 3 && page.bytes().all(|byte| byte.is_ascii_digit())).then_some(page)
}

/// Of the lines with one line end after each, also where the page ends without one.
fn hash(lines: &str) -> String {
    let ended = lines.strip_suffix('\n').unwrap_or(lines);
    sha256(&format!("{ended}\n"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn host() -> Example {
        crate::example::all().unwrap().into_iter().find(|example| example.id == "001-host").unwrap()
    }

    fn found(page: &str) -> Option<String> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("001-code-flow.txt"), page).unwrap();
        std::fs::write(directory.path().join("notes.txt"), "no page").unwrap();
        Pages::read(directory.path())
            .unwrap()
            .drift(&host())
            .map(|judgement| format!("{}: {}", judgement.reason, judgement.actual))
    }

    #[test]
    fn an_example_where_it_is_recorded_has_not_drifted() {
        let example = host();
        let above = "\n".repeat(usize::try_from(example.lines[0]).unwrap() - 1);
        assert_eq!(found(&format!("{above}{}", example.as_printed)), None);
        assert_eq!(
            found(&format!("\n{above}{}", example.as_printed)).unwrap(),
            "it has moved on its page: lines 26-26"
        );
        assert_eq!(
            found(&format!("{above}https://other.example\n")).unwrap(),
            "its page has another text now: https://other.example\n"
        );
        assert_eq!(found("short").unwrap(), "its page is shorter now: 1 lines");
    }

    #[test]
    fn a_directory_without_pages_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let error = Pages::read(directory.path()).unwrap_err().to_string();
        assert!(
            error.starts_with("no page in ")
                && error.ends_with("their files' names begin with the page's number, as 001-")
        );
        let error = Pages::read(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.starts_with("cannot read /nowhere: "), "{error}");
    }
}
