//! The suite's own data: TOML files that are built in, read strictly.

use serde::de::DeserializeOwned;

/// What is wrong with one of the suite's own files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
#[non_exhaustive]
pub struct LoadError {
    /// The file, from the package's folder, with the line where there is one.
    pub file: String,
    /// What is wrong with it, in one line, and what to do.
    pub why: String,
}

impl LoadError {
    /// Something about a file as a whole.
    pub(crate) fn of(file: &str, why: impl Into<String>) -> Self {
        Self { file: file.to_owned(), why: why.into() }
    }
}

/// Reads a file's text.
///
/// # Errors
///
/// It is no TOML, or has other members than it should: which line, and what is wrong there.
pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LoadError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        // Without the parser's drawing, which takes several lines.
        LoadError::of(&format!("{file}:{line}"), error.message().replace('\n', " "))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Two {
        #[serde(rename = "one")]
        _one: u32,
        #[serde(rename = "two")]
        _two: u32,
    }

    #[test]
    fn a_mistake_is_named_with_its_file_and_line() {
        let check = |text: &str, expected: &str| {
            let error = parse::<Two>("a/b.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains('\n'), "{error}");
        };
        check("one = 1\ntwo = \"2\"\n", "a/b.toml:2: invalid type: string \"2\"");
        check("one = 1\ntwo = 2\nthree = 3\n", "a/b.toml:3: unknown field `three`");
        check("one = 1\n", "a/b.toml:1: missing field `two`");
        check("one = 1\n\nnonsense", "a/b.toml:3: ");
    }
}
