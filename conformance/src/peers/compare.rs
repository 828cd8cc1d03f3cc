//! What a peer was found to do, beside what is expected of it.

use std::collections::BTreeMap;

use super::expected::Expected;
use crate::report::{CaseRow, PeerRow};
use crate::verdict::Verdict;

/// A row for each case and profile that was judged, and one for each expectation whose case no longer exists.
///
/// `is_case` tells those from the cases that this run left out.
#[must_use]
pub fn rows(
    (name, version): (&str, &str),
    judged: &[CaseRow],
    expected: &Expected,
    is_case: impl Fn(&str) -> bool,
) -> Vec<PeerRow> {
    let row = |case: &str, profile: &str, expected: &str, actual: &str| PeerRow {
        name: name.to_owned(),
        version: version.to_owned(),
        side: String::from("client"),
        case: case.to_owned(),
        profile: profile.to_owned(),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        reason: String::new(),
        advice: String::new(),
    };
    let mut rows: Vec<PeerRow> = judged
        .iter()
        .map(|found| {
            let word = expected.word(&found.id, &found.profile);
            let deviation = expected.of(&found.id).map(|(deviation, _)| deviation);
            let known = deviation.filter(|_| word == found.verdict.kind());
            PeerRow {
                // What is known is told in the words of those who looked into it, what is new in the words of the run.
                reason: known.map_or(&found.reason, |known| &known.reason).clone(),
                advice: deviation.map(|known| known.advice.clone()).unwrap_or_default(),
                ..row(&found.id, &found.profile, word, found.verdict.kind())
            }
        })
        .collect();
    for (case, verdicts) in expected.deviations.iter().flat_map(|each| &each.cases) {
        if !is_case(case) {
            let words: Vec<&str> = verdicts.words().collect();
            rows.push(row(case, "", &words.join(" "), "no such case"));
        }
    }
    rows
}

/// The words that were found, by case and profile; none if the suite itself failed in one, which is nothing to expect.
#[must_use]
pub fn found(judged: &[CaseRow]) -> Option<BTreeMap<String, BTreeMap<String, String>>> {
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in judged {
        if row.verdict == Verdict::Error {
            return None;
        }
        let by = found.entry(row.id.clone()).or_default();
        by.insert(row.profile.clone(), row.verdict.kind().to_owned());
    }
    Some(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::verdict::Unjudged;

    fn judged(id: &str, profile: &str, verdict: Verdict) -> CaseRow {
        CaseRow {
            id: id.to_owned(),
            ideas: Vec::new(),
            title: String::new(),
            side: String::from("client"),
            level: String::from("MUST"),
            profile: profile.to_owned(),
            basis: Vec::new(),
            verdict,
            reason: String::from("as found"),
            control: None,
            requirement: String::new(),
            expected: String::new(),
            actual: String::new(),
            advice: String::new(),
            replay: String::new(),
            transcript: Vec::new(),
        }
    }

    #[test]
    fn each_case_stands_beside_its_expectation() {
        let expected = Expected::parse(
            "e",
            "[[deviation]]\nreason = 'as known'\nadvice = 'do'\n[deviation.cases]\n\
             C-A-01 = 'FAIL'\nC-B-01 = { rfc = 'CRASH' }\nC-GONE-01 = 'FAIL'\nC-LEFT-01 = 'WARN'\n",
        )
        .unwrap();
        let judged = [
            judged("C-A-01", "rfc", Verdict::Fail),
            judged("C-A-01", "bcp", Verdict::Pass),
            judged("C-B-01", "rfc", Verdict::NotJudged(Unjudged::Crash)),
            judged("C-B-01", "bcp", Verdict::Pass),
            judged("C-C-01", "rfc", Verdict::Warn),
        ];
        let rows = rows(("a", "1"), &judged, &expected, |case| case != "C-GONE-01");
        let seen: Vec<[&str; 6]> = rows
            .iter()
            .map(|row| {
                [&row.case, &row.profile, &row.expected, &row.actual, &row.reason, &row.advice]
                    .map(String::as_str)
            })
            .collect();
        assert_eq!(
            seen,
            [
                ["C-A-01", "rfc", "FAIL", "FAIL", "as known", "do"],
                ["C-A-01", "bcp", "FAIL", "PASS", "as found", "do"],
                ["C-B-01", "rfc", "CRASH", "CRASH", "as known", "do"],
                ["C-B-01", "bcp", "PASS", "PASS", "as known", "do"],
                ["C-C-01", "rfc", "PASS", "WARN", "as found", ""],
                ["C-GONE-01", "", "FAIL", "no such case", "", ""],
            ]
        );
    }

    #[test]
    fn an_error_of_the_suite_is_never_expected() {
        let two = [judged("C-A-01", "rfc", Verdict::Fail), judged("C-A-01", "bcp", Verdict::Pass)];
        let found = found(&two).unwrap();
        assert_eq!(found["C-A-01"]["rfc"], "FAIL");
        assert_eq!(found["C-A-01"]["bcp"], "PASS");
        assert_eq!(super::found(&[judged("C-A-01", "rfc", Verdict::Error)]), None);
    }
}
