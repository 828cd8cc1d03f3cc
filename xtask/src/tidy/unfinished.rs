//! What is left undone belongs to the issue it is left for, not into the code.

use crate::repository::SourceFile;

use super::finding::Finding;

/// The marks of it; in pieces, or this file would be the first that is found.
const MARKS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
/// The macros of it.
const MACROS: &[&str] = &[concat!("todo", "!("), concat!("unimplemented", "!(")];

/// Nothing is marked as unfinished.
pub(super) fn is_finished(file: &SourceFile) -> Vec<Finding> {
    if is_data(&file.path) {
        return Vec::new();
    }
    let unfinished = |line: &str| {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric());
        words.into_iter().any(|word| MARKS.contains(&word))
            || MACROS.iter().any(|mark| line.contains(mark))
    };
    let marked = file.text.lines().zip(1..).filter(|(line, _)| unfinished(line));
    let advice = "finish it, or write it into the issue that it is left for";
    marked.map(|(_, number)| Finding::at(&file.path, number, "unfinished", advice)).collect()
}

/// Other people's words, kept byte for byte, and what tools write.
fn is_data(path: &str) -> bool {
    path.starts_with("fuzz/corpus/") || path.ends_with(".lock") || path.ends_with("as-printed.txt")
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::{NONE, lines};
    use super::*;

    #[test]
    fn marks_are_found_as_words() {
        let mark = MARKS[0];
        assert_eq!(lines(is_finished, "a.rs", &format!("ok\n// {mark}: later\n")), [2]);
        assert_eq!(lines(is_finished, "a.md", &format!("{mark}(me)\n")), [1]);
        assert_eq!(lines(is_finished, "a.rs", &format!("    {})\n", MACROS[0])), [1]);
        assert_eq!(lines(is_finished, "a.rs", &format!("{mark}S and custodian\n")), NONE);
        assert_eq!(lines(is_finished, "fuzz/corpus/a/x", mark), NONE);
    }
}
