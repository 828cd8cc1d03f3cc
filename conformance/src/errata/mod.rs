//! The errata of the pages: what is wrong, where, and a check that finds it there.
//!
//! An erratum of an example is found in the example's printed text and must be gone from the repaired one. An erratum of the pages'
//! prose quotes a few words with their block's hash; its check finds it in them, and must not in the words that would be sound. A page
//! that the vendor mends closes its errata by itself: the check no longer finds them in the page's text.

mod checks;
mod load;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::data::LoadError;
use crate::example::Example;

/// One erratum of the pages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Erratum {
    /// Its id, as `E1`. Never used again for another.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// First and last line there.
    pub lines: [u32; 2],
    /// What is wrong, in a line.
    pub title: String,
    /// What it does to a reader, and what the page would have to say.
    pub wrong: String,
    /// How it is known.
    pub proof: String,
    /// The check, by name.
    check: String,
    /// The examples that have it.
    #[serde(default)]
    pub examples: Vec<String>,
    /// The words that have it, where it is not an example's.
    #[serde(default)]
    pub quotes: Vec<Quote>,
    /// What would be sound in place of each quote, on which the check is tried.
    #[serde(default)]
    sound: Vec<String>,
}

/// What an erratum of the prose is found in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Quote {
    /// A few words of a page.
    Words(Words),
    /// An example that says otherwise than some words, or than another example. It is as it should be, seen alone.
    Example(Counterpart),
}

/// A few words of a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Words {
    /// The block that they are from, as `001/14`.
    pub block: String,
    /// The block's hash.
    pub sha256: String,
    /// The words.
    pub words: String,
}

/// An example beside some words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Counterpart {
    /// The example's id.
    pub example: String,
}

/// Every erratum, by number.
///
/// # Errors
///
/// `ledger/errata.toml` is not as it should be: what is wrong with it.
pub fn all() -> Result<Vec<Erratum>, LoadError> {
    load::errata()
}

/// The errata, of those given, that the checks find in a text of an example: the printed or the repaired one, placeholders and all.
#[must_use]
pub fn found(errata: &[Erratum], example: &Example, text: &str) -> Vec<String> {
    let text = example.filled(text);
    let found = errata.iter().filter(|erratum| {
        // Invariant: the loader has looked the check up.
        let check = checks::named(&erratum.check);
        check.is_some_and(|check| check.kinds.contains(&example.kind) && (check.finds)(&[&text]))
    });
    found.map(|erratum| erratum.id.clone()).collect()
}

impl Erratum {
    /// Whether the check finds it in everything that is recorded to have it: `examples` are all examples there are.
    #[must_use]
    pub fn is_found(&self, examples: &[Example]) -> bool {
        let copied =
            |id: &str| examples.iter().find(|example| example.id == id).map(Example::copied);
        let quoted = self.quotes.iter().map(|quote| match quote {
            Quote::Words(words) => Some(words.words.clone()),
            Quote::Example(Counterpart { example }) => copied(example),
        });
        let in_quotes = quoted.collect::<Option<Vec<String>>>().is_some_and(|texts| {
            texts.is_empty() || self.finds(&texts.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let in_example = |id: &String| {
            let example = examples.iter().find(|example| example.id == *id);
            example.is_some_and(|example| self.finds(&[&example.filled(&example.copied())]))
        };
        in_quotes && self.examples.iter().all(in_example)
    }

    /// Whether it still stands on the pages, given as their texts by number: what is recorded to have it is there word for word, and
    /// the check finds it in that.
    #[must_use]
    pub fn is_on(&self, pages: &BTreeMap<String, String>, examples: &[Example]) -> bool {
        let has = |page: &str, text: &str| {
            pages.get(page).is_some_and(|page| page.contains(text.trim_end()))
        };
        let printed = |id: &str| {
            examples
                .iter()
                .find(|example| example.id == id)
                .is_some_and(|example| has(&example.page, &example.as_printed))
        };
        let quoted = |quote: &Quote| match quote {
            Quote::Words(words) => {
                has(words.block.split('/').next().unwrap_or_default(), &words.words)
            }
            Quote::Example(counterpart) => printed(&counterpart.example),
        };
        self.examples.iter().all(|id| printed(id))
            && self.quotes.iter().all(quoted)
            && self.is_found(examples)
    }

    /// Whether the check finds it in some texts.
    #[must_use]
    pub fn finds(&self, texts: &[&str]) -> bool {
        checks::named(&self.check).is_some_and(|check| (check.finds)(texts))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
