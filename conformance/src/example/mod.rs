//! The documented examples: what the pages print, what it must mean, and the smallest repair of what does not work.
//!
//! Each is a folder of `examples/`:
//!
//! ```text
//! example.toml     where it stands (page, lines, hash), its kind, what it must mean on the wire, its errata, what ties each
//!                  repair to an erratum, and an invented value for each placeholder
//! as-printed.txt   the page's lines, byte for byte
//! as-repaired.sh   what the real programs run (.json or .txt where it is no command)
//! ```
//!
//! **Placeholders.** A printed text keeps the page's own, a repaired one has `<name>` and `{name}` with the same names, or
//! `<urlencode(name)>` where the value must be percent-encoded; see [`fill`]. The host is always `<workfront host>`, a host name
//! without a scheme after a literal `https://`, so that a replay can send the request to a server of its own instead. What an example
//! means ([`Example::means`]) is written with the same placeholders, so any values can stand in for them; `example.toml` gives one of
//! each for the checks that need one.

mod embedded;
mod kind;
mod load;
mod outcome;
mod placeholder;

use std::collections::BTreeMap;

use crate::data::LoadError;

pub use kind::Kind;
pub use outcome::Outcome;
pub use placeholder::fill;

/// One documented example.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// Its id, as `001-token-json`.
    pub id: String,
    /// The page it stands on, as `001`.
    pub page: String,
    /// First and last line there, from 1.
    pub lines: [u32; 2],
    /// What sort of text it is.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// The SHA-256 of [`Example::as_printed`], in hexadecimal.
    pub sha256: String,
    /// What is wrong with the printed text, by id.
    pub errata: Vec<String>,
    /// What comes of the printed text when it is used, its placeholders filled.
    pub outcome: Outcome,
    /// What each difference between the two texts repairs.
    pub repairs: Vec<Repair>,
    /// An invented value for each placeholder of the two texts.
    pub placeholders: BTreeMap<String, String>,
    /// What it means, values with placeholders: members of a request as [`crate::wire::Message::members`] names them
    /// (`body.grant_type`), members of an answer by their name alone (`expires_in`).
    pub means: Vec<(String, String)>,
    /// The page's lines, byte for byte.
    pub as_printed: String,
    /// The text with the smallest repair.
    pub as_repaired: String,
}

/// One difference between the printed and the repaired text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Repair {
    /// The erratum that makes it necessary.
    pub erratum: String,
    /// What was done, and why that is the least.
    pub why: String,
}

/// Every documented example, by id.
///
/// # Errors
///
/// A folder that is not as it should be: which file, and what is wrong there.
pub fn all() -> Result<Vec<Example>, LoadError> {
    embedded::FOLDERS.iter().map(load::example).collect()
}

impl Example {
    /// The printed text as a reader copies it: without the page's own markup around the code, which no page shows.
    #[must_use]
    pub fn copied(&self) -> String {
        let without = |text: &str, tag: &str| text.replace(tag, "");
        let text = without(&without(&self.as_printed, "<pre><code>"), "</code></pre>");
        // A page indents its code to the list item that it belongs to.
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let least =
            text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
        text.lines().map(|line| format!("{}\n", line.get(least..).unwrap_or_default())).collect()
    }

    /// A text with this example's own values in the places of its placeholders.
    #[must_use]
    pub fn filled(&self, text: &str) -> String {
        fill(text, |name| self.placeholders.get(name).cloned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// The examples of the five pages. An id is never used again for another.
    const IDS: [&str; 24] = [
        "001-api-search",
        "001-authorize-template",
        "001-authorize-uri",
        "001-host",
        "001-refresh-form",
        "001-refresh-json",
        "001-refresh-response",
        "001-token-form",
        "001-token-json",
        "001-token-response",
        "001-token-template",
        "001-token-uri",
        "002-exchange-body",
        "002-exchange-url",
        "002-openssl",
        "003-api-search",
        "003-authorize",
        "003-pkce-pair",
        "003-refresh",
        "003-token",
        "003-token-response",
        "004-exchange-body",
        "004-exchange-url",
        "004-openssl",
    ];

    #[test]
    fn every_documented_example_is_there() {
        let ids: Vec<String> = all().unwrap().into_iter().map(|example| example.id).collect();
        assert_eq!(ids, IDS);
    }

    #[test]
    fn each_holds_the_lines_that_it_names_and_no_others() {
        for example in all().unwrap() {
            let [first, last] = example.lines;
            let lines = example.as_printed.lines().count();
            assert_eq!(lines, usize::try_from(last - first + 1).unwrap(), "{}", example.id);
            let hash: String = Sha256::digest(&example.as_printed)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(hash, example.sha256, "{}", example.id);
            assert!(example.id.starts_with(&format!("{}-", example.page)), "{}", example.id);
        }
    }

    #[test]
    fn a_value_is_there_for_each_placeholder() {
        for example in all().unwrap() {
            let filled = example.filled(&example.as_repaired);
            let left =
                filled.contains('<') || filled.contains("_value}") || filled.contains("JWT}");
            assert!(!left, "{}: {filled}", example.id);
        }
    }

    #[test]
    fn a_reader_copies_the_code_and_not_the_markup_of_its_page() {
        let copied = |id: &str| {
            all().unwrap().into_iter().find(|example| example.id == id).unwrap().copied()
        };
        assert!(copied("002-openssl").starts_with("openssl req -x509 "));
        assert!(copied("002-openssl").ends_with(" -out certificate_pub.crt\n"));
        assert!(copied("001-token-json").starts_with("curl --location "));
        assert_eq!(copied("001-host"), "https://myorganization.my.workfront.com\n");
    }
}
