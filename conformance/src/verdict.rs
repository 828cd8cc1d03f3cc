//! What a check found, and what a run of checks exits with.

mod summary;

pub use summary::{Standing, Summary};

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The requirement is met, and there is evidence of it.
    Pass,
    /// The requirement is not met.
    Fail,
    /// A recommendation is not followed.
    Warn,
    /// Something optional, either way.
    Info,
    /// A person must look.
    Review,
    /// The suite itself failed: nothing is known of what it was to judge.
    Error,
    /// Nothing was judged.
    NotJudged(Unjudged),
}

/// Why nothing was judged. The first two are nobody's fault; the others are failures until a baseline holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unjudged {
    /// The check does not apply here.
    Skip,
    /// The peer says that it does not do this.
    Unimplemented,
    /// What would have made it a judgement was missing, as a control that passes.
    Inconclusive,
    /// The peer ended early or spoke nonsense.
    Crash,
    /// The peer did not answer in time.
    Timeout,
}

impl Verdict {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "PASS",
            Verdict::Fail => "FAIL",
            Verdict::Warn => "WARN",
            Verdict::Info => "INFO",
            Verdict::Review => "REVIEW",
            Verdict::Error => "ERROR",
            Verdict::NotJudged(_) => "NOT_JUDGED",
        }
    }

    /// The word that also tells apart why nothing was judged, as `CRASH`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Verdict::NotJudged(why) => why.word(),
            judged => judged.word(),
        }
    }

    /// Whether it fails a run that no baseline excuses: a failure of the peer's or the suite's, or something unproven.
    #[must_use]
    pub fn is_failure(self) -> bool {
        match self {
            Verdict::Fail | Verdict::Error => true,
            Verdict::NotJudged(why) => why.is_unproven(),
            Verdict::Pass | Verdict::Warn | Verdict::Info | Verdict::Review => false,
        }
    }
}

impl Unjudged {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unjudged::Skip => "SKIP",
            Unjudged::Unimplemented => "UNIMPLEMENTED",
            Unjudged::Inconclusive => "INCONCLUSIVE",
            Unjudged::Crash => "CRASH",
            Unjudged::Timeout => "TIMEOUT",
        }
    }

    /// Whether something should have been judged and could not be.
    #[must_use]
    pub fn is_unproven(self) -> bool {
        match self {
            Unjudged::Skip | Unjudged::Unimplemented => false,
            Unjudged::Inconclusive | Unjudged::Crash | Unjudged::Timeout => true,
        }
    }
}

/// For `#[serde(flatten)]`: the member `verdict`, and beside a `NOT_JUDGED` the member `not_judged` with the reason's word.
pub(crate) fn with_reason<S: Serializer>(
    verdict: &Verdict,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    members.serialize_entry("verdict", verdict.word())?;
    if let Verdict::NotJudged(why) = verdict {
        members.serialize_entry("not_judged", why.word())?;
    }
    members.end()
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// One check's verdict with what a reader needs to act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Judgement {
    /// What was found.
    #[serde(flatten, serialize_with = "with_reason")]
    pub verdict: Verdict,
    /// Why, in a sentence; empty when it passed.
    pub reason: String,
    /// What was asked for; empty where the reason says all.
    pub expected: String,
    /// What was found instead, or the evidence for a pass.
    pub actual: String,
}

impl Judgement {
    /// The requirement is met; `evidence` says how that is known.
    pub fn pass(evidence: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Pass,
            reason: String::new(),
            expected: String::new(),
            actual: evidence.into(),
        }
    }

    /// The requirement is not met.
    pub fn fail(
        reason: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Fail,
            reason: reason.into(),
            expected: expected.into(),
            actual: actual.into(),
        }
    }

    /// The check does not apply here.
    pub fn skip(reason: impl Into<String>) -> Self {
        Self::without_evidence(Verdict::NotJudged(Unjudged::Skip), reason)
    }

    /// What would have made it a judgement is missing.
    pub fn inconclusive(reason: impl Into<String>) -> Self {
        Self::without_evidence(Verdict::NotJudged(Unjudged::Inconclusive), reason)
    }

    /// The suite itself failed.
    pub fn error(reason: impl Into<String>) -> Self {
        Self::without_evidence(Verdict::Error, reason)
    }

    /// Nothing was judged, for this reason.
    pub fn not_judged(why: Unjudged, reason: impl Into<String>) -> Self {
        Self::without_evidence(Verdict::NotJudged(why), reason)
    }

    fn without_evidence(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), expected: String::new(), actual: String::new() }
    }
}
