//! The client cases: our own clients fail none, and each notices the mutants that it names.

use workfront_conformance::cases::{ClientCase, Profile};
use workfront_conformance::catalogue::Catalogue;
use workfront_conformance::client::{Book, Client, judge};
use workfront_conformance::report::CaseRow;
use workfront_conformance::secrets::Secrets;
use workfront_conformance::self_check::{Check, cases_without_a_kill, client_mutants};
use workfront_conformance::shim::process::Shim;
use workfront_conformance::verdict::Verdict;

const PROGRAM: &str = env!("CARGO_BIN_EXE_workfront-conformance");

fn rows(arguments: &[&str], chosen: &[ClientCase], catalogue: &Catalogue) -> Vec<CaseRow> {
    let words = [&[PROGRAM], arguments].concat().into_iter().map(str::to_owned).collect();
    let client = Client::meet(Shim::of(words).unwrap(), 7).unwrap();
    let book = Book { chosen, all: &catalogue.client_cases, requirements: &catalogue.requirements };
    judge(&client, book, &mut Secrets::default(), |_| {})
}

fn shown(row: &CaseRow) -> String {
    format!(
        "{} {} {:?}: {} ({})\n    {}",
        row.id,
        row.profile,
        row.verdict,
        row.reason,
        row.actual,
        row.transcript.join("\n    ")
    )
}

#[test]
fn the_reference_client_passes_every_case() {
    let catalogue = Catalogue::load().unwrap();
    let rows = rows(&["ref-client"], &catalogue.client_cases, &catalogue);
    let passes = |row: &&CaseRow| match row.level.as_str() {
        "MAY" => matches!(row.verdict, Verdict::Pass | Verdict::Info),
        _ => row.verdict == Verdict::Pass,
    };
    let wrong: Vec<String> = rows.iter().filter(|row| !passes(row)).map(shown).collect();
    assert!(rows.len() >= catalogue.client_cases.len() && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn our_own_clients_fail_no_case() {
    let catalogue = Catalogue::load().unwrap();
    for transport in ["reqwest", "ureq"] {
        let core = ["core-client", "--transport", transport];
        let rows = rows(&core, &catalogue.client_cases, &catalogue);
        let done =
            |row: &&CaseRow| matches!(row.verdict, Verdict::Pass | Verdict::Warn | Verdict::Info);
        let wrong: Vec<String> = rows.iter().filter(|row| !done(row)).map(shown).collect();
        assert!(wrong.is_empty(), "{transport}: {}", wrong.join("\n"));
    }
}

#[test]
fn each_mutant_is_noticed_by_the_cases_that_name_it() {
    let catalogue = Catalogue::load().unwrap();
    let profiles = Profile::all();
    let check =
        Check { catalogue: &catalogue, profiles: &profiles, seed: 7, full: false, filter: None };
    let rows = client_mutants(check, PROGRAM).unwrap();
    let survivors: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Pass)
        .map(|row| {
            format!("{} is named by {:?} and noticed by {:?}", row.id, row.own, row.killed_by)
        })
        .collect();
    assert!(rows.len() > 80 && survivors.is_empty(), "{}", survivors.join("\n"));
}

#[test]
fn each_case_that_is_binding_is_proven_to_be_sharp() {
    let catalogue = Catalogue::load().unwrap();
    assert_eq!(cases_without_a_kill(&catalogue.client_cases), Vec::<String>::new());
}
