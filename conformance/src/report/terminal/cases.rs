//! The cases: a line for each family, and one for each case that did not simply pass; of a few cases, a line for each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::one_line;
use crate::report::{Check, Report, Section};
use crate::verdict::{Standing, Verdict};

/// The verdicts of one case, by profile.
struct Case<'a> {
    id: &'a str,
    title: &'a str,
    checks: Vec<&'a Check>,
}

impl Case<'_> {
    fn under(&self, profile: &str) -> Option<&Check> {
        self.checks.iter().copied().find(|check| check.profile.as_deref() == Some(profile))
    }

    fn just_passes(&self) -> bool {
        self.checks.iter().all(|check| check.verdict == Verdict::Pass)
    }
}

/// A table for each side, with a column for each profile.
pub(super) fn tables(text: &mut String, report: &Report) {
    let checks = report.checks();
    for section in [Section::ServerCases, Section::ClientCases] {
        let mut cases: BTreeMap<&str, Case<'_>> = BTreeMap::new();
        for check in checks.iter().filter(|check| check.section == section) {
            let new = || Case { id: &check.id, title: &check.title, checks: Vec::new() };
            cases.entry(&check.id).or_insert_with(new).checks.push(check);
        }
        if !cases.is_empty() {
            let cases: Vec<Case<'_>> = cases.into_values().collect();
            table(text, section.name(), &report.profiles, &cases);
        }
    }
}

fn table(text: &mut String, name: &str, profiles: &[String], cases: &[Case<'_>]) {
    let width = cases.iter().map(|case| case.id.chars().count() + 2).max().unwrap_or_default();
    let width = width.max(name.len());
    let line = |text: &mut String, first: &str, second: &str, cells: Vec<String>| {
        // Writing to a string cannot fail.
        let mut line = format!("{first:width$}  {second:TITLE$}");
        cells.iter().for_each(|cell| _ = write!(line, "  {cell:VERDICT$}"));
        _ = writeln!(text, "{}", line.trim_end());
    };
    line(text, name, "", profiles.to_vec());
    let verdicts = |case: &Case<'_>| {
        profiles.iter().map(|profile| word(case.under(profile)).to_owned()).collect::<Vec<_>>()
    };
    if cases.len() <= FEW {
        for case in cases {
            line(text, &one_line(case.id), &cut(case.title), verdicts(case));
        }
    } else {
        for family in cases.chunk_by(|one, next| family(one.id) == family(next.id)) {
            let name = family.first().map(|case| self::family(case.id)).unwrap_or_default();
            let cells = profiles.iter().map(|profile| passed(family, profile)).collect();
            let many = if family.len() == 1 { "" } else { "s" };
            line(text, &one_line(name), &format!("{} case{many}", family.len()), cells);
            for case in family.iter().filter(|case| !case.just_passes()) {
                line(text, &format!("  {}", one_line(case.id)), &cut(case.title), verdicts(case));
            }
        }
    }
    _ = writeln!(
        text,
        "`-` is not asked under that profile; `list` names the cases, `explain ID` tells what one does.\n"
    );
}

/// `S-CODE` of `S-CODE-03`.
fn family(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(family, _)| family)
}

fn word(check: Option<&Check>) -> &'static str {
    match check {
        Some(check) if check.standing == Standing::Held => "held",
        Some(check) => check.verdict.kind(),
        None => "-",
    }
}

/// How many of a family pass under a profile, of those that are asked there.
fn passed(family: &[Case<'_>], profile: &str) -> String {
    let asked: Vec<&Check> = family.iter().filter_map(|case| case.under(profile)).collect();
    let passed = asked.iter().filter(|check| check.verdict == Verdict::Pass).count();
    match asked.len() {
        0 => String::from("-"),
        all if all == passed => format!("{all} PASS"),
        all => format!("{passed} of {all} PASS"),
    }
}

/// A title that fits its column.
fn cut(title: &str) -> String {
    let title = one_line(title);
    if title.chars().count() <= TITLE {
        return title;
    }
    title.chars().take(TITLE - 1).chain(['…']).collect()
}

/// As many cases as one looks at one by one.
const FEW: usize = 40;
const TITLE: usize = 58;
const VERDICT: usize = 13;
