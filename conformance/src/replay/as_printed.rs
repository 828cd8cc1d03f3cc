//! The first result: the page's text, exactly as it is printed.

use crate::verdict::Judgement;

use super::documented::Documented;

/// Passes when the checks find the recorded errata in the printed text, and no other.
#[must_use]
pub fn judge(example: &Documented) -> Judgement {
    let outcome = |errata: &[String]| {
        let mut errata = errata.to_vec();
        errata.sort();
        if errata.is_empty() { String::from("sound") } else { errata.join(" ") }
    };
    let (recorded, found) = (outcome(&example.errata), outcome(&example.found));
    if recorded == found {
        Judgement::pass(found)
    } else {
        Judgement::fail(
            "what the checks find in the printed text is not what is recorded for it",
            recorded,
            found,
        )
    }
}
