//! `expected.toml`: what does not simply pass with a peer, by why.
//!
//! A case that stands nowhere in it is expected to pass. Verdicts are written by the suite, reasons and advice by people: an entry
//! without a reason is an error, so that nobody commits a failure without having understood it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::cases::Profile;
use crate::data::{LoadError, parse};

/// What is expected of one peer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expected {
    /// What does not simply pass, by why.
    #[serde(default, rename = "deviation")]
    pub deviations: Vec<Deviation>,
}

/// One thing that a peer does otherwise, and the cases that show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Deviation {
    /// What the peer does, as a sentence that begins with a verb.
    #[serde(default)]
    pub reason: String,
    /// What one who uses it can do about it.
    #[serde(default)]
    pub advice: String,
    /// The cases that show it, by id.
    pub cases: BTreeMap<String, Verdicts>,
}

/// A case's verdicts that are no PASS, as [`Verdict::kind`](crate::verdict::Verdict::kind) has them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[allow(clippy::exhaustive_enums, reason = "the same everywhere, or not")]
pub enum Verdicts {
    /// The same under each profile that the case is judged by.
    Same(String),
    /// By profile; it passes where it says nothing.
    By(BTreeMap<String, String>),
}

impl Expected {
    /// Reads a text; `file` is its name for complaints.
    ///
    /// # Errors
    ///
    /// It is no TOML, has other members or unknown words, or a case twice. Reasons may be missing: see [`Self::unexplained`].
    pub fn parse(file: &str, text: &str) -> Result<Self, LoadError> {
        let expected: Self = parse(file, text)?;
        let wrong = |why: String| Err(LoadError::of(file, why));
        let mut seen: Vec<&String> = Vec::new();
        for (case, verdicts) in expected.deviations.iter().flat_map(|each| &each.cases) {
            if seen.contains(&case) {
                return wrong(format!("{case} stands there twice: leave one"));
            }
            seen.push(case);
            if let Verdicts::By(by) = verdicts
                && let Some(word) =
                    by.keys().find(|word| Profile::all().iter().all(|known| known.word() != *word))
            {
                return wrong(format!("{case}: no profile is called `{word}`"));
            }
            if let Some(word) = verdicts.words().find(|word| !WORDS.contains(word)) {
                return wrong(format!("{case}: `{word}` is none of {}", WORDS.join(", ")));
            }
        }
        Ok(expected)
    }

    /// The cases that stand there without a reason.
    pub fn unexplained(&self) -> impl Iterator<Item = &str> {
        let silent = self.deviations.iter().filter(|each| each.reason.trim().is_empty());
        silent.flat_map(|each| each.cases.keys().map(String::as_str))
    }

    /// The deviation that a case belongs to, and its verdicts.
    #[must_use]
    pub fn of(&self, case: &str) -> Option<(&Deviation, &Verdicts)> {
        self.deviations.iter().find_map(|each| Some((each, each.cases.get(case)?)))
    }

    /// The word that is expected of a case under a profile.
    #[must_use]
    pub fn word(&self, case: &str, profile: &str) -> &str {
        self.of(case).map_or(PASS, |(_, verdicts)| verdicts.under(profile))
    }

    /// The same with the verdicts that were found. What passes now is taken out, what keeps failing keeps its reason, and what is
    /// new stands at the end without one.
    #[must_use]
    pub fn with(mut self, found: &BTreeMap<String, BTreeMap<String, String>>) -> Self {
        let mut new = BTreeMap::new();
        let before = self.clone();
        for deviation in &mut self.deviations {
            deviation.cases.clear();
        }
        for (case, by) in found {
            let Some(verdicts) = Verdicts::of(by) else { continue };
            let known = before.deviations.iter().position(|each| each.cases.contains_key(case));
            match known.and_then(|index| self.deviations.get_mut(index)) {
                Some(deviation) => deviation.cases.insert(case.clone(), verdicts),
                None => new.insert(case.clone(), verdicts),
            };
        }
        self.deviations.push(Deviation { cases: new, ..Deviation::default() });
        self.deviations.retain(|deviation| !deviation.cases.is_empty());
        self
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from(HEAD);
        for Deviation { reason, advice, cases } in &self.deviations {
            // Writing to a string cannot fail.
            _ = write!(text, "\n[[deviation]]\nreason = {}\n", quoted(reason));
            if !advice.is_empty() {
                _ = writeln!(text, "advice = {}", quoted(advice));
            }
            text.push_str("[deviation.cases]\n");
            for (case, verdicts) in cases {
                _ = match verdicts {
                    Verdicts::Same(word) => writeln!(text, "{case} = {}", quoted(word)),
                    Verdicts::By(by) => {
                        let by: Vec<String> = by
                            .iter()
                            .map(|(at, word)| format!("{at} = {}", quoted(word)))
                            .collect();
                        writeln!(text, "{case} = {{ {} }}", by.join(", "))
                    }
                };
            }
        }
        text
    }
}

impl Verdicts {
    /// From all verdicts of a case by profile; none if all of them are PASS.
    fn of(by: &BTreeMap<String, String>) -> Option<Self> {
        let first = by.values().next().filter(|first| by.values().all(|word| word == *first));
        match first {
            Some(word) => (word != PASS).then(|| Self::Same(word.clone())),
            None => {
                let mut by = by.clone();
                by.retain(|_, word| word != PASS);
                (!by.is_empty()).then_some(Self::By(by))
            }
        }
    }

    /// The word under one profile.
    #[must_use]
    pub fn under(&self, profile: &str) -> &str {
        match self {
            Self::Same(word) => word,
            Self::By(by) => by.get(profile).map_or(PASS, String::as_str),
        }
    }

    /// The words that occur.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let (same, by) = match self {
            Self::Same(word) => (Some(word), None),
            Self::By(by) => (None, Some(by.values())),
        };
        same.into_iter().chain(by.into_iter().flatten()).map(String::as_str)
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What a case comes to that stands nowhere.
pub(super) const PASS: &str = "PASS";
/// What may be expected instead. An ERROR never is: it is the suite's own failure.
const WORDS: [&str; 8] =
    ["FAIL", "WARN", "INFO", "SKIP", "UNIMPLEMENTED", "INCONCLUSIVE", "CRASH", "TIMEOUT"];

const HEAD: &str = "\
# What does not simply pass with this peer, by why. A case that stands nowhere passes.
# `workfront-conformance peers --update` keeps the verdicts; reason and advice are written by hand, and stay.
";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const FILE: &str = "a/expected.toml";

    fn found(rows: &[(&str, &str, &str)]) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (case, profile, word) in rows {
            let by = found.entry((*case).to_owned()).or_default();
            by.insert((*profile).to_owned(), (*word).to_owned());
        }
        found
    }

    #[test]
    fn what_is_written_is_read_again() {
        let found = found(&[
            ("C-A-01", "rfc", "FAIL"),
            ("C-A-01", "bcp", "FAIL"),
            ("C-B-01", "rfc", "PASS"),
            ("C-B-01", "bcp", "WARN"),
            ("C-D-01", "rfc", "PASS"),
        ]);
        let mut expected = Expected::default().with(&found);
        assert_eq!(expected.unexplained().collect::<Vec<_>>(), ["C-A-01", "C-B-01"]);
        expected.deviations[0].reason = String::from("says \"no\"\\ and `leaves`");
        expected.deviations[0].advice = String::from("ask again");
        let text = expected.to_text();
        assert_eq!(Expected::parse(FILE, &text).unwrap(), expected, "{text}");
        assert!(text.contains("\nC-A-01 = \"FAIL\"\nC-B-01 = { bcp = \"WARN\" }\n"), "{text}");
        assert_eq!(expected.unexplained().count(), 0);
        let word = |case, profile| expected.word(case, profile);
        assert_eq!([word("C-A-01", "rfc"), word("C-B-01", "bcp")], ["FAIL", "WARN"]);
        assert_eq!([word("C-B-01", "rfc"), word("C-D-01", "rfc")], ["PASS", "PASS"]);
    }

    #[test]
    fn an_update_keeps_the_reasons_of_what_still_fails() {
        let before = Expected::parse(
            FILE,
            "[[deviation]]\nreason = 'gone'\n[deviation.cases]\nC-A-01 = 'FAIL'\n\
             [[deviation]]\nreason = 'stays'\nadvice = 'do'\n[deviation.cases]\nC-B-01 = 'FAIL'\nC-B-02 = 'FAIL'\n",
        )
        .unwrap();
        let after = before.with(&found(&[
            ("C-A-01", "rfc", "PASS"),
            ("C-B-01", "rfc", "WARN"),
            ("C-C-01", "rfc", "CRASH"),
        ]));
        let reasons: Vec<&str> = after.deviations.iter().map(|each| each.reason.as_str()).collect();
        assert_eq!(reasons, ["stays", ""]);
        assert_eq!(after.word("C-B-01", "rfc"), "WARN");
        assert_eq!(after.word("C-B-02", "rfc"), "PASS");
        assert_eq!(after.of("C-B-01").unwrap().0.advice, "do");
        assert_eq!(after.unexplained().collect::<Vec<_>>(), ["C-C-01"]);
    }

    #[test]
    fn a_file_is_read_strictly() {
        let check = |cases: &str, expected: &str| {
            let text = format!("[[deviation]]\nreason = 'r'\n[deviation.cases]\n{cases}");
            let error = Expected::parse(FILE, &text).unwrap_err().to_string();
            assert!(error.starts_with("a/expected.toml") && error.contains(expected), "{error}");
        };
        check("C-A-01 = 'PASS'", "C-A-01: `PASS` is none of FAIL, WARN");
        check("C-A-01 = 'ERROR'", "`ERROR` is none of");
        check("C-A-01 = { rfc = 'fail' }", "`fail` is none of");
        check("C-A-01 = { rcf = 'FAIL' }", "no profile is called `rcf`");
        check(
            "C-A-01 = 'FAIL'\n[[deviation]]\ncases = { C-A-01 = 'WARN' }",
            "C-A-01 stands there twice",
        );
        check("C-A-01 = 1", "data did not match");
    }
}
