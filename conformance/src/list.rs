//! `list`: what there is, by id.

use std::fmt::Write as _;

use serde_json::json;

use crate::cases::server::Verb;
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome};
use crate::report::terminal::printable;

/// Lists examples, errata, server cases and requirements.
///
/// # Errors
///
/// The catalogue cannot be read.
pub fn list(prefix: Option<&str>, as_json: bool) -> Result<Outcome, Failure> {
    let catalogue = Catalogue::load()?.filtered(prefix);
    let text = if as_json { json(&catalogue) } else { text(&catalogue) };
    Ok(Outcome { text, exit_code: 0 })
}

/// Lists the words that steps of server cases begin with.
#[must_use]
pub fn verbs(as_json: bool) -> Outcome {
    let text = if as_json {
        let verbs: Vec<_> = Verb::ALL
            .iter()
            .map(|(_, word, about)| json!({ "side": "server", "verb": word, "about": about }))
            .collect();
        format!("{:#}\n", json!({ "verbs": verbs }))
    } else {
        let lines = Verb::ALL.iter().map(|(_, word, about)| format!("{word:14} {about}\n"));
        lines.collect()
    };
    Outcome { text, exit_code: 0 }
}

fn json(catalogue: &Catalogue) -> String {
    let examples: Vec<_> = catalogue
        .examples
        .iter()
        .map(|example| {
            json!({ "id": example.id, "page": example.page, "lines": example.lines, "kind": example.kind.word(), "errata": example.errata })
        })
        .collect();
    let errata: Vec<_> = catalogue
        .errata
        .iter()
        .map(|erratum| json!({ "id": erratum.id, "page": erratum.page, "lines": erratum.lines, "title": erratum.title }))
        .collect();
    let cases: Vec<_> = catalogue
        .server_cases
        .iter()
        .map(|case| json!({ "id": case.id, "ideas": case.ideas, "title": case.title, "level": case.level.word() }))
        .collect();
    let requirements: Vec<_> = catalogue
        .requirements
        .iter()
        .map(|entry| {
            json!({ "id": entry.id, "source": entry.source(), "section": entry.section(), "level": entry.level.word(), "paraphrase": entry.says })
        })
        .collect();
    let gaps: Vec<_> = catalogue
        .gaps
        .iter()
        .map(|gap| json!({ "place": gap.place, "missing": gap.missing }))
        .collect();
    let list = json!({ "examples": examples, "errata": errata, "cases": cases, "requirements": requirements, "gaps": gaps });
    format!("{list:#}\n")
}

fn text(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for example in &catalogue.examples {
        let [first, last] = example.lines;
        _ = writeln!(
            text,
            "{:22} {:10} page {}, lines {first}-{last}",
            example.id,
            example.kind.word(),
            example.page
        );
    }
    for erratum in &catalogue.errata {
        _ = writeln!(text, "{:22} {:10} {}", erratum.id, "erratum", erratum.title);
    }
    for case in &catalogue.server_cases {
        _ = writeln!(text, "{:22} {:10} {}", case.id, "case", case.title);
    }
    for requirement in &catalogue.requirements {
        _ = writeln!(
            text,
            "{:22} {:10} {}",
            requirement.id,
            requirement.level.word(),
            requirement.says
        );
    }
    printable(&text)
}
