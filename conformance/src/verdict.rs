//! What a check found, and what a run of checks exits with.

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

    fn without_evidence(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), expected: String::new(), actual: String::new() }
    }
}

/// How many checks ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub struct Summary {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Recommendations not followed.
    pub warn: usize,
    /// Options, either way.
    pub info: usize,
    /// For a person to look at.
    pub review: usize,
    /// The suite's own failures.
    pub error: usize,
    /// Not judged, for whatever reason.
    pub not_judged: usize,
    /// All of them.
    #[serde(rename = "total")]
    pub total: usize,
    /// Those not judged because of a crash, a silence or a missing control.
    #[serde(skip)]
    unproven: usize,
}

impl Summary {
    /// Counts one more.
    pub fn count(&mut self, verdict: Verdict) {
        self.total += 1;
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Fail => self.fail += 1,
            Verdict::Warn => self.warn += 1,
            Verdict::Info => self.info += 1,
            Verdict::Review => self.review += 1,
            Verdict::Error => self.error += 1,
            Verdict::NotJudged(why) => {
                self.not_judged += 1;
                match why {
                    Unjudged::Skip | Unjudged::Unimplemented => {}
                    Unjudged::Inconclusive | Unjudged::Crash | Unjudged::Timeout => {
                        self.unproven += 1
                    }
                }
            }
        }
    }

    /// The program's exit code, the first that applies: 3 for any error of the suite's own, 4 when nothing or hardly anything was
    /// judged, 1 for a failure or something unproven, else 0. (2 is a wrong command line, which runs no check.)
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let judged = self.pass + self.fail + self.warn;
        if self.error > 0 {
            3
        } else if judged == 0 || self.not_judged * 10 > self.total * 9 {
            4
        } else if self.fail > 0 || self.unproven > 0 {
            1
        } else {
            0
        }
    }

    /// The last line of a run.
    #[must_use]
    pub fn last_line(&self) -> String {
        let failed = self.fail + self.error + self.unproven;
        let passed = self.pass + self.warn + self.info;
        format!("{passed} passed, {failed} failed, {} skipped", self.total - passed - failed)
    }
}

impl<'a> FromIterator<&'a Judgement> for Summary {
    fn from_iter<I: IntoIterator<Item = &'a Judgement>>(judgements: I) -> Self {
        let mut summary = Summary::default();
        judgements.into_iter().for_each(|judgement| summary.count(judgement.verdict));
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(verdicts: &[Verdict], exit_code: u8, last_line: &str) {
        let mut summary = Summary::default();
        verdicts.iter().for_each(|verdict| summary.count(*verdict));
        assert_eq!(
            (summary.exit_code(), summary.last_line().as_str()),
            (exit_code, last_line),
            "{verdicts:?}"
        );
    }

    #[test]
    fn the_first_exit_code_that_applies() {
        use Verdict::{Error, Fail, Info, NotJudged, Pass, Review, Warn};
        let skip = NotJudged(Unjudged::Skip);

        check(&[], 4, "0 passed, 0 failed, 0 skipped");
        check(&[skip], 4, "0 passed, 0 failed, 1 skipped");
        check(&[Info, Review], 4, "1 passed, 0 failed, 1 skipped");
        check(&[Pass, skip], 0, "1 passed, 0 failed, 1 skipped");
        check(&[Warn], 0, "1 passed, 0 failed, 0 skipped");
        check(&[Pass, Fail], 1, "1 passed, 1 failed, 0 skipped");
        check(&[Pass, Fail, Error], 3, "1 passed, 2 failed, 0 skipped");
        check(&[Error], 3, "0 passed, 1 failed, 0 skipped");
        for unproven in [Unjudged::Inconclusive, Unjudged::Crash, Unjudged::Timeout] {
            check(&[Pass, NotJudged(unproven)], 1, "1 passed, 1 failed, 0 skipped");
        }
    }

    #[test]
    fn a_run_that_judged_a_tenth_is_judged_and_less_is_not() {
        let skip = Verdict::NotJudged(Unjudged::Unimplemented);
        let nine_in_ten = [&[Verdict::Pass][..], &[skip; 9]].concat();
        check(&nine_in_ten, 0, "1 passed, 0 failed, 9 skipped");
        let more = [&nine_in_ten[..], &[skip]].concat();
        check(&more, 4, "1 passed, 0 failed, 10 skipped");
    }
}
