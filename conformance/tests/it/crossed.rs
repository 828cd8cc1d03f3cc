//! What an app can be is crossed pair by pair: each two properties that can meet do so in a case.

use std::collections::BTreeSet;

use workfront_conformance::cases::ServerCase;
use workfront_conformance::cases::server::{Step, Verb};
use workfront_conformance::catalogue::Catalogue;

/// Type, body, authentication, PKCE, rotation, expiration and lane of an app.
type Row = [&'static str; 7];

const VALUES: [&[&str]; 7] = [
    &["web", "spa"],
    &["form", "json"],
    &["basic", "body", "none"],
    &["pkce", "no pkce"],
    &["rotation", "no rotation"],
    &["no end", "absolute", "inactivity"],
    &["my", "preview"],
];

/// A single-page app has PKCE and no secret, a web app has one.
fn can_be([kind, _, auth, pkce, ..]: &Row) -> bool {
    (*auth == "none") == (*kind == "spa") && (*kind == "web" || *pkce == "pkce")
}

fn every_row() -> Vec<Row> {
    let mut rows: Vec<Vec<&str>> = vec![Vec::new()];
    for values in VALUES {
        let longer = |row: &Vec<&'static str>| {
            values.iter().map(|value| [row.as_slice(), &[*value]].concat()).collect::<Vec<_>>()
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    let rows = rows.into_iter().map(|row| Row::try_from(row).unwrap());
    rows.filter(can_be).collect()
}

fn pairs(row: &Row) -> impl Iterator<Item = (usize, &'static str, usize, &'static str)> {
    let row = *row;
    (0..row.len()).flat_map(move |one| {
        (one + 1..row.len()).map(move |other| (one, row[one], other, row[other]))
    })
}

/// The app that a case sets up, and how it sends what it sends.
fn row(case: &ServerCase) -> Row {
    let step = |verb: Verb| case.steps.iter().find(|step| step.verb == verb).unwrap();
    let (register, redeem) = (step(Verb::Register), step(Verb::Redeem));
    let has = |step: &Step, name: &str| step.set.contains_key(name);
    let is_spa = register.set["type"].as_str() == Some("spa");
    let pick = |is: bool, one: &'static str, other: &'static str| if is { one } else { other };
    [
        pick(is_spa, "spa", "web"),
        pick(redeem.json == Some(true), "json", "form"),
        pick(is_spa, "none", pick(redeem.basic == Some(true), "basic", "body")),
        pick(is_spa || has(redeem, "code_verifier"), "pkce", "no pkce"),
        pick(register.set["rotation"].as_bool() == Some(true), "rotation", "no rotation"),
        match (has(register, "absolute_seconds"), has(register, "inactivity_seconds")) {
            (true, _) => "absolute",
            (_, true) => "inactivity",
            _ => "no end",
        },
        pick(redeem.lane.as_deref() == Some("preview"), "preview", "my"),
    ]
}

#[test]
fn every_two_properties_that_can_meet_do() {
    let catalogue = Catalogue::load().unwrap();
    let flows = catalogue.server_cases.iter().filter(|case| {
        case.id.starts_with("S-CROSS-")
            && case.steps.last().is_some_and(|step| step.verb == Verb::Api)
    });
    let met: BTreeSet<_> = flows.flat_map(|case| pairs(&row(case)).collect::<Vec<_>>()).collect();
    let all: BTreeSet<_> =
        every_row().iter().flat_map(|row| pairs(row).collect::<Vec<_>>()).collect();
    let missed: Vec<_> = all.difference(&met).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert_eq!(all.len(), 104);
}
