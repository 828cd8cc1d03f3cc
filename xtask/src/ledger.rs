//! Where the ledger of requirements has gaps, as the conformance package itself says.
//!
//! Only the suite can read its ledger: what covers a requirement is an example or a case that it knows. It tells in
//! `workfront-conformance list --json`.

use std::fmt;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::conformance;
use crate::repository::Repository;

/// A block of a page that nothing claims, or a requirement that nothing covers.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Gap {
    place: String,
    missing: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "conformance/ledger: {}: {}", self.place, self.missing)
    }
}

/// Asks the suite; builds it first.
pub(crate) fn gaps(repository: &Repository) -> Result<Vec<Gap>> {
    read(&conformance::text(repository, &["list", "--json"])?)
}

fn read(json: &str) -> Result<Vec<Gap>> {
    #[derive(Deserialize)]
    struct List {
        gaps: Vec<Gap>,
        requirements: Vec<serde::de::IgnoredAny>,
    }
    let list: List =
        serde_json::from_str(json).context("`list --json` tells nothing of the ledger")?;
    ensure!(
        !list.requirements.is_empty(),
        "the ledger is empty, so that it has no gap means nothing"
    );
    Ok(list.gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_read_and_their_absence_is_not_taken_for_none() -> Result<()> {
        assert_eq!(read(r#"{"gaps": [], "requirements": [{}], "cases": []}"#)?, []);
        let gap = r#"{"place": "001, block 7", "missing": "no requirement"}"#;
        let found = read(&format!(r#"{{"gaps": [{gap}], "requirements": [{{}}]}}"#))?;
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["conformance/ledger: 001, block 7: no requirement"]);
        assert!(read(r#"{"requirements": [{}]}"#).is_err());
        assert!(read(r#"{"gaps": [], "requirements": []}"#).is_err());
        Ok(())
    }
}
