//! The first result: the page's text, exactly as it is printed.

use crate::verdict::Judgement;

use crate::example::Example;

/// Passes when the checks find the recorded errata in the printed text, and no other.
#[must_use]
pub fn judge(example: &Example, found: Option<&[String]>) -> Judgement {
    let Some(found) = found else {
        return Judgement::skip("no check of the errata was run");
    };
    let outcome = |errata: &[String]| {
        let mut errata = errata.to_vec();
        errata.sort();
        if errata.is_empty() { String::from("sound") } else { errata.join(" ") }
    };
    let (recorded, found) = (outcome(&example.errata), outcome(found));
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
