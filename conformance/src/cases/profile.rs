//! Whose rules a peer is held to.

use serde::Deserialize;

/// The rules that a peer is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Profile {
    /// The pages alone.
    Documented,
    /// The RFCs.
    Rfc,
    /// Best current practice: RFC 9700.
    Bcp,
}

impl Profile {
    /// All of them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        vec![Self::Documented, Self::Rfc, Self::Bcp]
    }

    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Rfc => "rfc",
            Self::Bcp => "bcp",
        }
    }
}
