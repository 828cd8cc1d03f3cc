//! How sharp the suite is: the line that counts what the mutants came to.

use std::collections::BTreeSet;

use crate::report::{CaseRow, Report};
use crate::verdict::Verdict;

/// `mutants K of N killed, cases without a kill C, reference failures F`: K are the mutants that their own cases noticed, C the binding
/// cases that no mutant proves to be sharp, F the cases that fail without any mutant. Nothing for a run without mutants.
pub(super) fn line(report: &Report) -> Option<String> {
    if report.mutants.is_empty() {
        return None;
    }
    let killed: Vec<_> = report.mutants.iter().filter(|row| row.verdict == Verdict::Pass).collect();
    let sharp = |id: &str| killed.iter().any(|row| row.killed_by.iter().any(|case| case == id));
    let dull =
        ids(report, |row| matches!(row.level.as_str(), "MUST" | "WORKFRONT") && !sharp(&row.id));
    Some(format!(
        "mutants {} of {} killed, cases without a kill {}, reference failures {}",
        killed.len(),
        report.mutants.len(),
        dull.len(),
        ids(report, |row| row.verdict == Verdict::Fail).len()
    ))
}

/// A case counts once, under however many profiles.
fn ids(report: &Report, is: impl Fn(&CaseRow) -> bool) -> BTreeSet<&str> {
    report.cases.iter().filter(|row| is(row)).map(|row| row.id.as_str()).collect()
}
