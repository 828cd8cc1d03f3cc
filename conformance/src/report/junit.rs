//! `junit.xml`: the report in the form that build servers read.
//!
//! | found | becomes |
//! | --- | --- |
//! | PASS | a test case without anything in it |
//! | FAIL, and drift from what is committed | `<failure>` |
//! | ERROR, CRASH, TIMEOUT, INCONCLUSIVE | `<error>` |
//! | NOT_JUDGED otherwise, and what a baseline holds | `<skipped>` |
//! | REVIEW | `<skipped>`, and the details in `<system-out>` |
//! | WARN, INFO | the details in `<system-out>` |
//!
//! So the file's failures and errors are the run's "failed", and its skipped ones the run's "skipped".

use std::fmt::Write as _;

use super::terminal::printable;
use super::{Check, Report, Section};
use crate::verdict::{Standing, Verdict};

/// The file's name in the directory that `--report` names.
pub const FILE: &str = "junit.xml";

/// The whole file.
#[must_use]
pub fn render(report: &Report) -> String {
    let checks = report.checks();
    let [tests, failures, errors, skipped] = counts(&checks);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    _ = writeln!(
        xml,
        "<testsuites name=\"workfront-conformance {}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{}.{:03}\">",
        attribute(&report.command),
        report.run.duration_ms / 1000,
        report.run.duration_ms % 1000,
    );
    for section in Section::ALL {
        let checks: Vec<&Check> = checks.iter().filter(|check| check.section == section).collect();
        if !checks.is_empty() {
            suite(&mut xml, report, section, &checks);
        }
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// What a check is in this format.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    Failure,
    Error,
    Skipped,
}

fn kind(check: &Check) -> Kind {
    match (check.standing, check.verdict) {
        (Standing::Held, _) | (_, Verdict::Review) => Kind::Skipped,
        (_, Verdict::Fail) => Kind::Failure,
        (_, Verdict::Error) => Kind::Error,
        (_, Verdict::NotJudged(why)) if why.is_unproven() => Kind::Error,
        (_, Verdict::NotJudged(_)) => Kind::Skipped,
        (_, Verdict::Pass | Verdict::Warn | Verdict::Info) => Kind::Passed,
    }
}

fn counts<'a>(checks: impl IntoIterator<Item = &'a Check>) -> [usize; 4] {
    let mut counts = [0; 4];
    let [tests, failures, errors, skipped] = &mut counts;
    for check in checks {
        *tests += 1;
        match kind(check) {
            Kind::Passed => {}
            Kind::Failure => *failures += 1,
            Kind::Error => *errors += 1,
            Kind::Skipped => *skipped += 1,
        }
    }
    counts
}

fn suite(xml: &mut String, report: &Report, section: Section, checks: &[&Check]) {
    let [tests, failures, errors, skipped] = counts(checks.iter().copied());
    _ = writeln!(
        xml,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" timestamp=\"{}\">",
        section.name(),
        // The format's times have no zone; they are read as UTC.
        attribute(report.run.started.trim_end_matches('Z')),
    );
    xml.push_str("    <properties>\n");
    let target = format!("{} {}", report.target.name, report.target.version);
    for (name, value) in [
        ("seed", report.seed.to_string()),
        ("profiles", report.profiles.join(" ")),
        ("target", target.trim_end().to_owned()),
        ("target kind", report.target.kind.to_owned()),
    ] {
        _ = writeln!(xml, "      <property name=\"{name}\" value=\"{}\"/>", attribute(&value));
    }
    xml.push_str("    </properties>\n");
    checks.iter().for_each(|check| case(xml, check));
    xml.push_str("  </testsuite>\n");
}

fn case(xml: &mut String, check: &Check) {
    _ = write!(
        xml,
        "    <testcase classname=\"{}\" name=\"{}\"",
        check.section.name(),
        attribute(&check.name())
    );
    let details = details(check);
    let kind = kind(check);
    let told = matches!(check.verdict, Verdict::Warn | Verdict::Info | Verdict::Review);
    if kind == Kind::Passed && !told {
        xml.push_str("/>\n");
        return;
    }
    xml.push_str(">\n");
    let message = attribute(&message(check));
    let found = check.verdict.kind();
    match kind {
        Kind::Passed => {}
        Kind::Failure => {
            _ = writeln!(
                xml,
                "      <failure type=\"{found}\" message=\"{message}\">{details}</failure>"
            );
        }
        Kind::Error => {
            _ = writeln!(
                xml,
                "      <error type=\"{found}\" message=\"{message}\">{details}</error>"
            );
        }
        Kind::Skipped => _ = writeln!(xml, "      <skipped message=\"{message}\"/>"),
    }
    if told {
        _ = writeln!(xml, "      <system-out>{found}\n{details}</system-out>");
    }
    xml.push_str("    </testcase>\n");
}

/// One line that says what happened.
fn message(check: &Check) -> String {
    let what = [&check.why, &check.actual, &check.title].into_iter().find(|text| !text.is_empty());
    let what = what.map(String::as_str).unwrap_or_default();
    format!("{}: {}", check.verdict.kind(), what.lines().next().unwrap_or_default())
}

fn details(check: &Check) -> String {
    let mut details = escaped(&check.title);
    for (label, part) in check.parts() {
        _ = write!(details, "\n{label}: {}", escaped(part));
    }
    if !check.transcript.is_empty() {
        _ = write!(details, "\nWire:\n{}", escaped(&check.transcript.join("\n")));
    }
    details
}

/// A text from outside as XML text: without what acts on a terminal, which is more than XML 1.0 has no way to write, and nothing in it
/// is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// As [`escaped`], for an attribute's value, in which a reader turns a bare line end into a space.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;")
}
