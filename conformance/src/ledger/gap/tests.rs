//! The ledger has no gap, and each sort of gap is noticed.

use std::path::Path;

use super::*;
use crate::catalogue::Catalogue;
use crate::ledger;

struct Everything {
    ledger: Ledger,
    examples: Vec<Example>,
    errata: Vec<Erratum>,
    cases: Vec<String>,
}

fn everything() -> Everything {
    let Catalogue { examples, errata, client_cases, server_cases, pages, requirements, .. } =
        Catalogue::load().unwrap();
    let of_clients = client_cases.into_iter().map(|case| case.id);
    let cases = of_clients.chain(server_cases.into_iter().map(|case| case.id)).collect();
    Everything { ledger: Ledger { pages, requirements }, examples, errata, cases }
}

impl Everything {
    fn gaps(&self) -> Vec<String> {
        let gaps = gaps(&self.ledger, &self.examples, &self.errata, &self.cases);
        gaps.into_iter().map(|gap| format!("{}: {}", gap.place, gap.missing)).collect()
    }

    fn requirement(&mut self, id: &str) -> &mut Requirement {
        self.ledger.requirements.iter_mut().find(|requirement| requirement.id == id).unwrap()
    }

    fn example(&mut self, id: &str) -> &mut Example {
        self.examples.iter_mut().find(|example| example.id == id).unwrap()
    }

    fn erratum(&mut self, id: &str) -> &mut Erratum {
        self.errata.iter_mut().find(|erratum| erratum.id == id).unwrap()
    }
}

#[test]
fn nothing_is_left_open() {
    assert_eq!(everything().gaps(), Vec::<String>::new());
}

fn check(change: impl FnOnce(&mut Everything), expected: &[&str]) {
    let mut everything = everything();
    change(&mut everything);
    assert_eq!(everything.gaps(), expected);
}

#[test]
fn a_block_is_claimed_once() {
    check(
        |all| _ = all.requirement("wf:001/r1").blocks.remove(0),
        &["001/1: no requirement claims this block"],
    );
    check(
        |all| all.requirement("wf:001/r2").blocks.push(1),
        &["001/1: several requirements claim this block: wf:001/r1, wf:001/r2"],
    );
    check(
        |all| all.requirement("wf:001/r2").blocks.push(99),
        &["001/99: wf:001/r2 claims a block that is not on the page"],
    );
    check(
        |all| {
            let page = all.ledger.pages.iter_mut().find(|page| page.id == "001").unwrap();
            let mut block = page.blocks[0].clone();
            block.number = 100;
            page.blocks.push(block);
        },
        &["001/100: no requirement claims this block"],
    );
}

#[test]
fn a_requirement_is_covered_or_says_why_not() {
    let id = "rfc9110#15.4/r1";
    check(
        |all| all.requirement(id).covered_by.clear(),
        &["rfc9110#15.4/r1: neither covered, nor left for a later part, nor untestable"],
    );
    check(
        |all| {
            all.requirement(id).covered_by.clear();
            all.requirement(id).untestable = Some(String::from(" "));
        },
        &["rfc9110#15.4/r1: untestable without a reason"],
    );
    check(
        |all| all.requirement(id).untestable = Some(String::from("a reason")),
        &["rfc9110#15.4/r1: untestable and yet covered"],
    );
    check(
        |all| all.requirement(id).covered_by.push(String::from("003-nothing")),
        &[
            "rfc9110#15.4/r1: covered by `003-nothing`, which is neither an example nor `PACKAGE:FILE::TEST`",
        ],
    );
    check(|all| all.requirement(id).says.clear(), &["rfc9110#15.4/r1: says nothing"]);
    check(
        |all| all.requirement(id).checked = None,
        &["rfc9110#15.4/r1: does not say whether the RFC's text was read for it"],
    );
    check(
        |all| all.requirement(id).id = String::from("7636"),
        &["7636: is neither `wf:PAGE/rN` nor `rfcN#SECTION/rN`"],
    );
}

#[test]
fn an_id_is_used_once() {
    check(
        |all| {
            let again = all.requirement("rfc9110#15.4/r1").clone();
            all.ledger.requirements.push(again);
        },
        &["rfc9110#15.4/r1: stands twice: an id is never used again"],
    );
}

#[test]
fn an_example_is_as_it_was_printed() {
    check(
        |all| all.example("001-host").sha256 = String::from("0"),
        &["001-host: as-printed.txt has another hash than example.toml says"],
    );
}

#[test]
fn an_example_covers_something() {
    check(
        |all| {
            all.ledger
                .requirements
                .iter_mut()
                .for_each(|other| other.covered_by.retain(|id| id != "003-pkce-pair"))
        },
        &["003-pkce-pair: covers no requirement"],
    );
}

#[test]
fn errata_and_repairs_go_together() {
    check(
        |all| drop(all.example("001-token-uri").repairs.remove(0)),
        &[
            "001-token-uri: nothing repairs E21",
            "001-token-uri: the repaired text differs and no repair says why",
        ],
    );
    check(
        |all| all.example("001-token-uri").repairs[0].erratum = String::from("E8"),
        &[
            "001-token-uri: nothing repairs E21",
            "001-token-uri: a repair of E8, which the example does not have",
        ],
    );
    check(
        |all| {
            all.example("001-token-uri").errata.clear();
            all.example("001-token-uri").repairs.clear();
            all.example("001-token-uri").as_repaired =
                all.example("001-token-uri").as_printed.clone();
        },
        &["E21: names 001-token-uri, which does not have it"],
    );
    check(
        |all| all.erratum("E21").examples.retain(|id| id != "001-token-uri"),
        &["001-token-uri: has E21, whose entry does not name it"],
    );
}

#[test]
fn an_erratum_quotes_the_block_that_was_recorded() {
    check(
        |all| match &mut all.erratum("E11").quotes[0] {
            Quote::Words(words) => words.sha256 = String::from("0"),
            Quote::Example(_) => panic!("E11 quotes words"),
        },
        &["E11: quotes block 003/10 with another hash than pages.toml has"],
    );
    check(
        |all| match &mut all.erratum("E11").quotes[0] {
            Quote::Words(words) => words.words = String::from("mit S256 hasht"),
            Quote::Example(_) => panic!("E11 quotes words"),
        },
        &["E11: is not found where it is recorded"],
    );
    check(
        |all| match &mut all.erratum("E77").quotes[1] {
            Quote::Words(_) => panic!("E77 names an example beside its words"),
            Quote::Example(counterpart) => counterpart.example = String::from("001-nothing"),
        },
        &["E77: names 001-nothing, which is no example", "E77: is not found where it is recorded"],
    );
}

/// The texts of a package's Rust files, by the name of the file or of its folder.
fn files(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let folder = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
            let name = if ["mod", "tests"].contains(&stem) { folder } else { stem };
            found.push((name.to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The Rust files of each package that covers something.
fn sources() -> BTreeMap<&'static str, Vec<(String, String)>> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    for (package, folder) in PACKAGES {
        let parts = ["src", "tests"].map(|part| repository.join(folder).join(part));
        for part in parts.into_iter().filter(|part| part.is_dir()) {
            files(&part, sources.entry(package).or_default());
        }
    }
    sources
}

/// The tests that a requirement names and that are nowhere.
fn missing<'a>(
    requirement: &'a Requirement,
    sources: &BTreeMap<&str, Vec<(String, String)>>,
) -> Vec<&'a str> {
    let is_there = |name: &str| {
        let Some((package, rest)) = name.split_once(':') else { return true };
        let (file, test) = rest.split_once("::").unwrap();
        let has =
            |(name, text): &(String, String)| name == file && text.contains(&format!("fn {test}("));
        sources.get(package).is_some_and(|files| files.iter().any(has))
    };
    requirement.covered_by.iter().map(String::as_str).filter(|name| !is_there(name)).collect()
}

#[test]
fn every_test_that_is_named_is_there() {
    let sources = sources();
    for requirement in ledger::load().unwrap().requirements {
        let none: [&str; 0] = [];
        assert_eq!(
            missing(&requirement, &sources),
            none,
            "{}: rename it in ledger/requirements.toml too",
            requirement.id
        );
    }
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    let sources = sources();
    let mut everything = everything();
    let requirement = everything.requirement("rfc9110#15.4/r1");
    requirement.covered_by = [
        "core:pkce::no_such_test",
        "core:no_such_file::documented_example",
        "core:pkce::documented_example",
    ]
    .map(String::from)
    .to_vec();
    assert_eq!(
        missing(requirement, &sources),
        ["core:pkce::no_such_test", "core:no_such_file::documented_example"]
    );
}
