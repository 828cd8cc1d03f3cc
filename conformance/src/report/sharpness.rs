//! How sharp the suite is: what the mutants came to, and the cases that none of them proves.

use std::collections::BTreeSet;
use std::fmt;

use super::{CaseRow, Report};
use crate::verdict::Verdict;

/// What a run with mutants says of the suite itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sharpness {
    mutants: usize,
    /// Those that their own cases noticed.
    killed: usize,
    /// The binding cases that no mutant proves to be sharp.
    pub(super) dull: usize,
    /// The cases that fail without any mutant.
    failures: usize,
}

impl Sharpness {
    /// Nothing for a run without mutants. A case counts once, under however many profiles.
    pub(super) fn of(report: &Report) -> Option<Self> {
        if report.mutants.is_empty() {
            return None;
        }
        let killed: Vec<_> =
            report.mutants.iter().filter(|row| row.verdict == Verdict::Pass).collect();
        let sharp = |id: &str| killed.iter().any(|row| row.killed_by.iter().any(|case| case == id));
        let is_binding = |row: &CaseRow| matches!(row.level.as_str(), "MUST" | "WORKFRONT");
        Some(Self {
            mutants: report.mutants.len(),
            killed: killed.len(),
            dull: count(report, |row| is_binding(row) && !sharp(&row.id)),
            failures: count(report, |row| row.verdict == Verdict::Fail),
        })
    }
}

impl fmt::Display for Sharpness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "mutants {} of {} killed, cases without a kill {}, reference failures {}",
            self.killed, self.mutants, self.dull, self.failures
        )
    }
}

fn count(report: &Report, is: impl Fn(&CaseRow) -> bool) -> usize {
    let ids = report.cases.iter().filter(|row| is(row)).map(|row| row.id.as_str());
    ids.collect::<BTreeSet<_>>().len()
}
