//! The findings: everything that a reader must act on, with what it takes to do so.

use std::fmt::Write as _;

use super::{one_line, printable};
use crate::report::Check;
use crate::verdict::{Standing, Unjudged, Verdict};

/// Writes the findings among the checks, one that is the same under several profiles once.
pub(super) fn all(text: &mut String, checks: &[Check]) {
    let findings: Vec<&Check> = checks.iter().filter(|check| check.is_finding()).collect();
    for same in findings.chunk_by(|one, next| is_the_same(one, next)) {
        if let Some(first) = same.first() {
            let profiles: Vec<&str> =
                same.iter().filter_map(|check| check.profile.as_deref()).collect();
            one(text, first, &profiles.join(", "));
        }
    }
}

fn is_the_same(one: &Check, next: &Check) -> bool {
    one.section == next.section
        && one.id == next.id
        && one.verdict == next.verdict
        && one.parts() == next.parts()
}

fn one(text: &mut String, check: &Check, profiles: &str) {
    let word = match check.standing {
        Standing::Changed => "CHANGED",
        Standing::Stale => "DRIFT",
        Standing::Judged | Standing::Held => check.verdict.kind(),
    };
    let profiles = if profiles.is_empty() { String::new() } else { format!(" ({profiles})") };
    // Writing to a string cannot fail.
    _ = writeln!(text, "{word} {}{profiles}: {}", one_line(&check.id), one_line(&check.title));
    // What is inconclusive is so because of something else, which is a finding itself.
    let only_why = check.verdict == Verdict::NotJudged(Unjudged::Inconclusive);
    for (label, part) in check.parts() {
        if only_why && !matches!(label, "Why" | "Replay") {
            continue;
        }
        let part = printable(part);
        let mut lines = part.lines();
        for (index, line) in lines.by_ref().take(LINES).enumerate() {
            let label = if index == 0 { label } else { "" };
            _ = writeln!(text, "{}", format!("  {label:11}  {}", cut(line)).trim_end());
        }
        let more = lines.count();
        if more > 0 {
            _ = writeln!(text, "  {:11}  … and {more} lines more", "");
        }
    }
    text.push('\n');
}

/// A line that a reader takes in; a peer may answer with megabytes.
fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

const LINES: usize = 24;
const WIDTH: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_answers_with_megabytes_does_not_fill_the_terminal() {
        assert_eq!(cut(&"ü".repeat(WIDTH)).chars().count(), WIDTH);
        assert_eq!(cut(&"ü".repeat(WIDTH * 9)).chars().count(), WIDTH + 1);
    }
}
