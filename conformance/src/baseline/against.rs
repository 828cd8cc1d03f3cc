//! What has become of each entry in a run.

use jiff::civil::Date;

use super::{Baseline, Entry};
use crate::report::{BaselineRow, Check, Report};

impl Baseline {
    /// A row for each entry, from what was found. `is_known` tells a check that this run left out from one that does not exist;
    /// `today` is the day in UTC.
    #[must_use]
    pub fn against(
        &self,
        report: &Report,
        is_known: impl Fn(&str) -> bool,
        today: Date,
    ) -> Vec<BaselineRow> {
        let checks = report.checks();
        let row = |entry: &Entry| {
            let found: Vec<&Check> = checks.iter().filter(|check| check.id == entry.id).collect();
            let (state, why) = become_of(entry, &found, report, is_known(&entry.id), today);
            BaselineRow {
                id: entry.id.clone(),
                profile: entry.profile.map(|profile| profile.word().to_owned()),
                verdict: entry.verdict.word().to_owned(),
                reason: entry.reason.clone(),
                until: entry.until.map(|until| until.to_string()),
                state,
                why,
            }
        };
        self.entries.iter().map(row).collect()
    }
}

/// `found` are the checks of the entry's id, under whatever profile.
fn become_of(
    entry: &Entry,
    found: &[&Check],
    report: &Report,
    is_known: bool,
    today: Date,
) -> (&'static str, String) {
    if let Some(until) = entry.until.filter(|until| *until < today) {
        return (DRIFT, format!("it was accepted until {until}, which is past"));
    }
    let profile = entry.profile.map(|profile| profile.word());
    let meant: Vec<&&Check> = found
        .iter()
        .filter(|check| profile.is_none() || check.profile.as_deref() == profile)
        .collect();
    if meant.iter().any(|check| check.verdict.kind() == entry.verdict.word()) {
        return ("held", String::new());
    }
    if !meant.is_empty() {
        let now: Vec<String> = meant
            .iter()
            .map(|check| match &check.profile {
                Some(profile) => format!("{} ({profile})", check.verdict.kind()),
                None => check.verdict.kind().to_owned(),
            })
            .collect();
        return (DRIFT, format!("it is now {}", now.join(", ")));
    }
    let was_asked = profile.is_some_and(|profile| report.profiles.iter().any(|p| p == profile));
    match profile {
        Some(profile) if !found.is_empty() && was_asked => {
            (DRIFT, format!("it is not judged under the profile {profile}"))
        }
        _ if !found.is_empty() || is_known => ("not_run", String::new()),
        _ => (DRIFT, String::from("there is no check of that id")),
    }
}

const DRIFT: &str = "drift";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::{ErratumRow, MutantRow, Run, SCHEMA, Target};
    use crate::verdict::{Summary, Unjudged, Verdict};

    /// Errata stand for checks without a profile, and a mutant for one that a peer can crash.
    fn report(errata: &[(&str, Verdict)]) -> Report {
        let erratum = |(id, verdict): &(&str, Verdict)| ErratumRow {
            id: (*id).to_owned(),
            page: String::from("001"),
            lines: [1, 1],
            title: String::from("t"),
            proof: String::from("p"),
            verdict: *verdict,
        };
        Report {
            schema: SCHEMA,
            command: String::from("run"),
            args: Vec::new(),
            seed: 7,
            profiles: vec![String::from("rfc")],
            target: Target {
                kind: "reference",
                name: String::from("a"),
                version: String::from("1"),
            },
            exit_code: 0,
            summary: Summary::default(),
            examples: Vec::new(),
            errata: errata.iter().map(erratum).collect(),
            cases: Vec::new(),
            mutants: vec![MutantRow {
                id: String::from("srv-mutant"),
                side: String::from("server"),
                breaks: Vec::new(),
                own: Vec::new(),
                killed_by: Vec::new(),
                verdict: Verdict::NotJudged(Unjudged::Crash),
            }],
            requirements: Vec::new(),
            gaps: Vec::new(),
            peers: Vec::new(),
            baseline: Vec::new(),
            run: Run::default(),
        }
    }

    fn judged(entry: &str, report: &Report) -> (Report, String) {
        let text = format!("[[entry]]\nreason = 'known'\n{entry}");
        let baseline = Baseline::parse("b.toml", &text).unwrap();
        let today = jiff::civil::date(2026, 11, 21);
        let mut report = report.clone();
        report.baseline = baseline.against(&report, |id| id == "E3", today);
        let row = report.baseline.first().unwrap();
        let state = format!("{}: {}", row.state, row.why);
        (report.counted(), state)
    }

    #[test]
    fn an_entry_holds_what_it_says_and_nothing_else() {
        let mutant = "id = 'srv-mutant'\nverdict = 'CRASH'\n";
        let failing = report(&[("E1", Verdict::Fail), ("E2", Verdict::Pass)]);
        let check = |entry: &str, state: &str, exit_code: u8| {
            let two = format!("{entry}[[entry]]\nreason = 'known'\n{mutant}");
            let (report, found) = judged(&two, &failing);
            assert_eq!((found.as_str(), report.exit_code), (state, exit_code), "{entry}");
        };
        check("id = 'E1'\nverdict = 'FAIL'\n", "held: ", 0);
        check("id = 'E1'\nverdict = 'FAIL'\nuntil = 2026-11-21\n", "held: ", 0);
        check(
            "id = 'E1'\nverdict = 'FAIL'\nuntil = 2026-11-20\n",
            "drift: it was accepted until 2026-11-20, which is past",
            5,
        );
        check("id = 'E1'\nverdict = 'CRASH'\n", "drift: it is now FAIL", 1);
        check("id = 'E2'\nverdict = 'FAIL'\n", "drift: it is now PASS", 1);
        check("id = 'E3'\nverdict = 'FAIL'\n", "not_run: ", 1);
        check("id = 'E4'\nverdict = 'FAIL'\n", "drift: there is no check of that id", 1);
        check(
            "id = 'E1'\nprofile = 'rfc'\nverdict = 'FAIL'\n",
            "drift: it is not judged under the profile rfc",
            1,
        );
        check("id = 'E1'\nprofile = 'bcp'\nverdict = 'FAIL'\n", "not_run: ", 1);
    }

    #[test]
    fn drift_alone_is_exit_code_5_and_counts_as_failed() {
        let mut passing = report(&[("E1", Verdict::Pass)]);
        passing.mutants.clear();
        let (report, state) = judged("id = 'E1'\nverdict = 'FAIL'\n", &passing);
        assert_eq!((state.as_str(), report.exit_code), ("drift: it is now PASS", 5));
        assert_eq!(report.summary.last_line(), "1 passed, 1 failed, 0 skipped");
    }

    #[test]
    fn no_entry_holds_an_error_of_the_suite() {
        let broken = report(&[("E1", Verdict::Error), ("E2", Verdict::Fail)]);
        for verdict in ["FAIL", "CRASH", "TIMEOUT", "INCONCLUSIVE"] {
            let (report, state) = judged(&format!("id = 'E1'\nverdict = '{verdict}'\n"), &broken);
            assert_eq!((state.as_str(), report.exit_code), ("drift: it is now ERROR", 3));
        }
    }
}
