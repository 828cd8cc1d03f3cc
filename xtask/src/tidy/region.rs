//! Which lines of a Rust file are library code, which are tests, and which are only talk.

/// One line of a Rust file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    /// The line.
    pub(super) text: &'a str,
    /// Whether it is compiled into tests only: a test's file, or after `#[cfg(test)]` in another, where tests come last.
    pub(super) in_test: bool,
}

impl<'a> Line<'a> {
    /// Whether it is a comment and nothing else.
    pub(super) fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with("//")
    }

    /// What stands before a comment at its end. A `//` in a string (a URL) is not one: a comment has a space before it.
    pub(super) fn code(&self) -> &'a str {
        if self.is_comment() {
            return "";
        }
        self.text.split_once(" // ").map_or(self.text, |(code, _)| code)
    }
}

/// The lines of a file.
pub(super) fn lines<'a>(path: &str, text: &'a str) -> Vec<Line<'a>> {
    let mut in_test = is_test_file(path);
    text.lines()
        .enumerate()
        .map(|(index, text)| {
            in_test |= text.trim() == "#[cfg(test)]";
            Line { number: index + 1, text, in_test }
        })
        .collect()
}

/// Whether a path is of a test: `tests/` holds them, and so does a module's file or folder called `tests`.
fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// Whether a file is Rust.
pub(super) fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_begin_at_their_attribute_or_with_their_file() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {}\n";
        let in_test = |path| lines(path, text).iter().map(|line| line.in_test).collect::<Vec<_>>();
        assert_eq!(in_test("crates/x/src/a.rs"), [false, true, true]);
        assert_eq!(in_test("crates/x/tests/it/a.rs"), [true, true, true]);
        assert_eq!(in_test("crates/x/src/a/tests.rs"), [true, true, true]);
    }

    #[test]
    fn talk_is_told_from_code() {
        let text = "/// x.unwrap()\nlet a = b(\"http://x\"); // c.unwrap()\n";
        let code: Vec<&str> = lines("a.rs", text).iter().map(Line::code).collect();
        assert_eq!(code, ["", "let a = b(\"http://x\");"]);
    }
}
