//! `list`: what there is, by id.

use std::fmt::Write as _;

use serde_json::json;

use crate::cases::{Case, Side, client, server};
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome};
use crate::report::terminal::printable;

/// Lists examples, errata, cases, test ideas and requirements.
///
/// # Errors
///
/// The catalogue cannot be read.
pub fn list(prefix: Option<&str>, as_json: bool) -> Result<Outcome, Failure> {
    let catalogue = Catalogue::load()?.filtered(prefix);
    let text = if as_json { json(&catalogue) } else { text(&catalogue) };
    Ok(Outcome { text, exit_code: 0 })
}

/// Lists the words that the steps of cases begin with.
#[must_use]
pub fn verbs(as_json: bool) -> Outcome {
    let of_clients = client::Verb::ALL.iter().map(|(_, word, about)| (Side::Client, word, about));
    let of_servers = server::Verb::ALL.iter().map(|(_, word, about)| (Side::Server, word, about));
    let verbs = of_clients.chain(of_servers);
    let text = if as_json {
        let verbs: Vec<_> = verbs
            .map(|(side, word, about)| json!({ "side": side.word(), "verb": word, "about": about }))
            .collect();
        format!("{:#}\n", json!({ "verbs": verbs }))
    } else {
        verbs.map(|(side, word, about)| format!("{:7} {word:14} {about}\n", side.word())).collect()
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
    let of_clients = catalogue.client_cases.iter().map(case);
    let of_servers = catalogue.server_cases.iter().map(case);
    let cases: Vec<_> = of_clients.chain(of_servers).collect();
    let ideas: Vec<_> = catalogue
        .ideas
        .iter()
        .map(|idea| {
            json!({ "id": idea.id, "side": idea.side().word(), "level": idea.level.word(), "says": idea.says, "excused": idea.excused, "beyond": idea.beyond })
        })
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
    let list = json!({ "examples": examples, "errata": errata, "cases": cases, "ideas": ideas, "requirements": requirements, "gaps": gaps });
    format!("{list:#}\n")
}

fn case<S, E>(case: &Case<S, E>) -> serde_json::Value {
    json!({ "id": case.id, "side": case.side.word(), "ideas": case.ideas, "title": case.title, "level": case.level.word() })
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
    let of_clients = catalogue.client_cases.iter().map(|case| (&case.id, &case.title));
    let of_servers = catalogue.server_cases.iter().map(|case| (&case.id, &case.title));
    for (id, title) in of_clients.chain(of_servers) {
        _ = writeln!(text, "{id:22} {:10} {title}", "case");
    }
    for idea in &catalogue.ideas {
        _ = writeln!(text, "{:22} {:10} {}", idea.id, "idea", idea.says);
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
