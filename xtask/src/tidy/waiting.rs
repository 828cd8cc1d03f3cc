//! No test waits for time to pass, and none is left out.

use crate::repository::SourceFile;

use super::finding::Finding;
use super::region::{is_rust, lines};

/// Ways to wait; in pieces, or this file would be the first that is found.
const WAITS: &[&str] =
    &[concat!("thread::", "sleep"), concat!("time::", "sleep"), concat!("sleep_", "until(")];
/// The comment that says why a test must wait for a real network, and for how long.
const EXCUSE: &str = "// Real time:";

/// A test moves its clock; it does not wait.
pub(super) fn does_not_wait(file: &SourceFile) -> Vec<Finding> {
    if !is_rust(&file.path) {
        return Vec::new();
    }
    let lines = lines(&file.path, &file.text);
    let excused = |number: usize| {
        let before = lines.get(number.saturating_sub(2));
        before.is_some_and(|line| line.text.trim_start().starts_with(EXCUSE))
    };
    let waits = lines.iter().filter(|line| {
        line.in_test && WAITS.iter().any(|wait| line.code().contains(wait)) && !excused(line.number)
    });
    let advice = format!(
        "make time a value or a clock that the test moves; `{EXCUSE}` above it says why a network deadline of 100 ms at most must pass"
    );
    waits.map(|line| Finding::at(&file.path, line.number, "waiting", &*advice)).collect()
}

/// Every test runs, every time.
pub(super) fn is_not_ignored(file: &SourceFile) -> Vec<Finding> {
    if !is_rust(&file.path) {
        return Vec::new();
    }
    let mark = concat!("#[", "ignore");
    let ignored =
        lines(&file.path, &file.text).into_iter().filter(|line| line.code().contains(mark));
    let advice = "make it run, or remove it";
    ignored.map(|line| Finding::at(&file.path, line.number, "ignored", advice)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::lines;
    use super::*;

    #[test]
    fn a_test_that_waits_is_found() {
        let wait = format!("    std::{}(d);\n", WAITS[0]);
        let check = |path: &str, text: &str, found: &[usize]| {
            assert_eq!(lines(does_not_wait, path, text), found, "{path}: {text}");
        };
        check("crates/a/tests/it/b.rs", &wait, &[1]);
        check("crates/a/src/b.rs", &wait, &[]);
        check("crates/a/src/b.rs", &format!("#[cfg(test)]\n{wait}"), &[2]);
        check("crates/a/tests/it/b.rs", &format!("    {EXCUSE} a deadline of 50 ms\n{wait}"), &[]);
        check("crates/a/tests/it/b.rs", &format!("// never {wait}"), &[]);
    }

    #[test]
    fn a_test_that_is_left_out_is_found() {
        let text = format!("#[test]\n{}]\nfn a() {{}}\n", concat!("#[", "ignore"));
        assert_eq!(lines(is_not_ignored, "crates/a/src/b.rs", &text), [2]);
    }
}
