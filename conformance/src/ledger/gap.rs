//! What the ledger, the examples and the errata leave open.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, Requirement};
use crate::errata::{Erratum, Quote};
use crate::example::Example;
use crate::pages::sha256;

/// Something that is left open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The block, the requirement, the example or the erratum.
    pub place: String,
    /// What is missing there, or does not fit.
    pub missing: String,
}

/// Where a test can be that covers a requirement, by the first word of its name.
pub(super) const PACKAGES: &[(&str, &str)] = &[
    ("conformance", "conformance"),
    ("core", "crates/workfront-oauth"),
    ("keeper", "crates/workfront-oauth-keeper"),
    ("reqwest", "crates/workfront-oauth-reqwest"),
    ("sandbox", "crates/workfront-oauth-sandbox"),
    ("ureq", "crates/workfront-oauth-ureq"),
];

/// Everything that is left open.
#[must_use]
pub fn gaps(
    ledger: &Ledger,
    examples: &[Example],
    errata: &[Erratum],
    cases: &[String],
) -> Vec<Gap> {
    let mut found = Found(Vec::new());
    found.blocks(ledger);
    let examples_ids = examples.iter().map(|example| example.id.as_str());
    let ids: BTreeSet<&str> = examples_ids.chain(cases.iter().map(String::as_str)).collect();
    let mut seen = BTreeSet::new();
    for requirement in &ledger.requirements {
        if !seen.insert(requirement.id.as_str()) {
            found.gap(&requirement.id, "stands twice: an id is never used again");
        }
        found.requirement(requirement, &ids);
    }
    for example in examples {
        found.example(example, errata);
        let covers = |requirement: &Requirement| requirement.covered_by.contains(&example.id);
        if !ledger.requirements.iter().any(covers) {
            found.gap(&example.id, "covers no requirement");
        }
    }
    for erratum in errata {
        found.erratum(erratum, examples, ledger);
    }
    found.0
}

struct Found(Vec<Gap>);

impl Found {
    fn gap(&mut self, place: &str, missing: impl Into<String>) {
        self.0.push(Gap { place: place.to_owned(), missing: missing.into() });
    }

    /// Every block is claimed by exactly one requirement.
    fn blocks(&mut self, ledger: &Ledger) {
        let mut claims: BTreeMap<(&str, u32), Vec<&str>> = BTreeMap::new();
        for requirement in &ledger.requirements {
            for block in &requirement.blocks {
                claims
                    .entry((requirement.page().unwrap_or_default(), *block))
                    .or_default()
                    .push(&requirement.id);
            }
        }
        for page in &ledger.pages {
            for block in &page.blocks {
                let place = format!("{}/{}", page.id, block.number);
                match claims.remove(&(page.id.as_str(), block.number)).as_deref() {
                    None | Some([]) => self.gap(&place, "no requirement claims this block"),
                    Some([_]) => {}
                    Some(several) => self.gap(
                        &place,
                        format!("several requirements claim this block: {}", several.join(", ")),
                    ),
                }
            }
        }
        for ((page, block), by) in claims {
            self.gap(
                &format!("{page}/{block}"),
                format!("{} claims a block that is not on the page", by.join(", ")),
            );
        }
    }

    /// A requirement is covered, or will be, or says why it cannot be.
    fn requirement(&mut self, requirement: &Requirement, examples: &BTreeSet<&str>) {
        let Requirement { id, covered_by, later, untestable, .. } = requirement;
        match (covered_by.is_empty() && later.is_none(), untestable.as_deref()) {
            (true, None) => {
                self.gap(id, "neither covered, nor left for a later part, nor untestable")
            }
            (true, Some(reason)) if reason.trim().is_empty() => {
                self.gap(id, "untestable without a reason")
            }
            (false, Some(_)) => self.gap(id, "untestable and yet covered"),
            _ => {}
        }
        if requirement.says.trim().is_empty() {
            self.gap(id, "says nothing");
        }
        match (
            requirement.page(),
            requirement.section().is_empty() || requirement.source().is_empty(),
        ) {
            (Some(_), _) if requirement.blocks.is_empty() => {
                self.gap(id, "claims no block of its page")
            }
            (None, true) => self.gap(id, "is neither `wf:PAGE/rN` nor `rfcN#SECTION/rN`"),
            (None, false) if requirement.checked.is_none() => {
                self.gap(id, "does not say whether the RFC's text was read for it")
            }
            _ => {}
        }
        for name in covered_by {
            let is_test = name.split_once(':').is_some_and(|(package, rest)| {
                PACKAGES.iter().any(|(known, _)| *known == package) && rest.contains("::")
            });
            if !is_test && !examples.contains(name.as_str()) {
                self.gap(
                    id,
                    format!(
                        "covered by `{name}`, which is neither an example nor `PACKAGE:FILE::TEST`"
                    ),
                );
            }
        }
    }

    /// An example is what was printed, and each of its errata is repaired and each repair an erratum's.
    fn example(&mut self, example: &Example, errata: &[Erratum]) {
        if sha256(&example.as_printed) != example.sha256 {
            self.gap(&example.id, "as-printed.txt has another hash than example.toml says");
        }
        let recorded: BTreeSet<&str> = example.errata.iter().map(String::as_str).collect();
        let repaired: BTreeSet<&str> =
            example.repairs.iter().map(|repair| repair.erratum.as_str()).collect();
        for id in recorded.difference(&repaired) {
            self.gap(&example.id, format!("nothing repairs {id}"));
        }
        for id in repaired.difference(&recorded) {
            self.gap(&example.id, format!("a repair of {id}, which the example does not have"));
        }
        for id in recorded {
            let known = errata.iter().find(|erratum| erratum.id == id);
            if !known.is_some_and(|erratum| erratum.examples.contains(&example.id)) {
                self.gap(&example.id, format!("has {id}, whose entry does not name it"));
            }
        }
        if example.repairs.is_empty() && example.copied().trim() != example.as_repaired.trim() {
            self.gap(&example.id, "the repaired text differs and no repair says why");
        }
    }

    /// An erratum is one of the examples that it names, or quotes a block as it was recorded.
    fn erratum(&mut self, erratum: &Erratum, examples: &[Example], ledger: &Ledger) {
        for id in &erratum.examples {
            let named = examples.iter().find(|example| example.id == *id);
            if !named.is_some_and(|example| example.errata.contains(&erratum.id)) {
                self.gap(&erratum.id, format!("names {id}, which does not have it"));
            }
        }
        for quote in &erratum.quotes {
            match quote {
                Quote::Words(words) => {
                    let (page, number) = words.block.split_once('/').unwrap_or_default();
                    let blocks = ledger
                        .pages
                        .iter()
                        .filter(|other| other.id == page)
                        .flat_map(|page| &page.blocks);
                    let mut same = blocks.filter(|block| {
                        block.number.to_string() == number && block.sha256 == words.sha256
                    });
                    if same.next().is_none() {
                        self.gap(
                            &erratum.id,
                            format!(
                                "quotes block {} with another hash than pages.toml has",
                                words.block
                            ),
                        );
                    }
                }
                Quote::Example(counterpart) => {
                    if !examples.iter().any(|example| example.id == counterpart.example) {
                        self.gap(
                            &erratum.id,
                            format!("names {}, which is no example", counterpart.example),
                        );
                    }
                }
            }
        }
        if !erratum.is_found(examples) {
            self.gap(&erratum.id, "is not found where it is recorded");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
