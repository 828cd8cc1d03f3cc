//! `explain ID`: what an id stands for, where it comes from, and what is done about it.

use std::fmt::Write as _;

use crate::cases::{Case, Expectation, client, server};
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome};
use crate::errata::Erratum;
use crate::example::{Example, Kind};
use crate::ledger::{Idea, Requirement};
use crate::ref_client::mutants;
use crate::replay::through_transport::nothing_to_carry;
use crate::report::requirement;
use crate::report::terminal::printable;
use crate::server::Mutant;

/// Explains an example, an erratum, a case, a test idea or a requirement.
///
/// # Errors
///
/// There is none of that id.
pub fn explain(id: &str) -> Result<Outcome, Failure> {
    let catalogue = Catalogue::load()?;
    let text: String = catalogue
        .examples
        .iter()
        .find(|example| example.id == id)
        .map(|found| example(found, &catalogue))
        .or_else(|| {
            catalogue
                .errata
                .iter()
                .find(|erratum| erratum.id == id)
                .map(|found| erratum(found, &catalogue))
        })
        .or_else(|| {
            catalogue.requirements.iter().find(|requirement| requirement.id == id).map(required)
        })
        .or_else(|| {
            let found = catalogue.client_cases.iter().find(|case| case.id == id)?;
            let what = |id: &str| mutants::named(id).map_or("", |mutant| mutant.what);
            Some(case(found, &catalogue, client::Step::says, what))
        })
        .or_else(|| {
            let found = catalogue.server_cases.iter().find(|case| case.id == id)?;
            let what = |id: &str| Mutant::named(id).map_or("", |mutant| mutant.about());
            Some(case(found, &catalogue, server::Step::says, what))
        })
        .or_else(|| {
            catalogue.ideas.iter().find(|idea| idea.id == id).map(|found| idea(found, &catalogue))
        })
        .ok_or_else(|| {
            Failure::Usage(format!(
                "there is no `{id}`: `workfront-conformance list` shows every id"
            ))
        })?;
    Ok(Outcome { text: printable(&text), exit_code: 0 })
}

fn example(example: &Example, catalogue: &Catalogue) -> String {
    let [first, last] = example.lines;
    let mut text = format!(
        "{}: {} on page {}, lines {first}-{last}\n\nas printed:\n",
        example.id,
        example.kind.word(),
        example.page
    );
    indent(&mut text, &example.as_printed);
    for id in &example.errata {
        let title = catalogue
            .errata
            .iter()
            .find(|erratum| erratum.id == *id)
            .map_or("", |erratum| erratum.title.as_str());
        _ = writeln!(text, "  {id}: {title}");
    }
    text.push_str("\nas repaired:\n");
    indent(&mut text, &example.as_repaired);
    text.push_str("\nwhat it means:\n");
    for (name, value) in &example.means {
        _ = writeln!(text, "  {name} = {value}");
    }
    text.push_str("\nwhat is judged:\n");
    for result in ["as_printed", "as_repaired", "core", "reqwest", "ureq"] {
        let carried = matches!(result, "reqwest" | "ureq");
        let says = match example.kind {
            kind @ (Kind::Url | Kind::Pair | Kind::Openssl) if carried => {
                format!("nothing: {}", nothing_to_carry(kind))
            }
            _ => requirement(result).to_owned(),
        };
        _ = writeln!(text, "  {result:11}  {says}");
    }
    text
}

fn erratum(erratum: &Erratum, catalogue: &Catalogue) -> String {
    let [first, last] = erratum.lines;
    let mut text = format!(
        "{}: {}\n\npage {}, lines {first}-{last}\n{}\nproof: {}\n",
        erratum.id, erratum.title, erratum.page, erratum.wrong, erratum.proof
    );
    let examples: Vec<_> = catalogue
        .examples
        .iter()
        .filter(|example| example.errata.contains(&erratum.id))
        .map(|example| example.id.as_str())
        .collect();
    if !examples.is_empty() {
        _ = writeln!(text, "repaired in: {}", examples.join(" "));
    }
    text
}

/// `step` says what a step is, `mutant` what a mutant does wrong.
fn case<S, E: Expectation>(
    case: &Case<S, E>,
    catalogue: &Catalogue,
    step: impl Fn(&S) -> String,
    mutant: impl Fn(&str) -> &'static str,
) -> String {
    let mut text = format!(
        "{}: {}\n\njudges: a {}\nlevel: {}\nideas: {}\n",
        case.id,
        case.title,
        case.side.word(),
        case.level.word(),
        case.ideas.join(" ")
    );
    for entry in catalogue.requirements.iter().filter(|entry| case.basis.contains(&entry.id)) {
        _ = writeln!(
            text,
            "basis: {}: {} ({}, {})",
            entry.id,
            entry.says,
            entry.source(),
            entry.section()
        );
    }
    text.push_str("\nsteps:\n");
    for (index, each) in case.steps.iter().enumerate() {
        _ = writeln!(text, "  {}. {}", index + 1, step(each));
    }
    if !case.vary.is_empty() {
        _ = writeln!(text, "with {{each}} of: {}", case.vary.join("  "));
    }
    _ = writeln!(text, "expected: {}", case.expect.says());
    if let Some(control) = &case.control {
        _ = writeln!(text, "control, which must pass: {control}");
    }
    for id in &case.kills {
        _ = writeln!(text, "mutant that it must notice: {id}: {}", mutant(id));
    }
    text
}

fn idea(idea: &Idea, catalogue: &Catalogue) -> String {
    let Idea { id, says, level, excused, beyond, .. } = idea;
    let side = idea.side().word();
    let mut text = format!("{id}: {says}\n\nabout: a {side}\nlevel: {}\n", level.word());
    let of_clients = catalogue.client_cases.iter().map(|case| (&case.id, &case.title, &case.ideas));
    let of_servers = catalogue.server_cases.iter().map(|case| (&case.id, &case.title, &case.ideas));
    for (case, title, _) in of_clients.chain(of_servers).filter(|(.., ideas)| ideas.contains(id)) {
        _ = writeln!(text, "case: {case}: {title}");
    }
    for (what, why) in [("in no case", excused), ("beyond the cases", beyond)] {
        if let Some(why) = why {
            _ = writeln!(text, "{what}: {why}");
        }
    }
    text
}

fn required(requirement: &Requirement) -> String {
    let Requirement { id, says, level, covered_by, later, untestable, .. } = requirement;
    let (source, section) = (requirement.source(), requirement.section());
    let mut text =
        format!("{id}: {says}\n\nsource: {source}, {section}\nlevel: {}\n", level.word());
    if requirement.checked == Some(false) {
        text.push_str("the section's number and wording were not checked against the RFC's text\n");
    }
    if !covered_by.is_empty() {
        _ = writeln!(text, "covered by: {}", covered_by.join(" "));
    }
    if let Some(later) = later {
        _ = writeln!(text, "still to be covered by: {}", later.word());
    }
    if let Some(reason) = untestable {
        _ = writeln!(text, "not testable: {reason}");
    }
    text
}

fn indent(text: &mut String, block: &str) {
    block.lines().for_each(|line| _ = writeln!(text, "  {line}"));
}
