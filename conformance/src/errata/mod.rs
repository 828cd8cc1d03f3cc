//! The errata of the pages: what is wrong, where, and a check that finds it there.

use serde::Deserialize;

/// One erratum of the pages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Erratum {
    /// Its id, as `E1`. Never used again for another.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// First and last line there.
    pub lines: [u32; 2],
    /// What is wrong, in a line.
    pub title: String,
    /// What it does to a reader, and what the page would have to say.
    pub wrong: String,
    /// How it is known.
    pub proof: String,
}
