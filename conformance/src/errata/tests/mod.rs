//! Every check, on what has the fault and on what has not.

mod proofs;

use std::collections::BTreeSet;

use super::*;
use crate::example;

fn both() -> (Vec<Erratum>, Vec<Example>) {
    (all().unwrap(), example::all().unwrap())
}

#[test]
fn each_printed_example_has_its_errata_and_no_other() {
    let (errata, examples) = both();
    for example in &examples {
        assert_eq!(found(&errata, example, &example.copied()), example.errata, "{}", example.id);
    }
}

#[test]
fn no_repaired_example_has_any() {
    let (errata, examples) = both();
    for example in &examples {
        assert_eq!(
            found(&errata, example, &example.as_repaired),
            Vec::<String>::new(),
            "{}",
            example.id
        );
    }
}

#[test]
fn each_erratum_is_found_where_it_is_recorded() {
    let (errata, examples) = both();
    for erratum in &errata {
        assert!(erratum.is_found(&examples), "{}", erratum.id);
        assert!(!erratum.is_found(&[]) || erratum.examples.is_empty(), "{}", erratum.id);
    }
}

#[test]
fn no_check_finds_anything_in_sound_words() {
    for erratum in all().unwrap().iter().filter(|erratum| erratum.examples.is_empty()) {
        let sound: Vec<&str> = erratum.sound.iter().map(String::as_str).collect();
        assert!(!erratum.finds(&sound), "{}", erratum.id);
    }
}

#[test]
fn every_check_is_used_and_no_erratum_stands_twice() {
    let errata = all().unwrap();
    let used: BTreeSet<&str> = errata.iter().map(|erratum| erratum.check.as_str()).collect();
    let unused: Vec<&str> =
        checks::CHECKS.iter().map(|check| check.name).filter(|name| !used.contains(name)).collect();
    assert_eq!(unused, Vec::<&str>::new());
    let ids: BTreeSet<&str> = errata.iter().map(|erratum| erratum.id.as_str()).collect();
    assert_eq!(ids.len(), errata.len());
    assert!(!ids.contains("E19"), "E19 is another page's");
}

#[test]
fn quotes_are_short() {
    for erratum in all().unwrap() {
        for quote in &erratum.quotes {
            if let Quote::Words(words) = quote {
                let count = words.words.split_whitespace().count();
                assert!(
                    count <= 15 && words.words.chars().count() <= 110,
                    "{}: {count} words",
                    erratum.id
                );
            }
        }
    }
}

#[test]
fn a_mended_page_closes_its_errata() {
    let (errata, examples) = both();
    let bold = errata.iter().find(|erratum| erratum.id == "E6").unwrap();
    let hash = errata.iter().find(|erratum| erratum.id == "E11").unwrap();
    let printed =
        |id: &str| examples.iter().find(|example| example.id == id).unwrap().as_printed.clone();
    let on = |erratum: &Erratum, page: &str, text: String| {
        erratum.is_on(&BTreeMap::from([(page.to_owned(), text)]), &examples)
    };

    let both_commands = printed("001-token-json") + "text\n" + &printed("001-token-form");
    assert!(on(bold, "001", both_commands.clone()));
    assert!(!on(bold, "001", both_commands.replace("**", "")));
    assert!(!on(bold, "003", both_commands));
    assert!(on(hash, "003", String::from("indem er mit S256 Verschlüsselung umwandelt.")));
    assert!(!on(hash, "003", String::from("indem er mit S256 hasht.")));
}
