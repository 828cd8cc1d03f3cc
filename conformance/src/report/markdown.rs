//! `summary.md`: the report as a build server shows it beside the run, in GitHub's Markdown.
//!
//! Texts from outside stand in `<code>`, every character in them that means something to Markdown, HTML, or a site's own additions
//! (mentions, issue numbers, smileys, formulas) as a character reference: a peer's answer must not become a link or a picture, call
//! somebody, or open a row of its own.

use std::fmt::Write as _;

use super::terminal::printable;
use super::{Check, Report, Section};
use crate::verdict::{Standing, Verdict};

/// The file's name in the directory that `--report` names.
pub const FILE: &str = "summary.md";

/// The whole file.
#[must_use]
pub fn render(report: &Report) -> String {
    let checks = report.checks();
    let mut text = String::new();
    // Writing to a string cannot fail.
    _ = writeln!(text, "# Workfront conformance: {}\n", verdict_of_the_run(report.exit_code));
    _ = writeln!(
        text,
        "{} against {} {} ({}), seed {}, exit code {}.\n",
        code(&report.command),
        code(&report.target.name),
        code(&report.target.version),
        report.target.kind,
        report.seed,
        report.exit_code
    );
    counts(&mut text, &checks);
    _ = writeln!(text, "**{}**\n", report.summary.last_line());
    findings(&mut text, &checks);
    not_judged(&mut text, &checks);
    text
}

fn verdict_of_the_run(exit_code: u8) -> &'static str {
    match exit_code {
        0 => "clean",
        1 => "failures",
        3 => "the suite's own errors",
        4 => "nothing was judged",
        5 => "drift from what is committed",
        _ => "unknown",
    }
}

fn counts(text: &mut String, checks: &[Check]) {
    let column = |is: &dyn Fn(&Check) -> bool, section| {
        checks.iter().filter(|check| check.section == section && is(check)).count()
    };
    text.push_str("| | PASS | FAIL | WARN | INFO | REVIEW | ERROR | NOT_JUDGED | held |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for section in Section::ALL {
        if !checks.iter().any(|check| check.section == section) {
            continue;
        }
        _ = write!(text, "| {} |", section.name());
        for word in ["PASS", "FAIL", "WARN", "INFO", "REVIEW", "ERROR", "NOT_JUDGED"] {
            let count = column(
                &|check| check.standing != Standing::Held && check.verdict.word() == word,
                section,
            );
            _ = write!(text, " {count} |");
        }
        _ = writeln!(text, " {} |", column(&|check| check.standing == Standing::Held, section));
    }
    text.push('\n');
}

/// What a reader must act on, and what a baseline holds.
fn findings(text: &mut String, checks: &[Check]) {
    let findings: Vec<&Check> = checks
        .iter()
        .filter(|check| check.is_finding() || check.standing == Standing::Held)
        .collect();
    if findings.is_empty() {
        return;
    }
    text.push_str("| found | check | requirement | expected | actual | advice | replay |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (index, check) in findings.iter().enumerate() {
        if text.len() > ENOUGH {
            _ = writeln!(text, "\n{} more are in `report.json`.", findings.len() - index);
            break;
        }
        let found = match check.standing {
            Standing::Judged => check.verdict.kind(),
            Standing::Held => "held",
            Standing::Changed => "CHANGED",
            Standing::Stale => "DRIFT",
        };
        let actual = [check.actual.as_str(), check.why.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(code)
            .collect::<Vec<_>>()
            .join("<br>");
        _ = writeln!(
            text,
            "| {found} | {} {} | {} | {} | {actual} | {} | {} |",
            code(&check.name()),
            code(&check.title),
            code(&check.requirement),
            code(&check.expected),
            code(&check.advice),
            code(&check.replay),
        );
    }
    text.push('\n');
}

/// Why the rest was not judged: each reason once, with how often.
fn not_judged(text: &mut String, checks: &[Check]) {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    let skipped = checks.iter().filter(|check| {
        matches!(check.verdict, Verdict::NotJudged(_))
            && !check.is_finding()
            && check.standing == Standing::Judged
    });
    for check in skipped {
        let reason = format!("{}: {}", check.verdict.kind(), check.why);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((reason, 1)),
        }
    }
    if reasons.is_empty() {
        return;
    }
    text.push_str("| not judged | why |\n| ---: | --- |\n");
    for (reason, count) in reasons {
        if text.len() > ENOUGH + ENOUGH / 2 {
            break;
        }
        _ = writeln!(text, "| {count} | {} |", code(&reason));
    }
}

/// A text from outside, inert; nothing for an empty one.
fn code(text: &str) -> String {
    let printable = printable(text);
    if printable.trim().is_empty() {
        return String::new();
    }
    let mut code = String::from("<code>");
    let mut last = ' ';
    for (index, c) in printable.trim().chars().enumerate() {
        if index == LONGEST {
            code.push('…');
            break;
        }
        match c {
            '\n' => code.push_str("</code><br><code>"),
            // An address of mail is looked for after references are read, and not across an element's end.
            '@' => code.push_str("</code><code>&#64;"),
            // `www.` is a link without a scheme.
            '.' if last.eq_ignore_ascii_case(&'w') => code.push_str("&#46;"),
            c if c.is_ascii_punctuation() && !HARMLESS.contains(c) => {
                _ = write!(code, "&#{};", u32::from(c));
            }
            c => code.push(c),
        }
        last = c;
    }
    code.push_str("</code>");
    code
}

/// The punctuation that starts nothing inside a line whose every other mark is a reference.
const HARMLESS: &str = " ,.;-/=%+()'\"?";
/// A cell's length in characters; the other files have the whole.
const LONGEST: usize = 400;
/// Build servers refuse a summary of more than a mebibyte.
const ENOUGH: usize = 384 * 1024;
