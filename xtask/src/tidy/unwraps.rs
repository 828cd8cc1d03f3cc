//! Library code does not panic; where it cannot fail, it says why.

use crate::repository::SourceFile;

use super::finding::Finding;
use super::region::{Line, is_rust, lines};

/// The calls that panic; in pieces, or this file would be the first that is found.
const PANICS: &[&str] =
    &[concat!(".unwr", "ap()"), concat!(".exp", "ect("), concat!("unreach", "able!(")];
/// The comment that says why one cannot.
const EXCUSE: &str = "Invariant:";
/// How many lines above a call that comment may stand: a call is often the end of a chain.
const REACH: usize = 6;

/// A call that could panic says why it does not.
pub(super) fn says_why_it_cannot_fail(file: &SourceFile) -> Vec<Finding> {
    if !is_rust(&file.path) || !file.path.contains("/src/") {
        return Vec::new();
    }
    let lines = lines(&file.path, &file.text);
    let excused = |number: usize| {
        let above = &lines[number.saturating_sub(1 + REACH)..number];
        above.iter().any(|line| line.text.contains(EXCUSE))
    };
    let panics = |line: &&Line<'_>| {
        !line.in_test
            && !is_constant(line.code())
            && PANICS.iter().any(|call| line.code().contains(call))
            && !excused(line.number)
    };
    let advice =
        format!("return an error, or say why it cannot fail in an `// {EXCUSE}` comment above");
    let found = lines.iter().filter(panics);
    found.map(|line| Finding::at(&file.path, line.number, "panic", &*advice)).collect()
}

/// A constant is worked out by the compiler, so what would panic does not build.
fn is_constant(code: &str) -> bool {
    let item = code.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    item.starts_with("const ") && !item.starts_with("const fn ")
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::lines;
    use super::*;

    #[test]
    fn a_call_that_panics_needs_its_reason() {
        let call = format!("    x{};\n", PANICS[0]);
        let check = |path: &str, text: &str, found: &[usize]| {
            assert_eq!(lines(says_why_it_cannot_fail, path, text), found, "{path}: {text}");
        };
        check("crates/a/src/b.rs", &call, &[1]);
        check("crates/a/src/b.rs", &format!("    // {EXCUSE} checked above\n{call}"), &[]);
        check("crates/a/src/b.rs", &format!("// {EXCUSE}\n{}{call}", "\n".repeat(REACH)), &[8]);
        check("crates/a/src/b.rs", &format!("/// {call}"), &[]);
        check("crates/a/src/b.rs", &format!("#[cfg(test)]\n{call}"), &[]);
        check("crates/a/tests/it/b.rs", &call, &[]);
        check("crates/a/src/b.rs", &format!("pub(crate) const A: B = {call}"), &[]);
        check("crates/a/src/b.rs", &format!("const fn a() -> B {{ {call}"), &[1]);
    }
}
