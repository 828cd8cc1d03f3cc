//! One thing that a rule found.

use std::fmt;

/// Where, which rule, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    /// Something about a line, counted from 1.
    pub(super) fn at(
        path: &str,
        line: usize,
        rule: &'static str,
        advice: impl Into<String>,
    ) -> Self {
        Self { path: path.to_owned(), line, rule, advice: advice.into() }
    }

    /// Something about a whole file or folder.
    pub(super) fn on(path: &str, rule: &'static str, advice: impl Into<String>) -> Self {
        Self::at(path, 1, rule, advice)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::repository::SourceFile;

    use super::Finding;

    /// No lines: a rule has nothing to say.
    pub(in crate::tidy) const NONE: [usize; 0] = [];

    /// The lines that a rule complains of in a file.
    pub(in crate::tidy) fn lines(
        rule: fn(&SourceFile) -> Vec<Finding>,
        path: &str,
        text: &str,
    ) -> Vec<usize> {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        rule(&file).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_finding_is_one_line_that_an_editor_can_jump_to() {
        let finding = Finding::at("a/b.rs", 7, "short", "split it");
        assert_eq!(finding.to_string(), "a/b.rs:7: short: split it");
    }
}
