//! How long a file is, and what it says first.

use crate::repository::SourceFile;

use super::finding::Finding;
use super::region::is_rust;

/// The most lines that a file may have, its tests included.
const MOST_LINES: usize = 600;

/// Programs that the README shows word for word, so their first words are the reader's.
const SHOWN: &str = "conformance/readme/";

/// A file is about one thing, and so it is short; what a program wrote says so at its top.
pub(super) fn is_short(file: &SourceFile) -> Vec<Finding> {
    let generated = file.text.lines().take(5).any(|line| line.contains(concat!("@", "generated")));
    let lines = file.text.lines().count();
    if !is_rust(&file.path) || generated || lines <= MOST_LINES {
        return Vec::new();
    }
    let advice =
        format!("{lines} lines: split it along the things it is about ({MOST_LINES} at most)");
    vec![Finding::at(&file.path, MOST_LINES + 1, "length", advice)]
}

/// A file begins with a module doc that says what it is.
pub(super) fn says_what_it_is(file: &SourceFile) -> Vec<Finding> {
    let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let said = first.strip_prefix("//!").is_some_and(|doc| !doc.trim().is_empty());
    let generated = first.contains(concat!("@", "generated"));
    if !is_rust(&file.path) || said || generated || file.path.starts_with(SHOWN) {
        return Vec::new();
    }
    let advice = "begin with a `//!` sentence that says what this file is, then why it is so";
    vec![Finding::on(&file.path, "module-doc", advice)]
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::{NONE, lines};
    use super::*;

    #[test]
    fn a_long_file_is_found_unless_a_program_wrote_it() {
        let long = "x\n".repeat(601);
        assert_eq!(lines(is_short, "a.rs", &long), [601]);
        assert_eq!(lines(is_short, "a.rs", &"x\n".repeat(600)), NONE);
        assert_eq!(lines(is_short, "a.rs", &format!("// {}generated\n{long}", '@')), NONE);
        assert_eq!(lines(is_short, "a.txt", &long), NONE);
    }

    #[test]
    fn a_file_says_what_it_is_first() {
        assert_eq!(lines(says_what_it_is, "a.rs", "//! What it is.\n"), NONE);
        assert_eq!(lines(says_what_it_is, "a.rs", "\n//! What it is.\n"), NONE);
        assert_eq!(lines(says_what_it_is, "a.rs", "//!\n//! What it is.\n"), [1]);
        assert_eq!(lines(says_what_it_is, "a.rs", "use std::fmt;\n"), [1]);
        assert_eq!(lines(says_what_it_is, "a.rs", ""), [1]);
        assert_eq!(lines(says_what_it_is, "conformance/readme/a.rs", "use std::fmt;\n"), NONE);
    }
}
