//! What became of one part, and of all of them.

use std::fmt;

/// What became of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It ran and found nothing.
    Passed,
    /// It ran and found something, or could not run where it must; with the reason.
    Failed(String),
    /// It could not run; with what to install.
    Skipped(String),
}

impl Outcome {
    /// A part that could not run: skipped, or failed where every part must run.
    pub(super) fn not_run(why: String, strict: bool) -> Self {
        if strict { Self::Failed(format!("NOT RUN: {why}")) } else { Self::Skipped(why) }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Failed(why) => write!(f, "FAILED: {why}"),
            Self::Skipped(why) => write!(f, "NOT RUN: {why}"),
        }
    }
}

/// Each part's line again, and the counts alone on the last one.
pub(super) fn summary(results: &[(String, Outcome)]) -> String {
    let count = |wanted: fn(&Outcome) -> bool| {
        results.iter().filter(|(_, outcome)| wanted(outcome)).count()
    };
    let lines: Vec<&str> = results.iter().map(|(line, _)| line.as_str()).collect();
    format!(
        "{}\n\n{} passed, {} failed, {} skipped",
        lines.join("\n"),
        count(|outcome| matches!(outcome, Outcome::Passed)),
        count(|outcome| matches!(outcome, Outcome::Failed(_))),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_every_part_once() {
        let results = [
            ("fmt passed".to_owned(), Outcome::Passed),
            ("deny NOT RUN".to_owned(), Outcome::not_run("install it".to_owned(), false)),
            ("browser FAILED".to_owned(), Outcome::not_run("install it".to_owned(), true)),
        ];
        let text = summary(&results);
        assert!(text.starts_with("fmt passed\ndeny NOT RUN\n"), "{text}");
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed, 1 skipped"));
    }
}
