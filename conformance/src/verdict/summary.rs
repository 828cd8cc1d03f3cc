//! How many checks ended how, and the exit code and last line that come of it.

use serde::Serialize;

use super::{Judgement, Verdict};

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
    /// All of them: the sum of the above.
    #[serde(rename = "total")]
    pub total: usize,
    /// Those among them that would fail the run and that a baseline holds.
    pub held: usize,
    /// What is not as it was committed: entries of a baseline that no longer hold, results of peers that changed.
    pub drift: usize,
    /// Those not judged because of a crash, a silence or a missing control.
    #[serde(skip)]
    unproven: usize,
    /// The part of `fail` that is drift: a peer's changed result is counted there too.
    #[serde(skip)]
    changed: usize,
}

/// How a check's verdict stands in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// As it was found.
    Judged,
    /// A failure that a baseline holds, which the run survives.
    Held,
    /// A result that is not the committed one.
    Changed,
    /// No check at all, but an entry of a baseline that no longer holds.
    Stale,
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
                self.unproven += usize::from(why.is_unproven());
            }
        }
    }

    /// Counts one more, which may be known or changed. An error of the suite's own is never either, and what fails no run needs no
    /// holding.
    pub fn count_as(&mut self, verdict: Verdict, standing: Standing) {
        match (standing, verdict) {
            (Standing::Stale, _) => {
                self.drift += 1;
                return;
            }
            (Standing::Held, Verdict::Fail) => self.held += 1,
            (Standing::Held, Verdict::NotJudged(why)) if why.is_unproven() => self.held += 1,
            (Standing::Changed, Verdict::Fail) => {
                self.drift += 1;
                self.changed += 1;
            }
            _ => {}
        }
        self.count(verdict);
    }

    /// The program's exit code, the first that applies: 3 for any error of the suite's own, 4 when nothing or hardly anything was
    /// judged, 1 for a failure or something unproven that no baseline holds, 5 for drift, else 0. (2 is a wrong command line, which
    /// runs no check.)
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let judged = self.pass + self.fail + self.warn;
        let failures = self.fail + self.unproven - self.held - self.changed;
        if self.error > 0 {
            3
        } else if judged == 0 || self.not_judged * 10 > self.total * 9 {
            4
        } else if failures > 0 {
            1
        } else if self.drift > 0 {
            5
        } else {
            0
        }
    }

    /// The last line of a run. A warning and an option have passed; what a baseline holds and what a person must look at were
    /// skipped; an error of the suite's own, whatever is unproven, and drift have failed.
    #[must_use]
    pub fn last_line(&self) -> String {
        let [passed, failed, skipped] = self.outcomes();
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }

    /// The figures of the last line: passed, failed, skipped.
    #[must_use]
    pub fn outcomes(&self) -> [usize; 3] {
        let stale = self.drift - self.changed;
        let passed = self.pass + self.warn + self.info;
        let failed = self.fail + self.error + self.unproven - self.held + stale;
        [passed, failed, self.total + stale - passed - failed]
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
    use proptest::prelude::*;

    use super::*;
    use crate::verdict::Unjudged;

    fn of(verdicts: &[(Verdict, Standing)], stale: usize) -> Summary {
        let mut summary = Summary::default();
        verdicts.iter().for_each(|(verdict, standing)| summary.count_as(*verdict, *standing));
        (0..stale).for_each(|_| summary.count_as(Verdict::Fail, Standing::Stale));
        summary
    }

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

    #[test]
    fn what_a_baseline_holds_is_skipped_and_what_it_no_longer_holds_has_failed() {
        let crash = Verdict::NotJudged(Unjudged::Crash);
        let held = [
            (Verdict::Pass, Standing::Judged),
            (Verdict::Fail, Standing::Held),
            (crash, Standing::Held),
        ];
        let summary = of(&held, 0);
        assert_eq!((summary.exit_code(), summary.held), (0, 2));
        assert_eq!(summary.last_line(), "1 passed, 0 failed, 2 skipped");
        let summary = of(&held, 1);
        assert_eq!((summary.exit_code(), summary.total), (5, 3));
        assert_eq!(summary.last_line(), "1 passed, 1 failed, 2 skipped");
        let summary = of(&[(Verdict::Fail, Standing::Changed)], 0);
        assert_eq!((summary.exit_code(), summary.drift), (5, 1));
        assert_eq!(summary.last_line(), "0 passed, 1 failed, 0 skipped");
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        use Unjudged::{Crash, Inconclusive, Skip, Timeout, Unimplemented};
        prop_oneof![
            4 => Just(Verdict::Pass),
            1 => Just(Verdict::Fail),
            1 => Just(Verdict::Warn),
            1 => Just(Verdict::Info),
            1 => Just(Verdict::Review),
            1 => Just(Verdict::Error),
            4 => proptest::sample::select(vec![Skip, Unimplemented, Inconclusive, Crash, Timeout])
                .prop_map(Verdict::NotJudged),
        ]
    }

    fn any_standing() -> impl Strategy<Value = Standing> {
        prop_oneof![4 => Just(Standing::Judged), 1 => Just(Standing::Held), 1 => Just(Standing::Changed)]
    }

    /// What a run exits with, read off the list of its checks rule by rule.
    fn expected(checks: &[(Verdict, Standing)], stale: usize) -> u8 {
        let any = |is: &dyn Fn(Verdict, Standing) -> bool| {
            checks.iter().any(|(verdict, standing)| is(*verdict, *standing))
        };
        let not_judged =
            checks.iter().filter(|(verdict, _)| verdict.word() == "NOT_JUDGED").count();
        if any(&|verdict, _| verdict == Verdict::Error) {
            return 3;
        }
        if !any(&|verdict, _| matches!(verdict.word(), "PASS" | "FAIL" | "WARN"))
            || not_judged as f64 > checks.len() as f64 * 0.9
        {
            return 4;
        }
        if any(&|verdict, standing| match verdict.kind() {
            "FAIL" => standing == Standing::Judged,
            "CRASH" | "TIMEOUT" | "INCONCLUSIVE" => standing != Standing::Held,
            _ => false,
        }) {
            return 1;
        }
        if stale > 0
            || any(&|verdict, standing| verdict == Verdict::Fail && standing == Standing::Changed)
        {
            return 5;
        }
        0
    }

    proptest! {
        #[test]
        fn any_run_exits_as_the_rules_say(
            checks in proptest::collection::vec((any_verdict(), any_standing()), 0..30),
            stale in prop_oneof![3 => Just(0usize), 1 => 1usize..3],
        ) {
            let summary = of(&checks, stale);
            prop_assert_eq!(summary.exit_code(), expected(&checks, stale));
            let counted = [summary.pass, summary.fail, summary.warn, summary.info, summary.review, summary.error, summary.not_judged];
            prop_assert_eq!(counted.iter().sum::<usize>(), checks.len());
            prop_assert_eq!(summary.total, checks.len());
            let [passed, failed, skipped] = summary.outcomes();
            prop_assert_eq!(passed + failed + skipped, checks.len() + stale);
            // Whatever fails the run is in the line that counts, and the other way round.
            match summary.exit_code() {
                1 | 3 | 5 => prop_assert!(failed > 0),
                0 => prop_assert_eq!(failed, 0),
                _ => {}
            }
        }
    }
}
