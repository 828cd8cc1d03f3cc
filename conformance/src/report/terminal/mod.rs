//! The report for a person at a terminal.
//!
//! What passed takes a line for each example and each family of cases, and a number elsewhere; what did not says requirement, expected, actual,
//! why, advice and replay. Whatever came from outside is stripped of control characters first: a page, a server or a file must not
//! move the reader's cursor or colour a FAIL green.

mod cases;
mod finding;
mod table;

use std::fmt::Write as _;

use super::sharpness::Sharpness;
use super::{Report, RequirementRow};
use crate::verdict::Verdict;

/// The whole text, ending in the line that counts.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    table::examples(&mut text, report);
    errata(&mut text, report);
    cases::tables(&mut text, report);
    table::peers(&mut text, &report.peers);
    requirements(&mut text, report);
    table::baseline(&mut text, &report.baseline);
    finding::all(&mut text, &report.checks());
    // Writing to a string cannot fail.
    _ = writeln!(text, "seed {}: repeat this run with --seed {}", report.seed, report.seed);
    if let Some(line) = Sharpness::of(report) {
        _ = writeln!(text, "{line}");
    }
    _ = writeln!(text, "{}", report.summary.last_line());
    text
}

/// What was seen in each case, step by step.
#[must_use]
pub fn transcripts(report: &Report) -> String {
    let mut text = String::new();
    for row in &report.cases {
        // Writing to a string cannot fail.
        _ = writeln!(text, "{} ({}): {}", row.id, row.profile, one_line(&row.title));
        for line in &row.transcript {
            _ = writeln!(text, "  {}", one_line(line));
        }
        text.push('\n');
    }
    text
}

/// A text from outside without anything that acts on a terminal. Line ends stay, a tab becomes a space.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| *c == '\n' || !acts(*c))
        .collect()
}

/// Whether a character does something where it is shown: control characters, marks that turn the direction of writing, line ends
/// that only some readers know, and what is no character at all.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The errata are the pages' and known; only one that is gone is news, and that is a finding.
fn errata(text: &mut String, report: &Report) {
    if report.errata.is_empty() {
        return;
    }
    let there = report.errata.iter().filter(|row| row.verdict == Verdict::Pass).count();
    _ = writeln!(
        text,
        "errata of the pages: {}, of which {there} are proven on the printed text; `list` names them\n",
        report.errata.len()
    );
}

fn requirements(text: &mut String, report: &Report) {
    if report.requirements.is_empty() {
        return;
    }
    let count =
        |is: fn(&RequirementRow) -> bool| report.requirements.iter().filter(|row| is(row)).count();
    let covered = count(|row| !row.covered_by.is_empty());
    let later = count(|row| row.covered_by.is_empty() && row.later.is_some());
    let excused = count(|row| row.excused.is_some());
    let all = report.requirements.len();
    _ = writeln!(
        text,
        "the ledger's entries: {all}, of which {covered} are covered, {later} left to a later part, {excused} not testable; {} gaps\n",
        report.gaps.len()
    );
}

fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_acts_on_the_terminal() {
        let hostile = "\u{1b}[32mPASS\u{1b}[0m\r\u{9b}2J\u{202e}LIAF\u{7}\nnext\tone";
        assert_eq!(printable(hostile), "[32mPASS[0m2JLIAF\nnext one");
    }
}
