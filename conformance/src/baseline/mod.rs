//! The failures that are known, from the file that `--baseline` names.
//!
//! ```toml
//! [[entry]]
//! id = "C-STATE-03"                  # as in the report; an example's results are `001-token-json/core` and so on
//! profile = "rfc"                    # left out: under each profile
//! verdict = "FAIL"                   # or CRASH, TIMEOUT, INCONCLUSIVE
//! reason = "reported to the library's author"
//! until = 2026-12-31                 # left out: for good
//! ```
//!
//! A failure that an entry holds fails no run. An entry that no longer holds is drift, so that a list of excuses cannot outlive what it
//! excuses: the check passes now or fails in another way, nothing has that id, or the entry's last day is past.

mod against;
mod entry;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::data::{LoadError, parse};

pub use entry::Entry;

/// The failures that are known.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Baseline {
    /// One for each, no two for the same check and profile.
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Entry>,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It cannot be read, is longer than a mebibyte, or its text is no baseline.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let unreadable = |why: String| BaselineError::Unreadable { path: path.to_owned(), why };
        let mut text = String::new();
        let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
        file.take(LONGEST + 1)
            .read_to_string(&mut text)
            .map_err(|error| unreadable(error.to_string()))?;
        if text.len() as u64 > LONGEST {
            return Err(unreadable(format!("it is longer than {LONGEST} bytes")));
        }
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a file's text; `file` is for messages.
    ///
    /// # Errors
    ///
    /// The text is no TOML, has other members than it should, excuses what fails no run, gives no reason, or names a check twice.
    pub fn parse(file: &str, text: &str) -> Result<Self, BaselineError> {
        let File { entry: entries } = parse(file, text)?;
        for (index, entry) in entries.iter().enumerate() {
            entry.check().map_err(|why| at(file, index, why))?;
            let before = entries.iter().take(index);
            if before.into_iter().any(|other| other.overlaps(entry)) {
                let why = format!("`{}` stands there before: keep one of the two", entry.id);
                return Err(at(file, index, why));
            }
        }
        Ok(Self { entries })
    }
}

fn at(file: &str, index: usize, why: String) -> BaselineError {
    LoadError::of(file, format!("entry {}: {why}", index + 1)).into()
}

const LONGEST: u64 = 1 << 20;

/// Why there is no baseline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("cannot read the baseline {}: {why}: name a TOML file with --baseline", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// Its text is no baseline.
    #[error("the baseline {0}")]
    Text(#[from] LoadError),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GOOD: &str =
        "[[entry]]\nid = 'C-STATE-03'\nprofile = 'rfc'\nverdict = 'FAIL'\nreason = 'known'\n";

    #[test]
    fn a_baseline_says_what_is_known() {
        let text = format!(
            "{GOOD}until = 2026-12-31\n[[entry]]\nid = 'E8'\nverdict = 'CRASH'\nreason = 'r'\nuntil = '2027-01-31'\n"
        );
        let entries = Baseline::parse("b.toml", &text).unwrap().entries;
        let dates: Vec<_> = entries.iter().map(|entry| entry.until.unwrap().to_string()).collect();
        assert_eq!(dates, ["2026-12-31", "2027-01-31"]);
        assert!(Baseline::parse("b.toml", "").unwrap().entries.is_empty());
    }

    #[test]
    fn a_baseline_that_says_nothing_or_too_much_is_refused() {
        let check = |text: &str, expected: &str| {
            let error = Baseline::parse("b.toml", text).unwrap_err().to_string();
            assert!(error.contains(expected) && !error.contains('\n'), "{error}");
        };
        check("[[entry]\n", "the baseline b.toml:1: ");
        check("[[entries]]\n", "unknown field `entries`");
        check(&format!("{GOOD}because = 'x'\n"), "unknown field `because`");
        check(&GOOD.replace("id = 'C-STATE-03'\n", ""), "missing field `id`");
        check(&GOOD.replace("reason = 'known'\n", ""), "missing field `reason`");
        check(&GOOD.replace("'known'", "'  '"), "entry 1: `C-STATE-03` has no reason: say why");
        check(&GOOD.replace("'C-STATE-03'", "''"), "entry 1: it has no id");
        check(&GOOD.replace("'rfc'", "'house'"), "unknown variant `house`");
        for verdict in ["PASS", "ERROR", "WARN", "fail"] {
            let expected = format!("unknown variant `{verdict}`, expected one of `FAIL`, `CRASH`");
            check(&GOOD.replace("FAIL", verdict), &expected);
        }
        for until in ["'tomorrow'", "2026-12-31T00:00:00Z", "1", "''"] {
            check(&format!("{GOOD}until = {until}\n"), "b.toml:6: a date as 2026-12-31 is needed");
        }
        check(&format!("{GOOD}{GOOD}"), "entry 2: `C-STATE-03` stands there before");
        let anywhere = GOOD.replace("profile = 'rfc'\n", "");
        check(&format!("{GOOD}{anywhere}"), "entry 2: `C-STATE-03` stands there before");
        let bcp = GOOD.replace("rfc", "bcp");
        assert_eq!(Baseline::parse("b.toml", &format!("{GOOD}{bcp}")).unwrap().entries.len(), 2);
    }

    #[test]
    fn a_file_that_is_none_or_never_ends_is_named() {
        let check = |path: &str, expected: &str| {
            let error = Baseline::read(Path::new(path)).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check("/nowhere/b.toml", "cannot read the baseline /nowhere/b.toml: No such file");
        check("/", "cannot read the baseline /: Is a directory");
        check("/dev/zero", "cannot read the baseline /dev/zero: it is longer than 1048576 bytes");
    }
}
