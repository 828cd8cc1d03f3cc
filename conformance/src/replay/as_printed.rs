//! The first result: the page's text, exactly as it is printed.

use crate::errata::{self, Erratum};
use crate::example::{Example, Outcome};
use crate::verdict::Judgement;

/// Passes when using the printed text comes to what is recorded, and the checks find the recorded errata in it and no other.
#[must_use]
pub fn judge(example: &Example, errata: &[Erratum]) -> Judgement {
    let printed = example.copied();
    let found = errata::found(errata, example, &printed);
    let recorded = shown(example.outcome, &example.errata);
    let actual = shown(example.outcome(&printed), &found);
    if recorded == actual {
        Judgement::pass(actual)
    } else {
        Judgement::fail(
            "what is found in the printed text is not what is recorded for it",
            recorded,
            actual,
        )
    }
}

/// What using a text comes to, and its errata in one order.
fn shown(outcome: Outcome, errata: &[String]) -> String {
    let mut errata: Vec<&str> = errata.iter().map(String::as_str).collect();
    // By number: E5 before E17.
    errata.sort_by_key(|id| (id.len(), *id));
    let errata = if errata.is_empty() { String::from("no erratum") } else { errata.join(" ") };
    format!("{}, {errata}", outcome.says())
}
