//! The report for a person at a terminal.
//!
//! What passed takes a line for each example; what did not says requirement, expected, actual. Whatever came from outside is stripped
//! of control characters first: a page, a server or a file must not move the reader's cursor or colour a FAIL green.

use std::fmt::Write as _;

use super::{Report, RequirementRow};
use crate::verdict::{Judgement, Unjudged, Verdict};

/// The whole text, ending in the line that counts.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    examples(&mut text, report);
    errata(&mut text, report);
    requirements(&mut text, report);
    findings(&mut text, report);
    // Writing to a string cannot fail.
    _ = writeln!(text, "seed {}: repeat this run with --seed {}", report.seed, report.seed);
    _ = writeln!(text, "{}", report.summary.last_line());
    text
}

/// What each of an example's five results stands for.
#[must_use]
pub fn requirement(result: &str) -> &'static str {
    match result {
        "as_printed" => "the page's text has exactly the errata that are recorded for it",
        "as_repaired" => "the repaired text, run by the real programs, does what the example means",
        "core" => "workfront-oauth says the same, from the same inputs",
        "reqwest" => {
            "it arrives through workfront-oauth-reqwest, and the documented answer is read from it"
        }
        "ureq" => {
            "it arrives through workfront-oauth-ureq, and the documented answer is read from it"
        }
        _ => "",
    }
}

/// A text from outside without anything that acts on a terminal: control characters, and marks that turn the direction of writing.
/// Line ends stay.
#[must_use]
pub fn printable(text: &str) -> String {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    text.chars().filter(|c| !acts(*c)).collect()
}

fn examples(text: &mut String, report: &Report) {
    if report.examples.is_empty() {
        return;
    }
    let width = report.examples.iter().map(|row| row.id.len()).max().unwrap_or_default();
    _ = writeln!(
        text,
        "{:width$}  printed    repaired   core       reqwest    ureq       errata",
        "example"
    );
    for row in &report.examples {
        let [printed, repaired, core, reqwest, ureq] =
            row.results().map(|(_, judgement)| shown(judgement));
        let line = format!(
            "{:width$}  {printed:10} {repaired:10} {core:10} {reqwest:10} {ureq:10} {}",
            row.id,
            row.errata.join(" ")
        );
        _ = writeln!(text, "{}", printable(line.trim_end()));
    }
    _ = writeln!(text, "`-` does not apply to an example of that kind; `explain ID` tells why.\n");
}

fn errata(text: &mut String, report: &Report) {
    if report.errata.is_empty() {
        return;
    }
    _ = writeln!(
        text,
        "{} errata of the pages, each proven on the printed text:",
        report.errata.len()
    );
    for row in &report.errata {
        let mark = if row.verdict == Verdict::Pass { "" } else { "  NO LONGER THERE" };
        let [first, last] = row.lines;
        let place = format!("{}:{first}-{last}", row.page);
        _ = writeln!(text, "  {:4} {place:12} {}{mark}", row.id, one_line(&row.title));
    }
    text.push('\n');
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

/// Everything that a reader must act on.
fn findings(text: &mut String, report: &Report) {
    for row in &report.examples {
        for (result, judgement) in row.results() {
            if !matches!(
                judgement.verdict,
                Verdict::Pass
                    | Verdict::Info
                    | Verdict::NotJudged(Unjudged::Skip | Unjudged::Unimplemented)
            ) {
                let [first, last] = row.lines;
                let title =
                    format!("{} {result} (page {}, lines {first}-{last})", row.id, row.page);
                finding(text, &title, requirement(result), judgement);
            }
        }
    }
    for row in report.errata.iter().filter(|row| row.verdict != Verdict::Pass) {
        let judgement = Judgement {
            verdict: row.verdict,
            reason: row.title.clone(),
            expected: row.proof.clone(),
            actual: String::new(),
        };
        finding(
            text,
            &format!("erratum {} (page {})", row.id, row.page),
            "a recorded erratum is still on its page",
            &judgement,
        );
    }
    for gap in &report.gaps {
        let requirement =
            "every block of a page is claimed, and every requirement is covered or excused";
        finding(
            text,
            &format!("ledger, {}", gap.place),
            requirement,
            &Judgement::fail("", "", gap.missing.clone()),
        );
    }
    for row in
        report.cases.iter().filter(|row| !matches!(row.verdict, Verdict::Pass | Verdict::Info))
    {
        let judgement = Judgement {
            verdict: row.verdict,
            reason: row.reason.clone(),
            expected: row.expected.clone(),
            actual: row.actual.clone(),
        };
        finding(
            text,
            &format!("{} {} ({})", row.id, row.title, row.profile),
            &row.requirement,
            &judgement,
        );
    }
}

fn finding(text: &mut String, title: &str, requirement: &str, judgement: &Judgement) {
    _ = writeln!(text, "{} {}", judgement.verdict.word(), one_line(title));
    let parts = [
        ("requirement", requirement),
        ("expected", &judgement.expected),
        ("actual", &judgement.actual),
        ("why", &judgement.reason),
    ];
    for (name, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        for (index, line) in printable(part).lines().enumerate() {
            let label = if index == 0 { name } else { "" };
            _ = writeln!(text, "  {label:11}  {line}");
        }
    }
    text.push('\n');
}

fn shown(judgement: &Judgement) -> &'static str {
    match judgement.verdict {
        Verdict::NotJudged(Unjudged::Skip) => "-",
        verdict => verdict.word(),
    }
}

fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_acts_on_the_terminal() {
        let hostile = "\u{1b}[32mPASS\u{1b}[0m\r\u{9b}2J\u{202e}LIAF\u{7}\nnext";
        assert_eq!(printable(hostile), "[32mPASS[0m2JLIAF\nnext");
    }
}
