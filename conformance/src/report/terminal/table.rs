//! The small tables: a line for each example, peer and entry of the baseline.

use std::fmt::Write as _;

use super::one_line;
use crate::report::{BaselineRow, Check, ExampleRow, PeerRow, Report};
use crate::verdict::{Judgement, Standing, Unjudged, Verdict};

pub(super) fn examples(text: &mut String, report: &Report) {
    let rows = &report.examples;
    if rows.is_empty() {
        return;
    }
    let checks = report.checks();
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or_default();
    // Writing to a string cannot fail.
    _ = writeln!(
        text,
        "{:width$}  printed    repaired   core       reqwest    ureq       errata",
        "example"
    );
    for row in rows {
        let [printed, repaired, core, reqwest, ureq] =
            row.results().map(|(result, judgement)| shown(row, result, judgement, &checks));
        let line = format!(
            "{:width$}  {printed:10} {repaired:10} {core:10} {reqwest:10} {ureq:10} {}",
            row.id,
            row.errata.join(" ")
        );
        _ = writeln!(text, "{}", one_line(line.trim_end()));
    }
    _ = writeln!(text, "`-` does not apply to an example of that kind; `explain ID` tells why.\n");
}

/// A line for each peer: how many results are as they were committed.
pub(super) fn peers(text: &mut String, rows: &[PeerRow]) {
    let mut names: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.version.as_str(), row.side.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    for (name, version, side) in &names {
        let of_peer = || {
            rows.iter().filter(|row| {
                (row.name.as_str(), row.version.as_str(), row.side.as_str())
                    == (*name, *version, *side)
            })
        };
        let same = of_peer().filter(|row| row.expected == row.actual).count();
        let passes = of_peer().filter(|row| row.actual == "PASS").count();
        let line = format!(
            "{name} {version} as a {side}: {passes} of {} PASS; {same} as committed",
            of_peer().count()
        );
        _ = writeln!(text, "{}", one_line(&line));
    }
    if !names.is_empty() {
        text.push('\n');
    }
}

/// A line for each entry that still holds; those that do not are findings.
pub(super) fn baseline(text: &mut String, rows: &[BaselineRow]) {
    if rows.is_empty() {
        return;
    }
    let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
    _ = writeln!(
        text,
        "the baseline's entries: {} held, {} no longer so, {} not run",
        count("held"),
        count("drift"),
        count("not_run")
    );
    for row in rows.iter().filter(|row| row.state == "held") {
        let profile = row.profile.as_ref().map(|profile| format!(" ({profile})"));
        let line =
            format!("  {}{} {}: {}", row.id, profile.unwrap_or_default(), row.verdict, row.reason);
        _ = writeln!(text, "{}", one_line(&line));
    }
    text.push('\n');
}

fn shown(row: &ExampleRow, result: &str, judgement: &Judgement, checks: &[Check]) -> &'static str {
    let id = format!("{}/{result}", row.id);
    match judgement.verdict {
        Verdict::NotJudged(Unjudged::Skip) => "-",
        _ if checks.iter().any(|check| check.id == id && check.standing == Standing::Held) => {
            "held"
        }
        verdict => verdict.word(),
    }
}
