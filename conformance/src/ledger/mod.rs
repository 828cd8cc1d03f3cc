//! The ledger: every block of the pages, what it requires, and what covers that.

use serde::Deserialize;

/// One requirement, of a page or of an RFC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Requirement {
    /// Its id, as `wf:001/r12` or `rfc6749#4.1.1/r1`. Never used again for another.
    pub id: String,
    /// The page, as `001`, or the RFC, as `RFC 6749`.
    pub source: String,
    /// The blocks of the page that it claims.
    #[serde(default)]
    pub blocks: Vec<u32>,
    /// The section of the RFC.
    #[serde(default)]
    pub section: String,
    /// What it asks for, in our words.
    pub paraphrase: String,
    /// How binding it is.
    pub level: Level,
    /// The examples and tests that cover it.
    #[serde(default)]
    pub covered_by: Vec<String>,
    /// Which part will cover it, where none does yet.
    pub later: Option<String>,
    /// Why nothing can cover it.
    pub untestable: Option<String>,
    /// Whether the RFC's own text was read for it.
    pub checked: Option<bool>,
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Level {
    /// An RFC's MUST.
    Must,
    /// An RFC's SHOULD.
    Should,
    /// An RFC's MAY.
    May,
    /// A page says so.
    Workfront,
}
