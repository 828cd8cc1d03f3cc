//! Why there was no answer to judge.

use crate::verdict::{Judgement, Unjudged};

/// Why there was no answer to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The target has no such thing: no clock, no machine app.
    Missing(String),
    /// The server ended the connection, or spoke no HTTP.
    Broken(String),
    /// The server did not answer in time.
    Silent(String),
    /// A step that only prepares was refused.
    Refused(String),
    /// The case or the suite is at fault.
    Suite(String),
}

impl Trouble {
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::Missing(what.into())
    }

    pub(super) fn judgement(self) -> Judgement {
        match self {
            Self::Missing(what) => Judgement::skip(what),
            Self::Broken(what) => Judgement::not_judged(Unjudged::Crash, what),
            Self::Silent(what) => Judgement::not_judged(Unjudged::Timeout, what),
            Self::Refused(what) => Judgement::inconclusive(what),
            Self::Suite(what) => Judgement::error(what),
        }
    }

    /// For the transcript.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Missing(what)
            | Self::Broken(what)
            | Self::Silent(what)
            | Self::Refused(what)
            | Self::Suite(what) => what,
        }
    }
}
