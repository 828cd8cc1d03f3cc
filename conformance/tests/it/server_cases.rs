//! The server cases: the sandbox passes them all, and each notices the defects that it names.

use workfront_conformance::cases::{Profile, ServerCase};
use workfront_conformance::catalogue::Catalogue;
use workfront_conformance::report::CaseRow;
use workfront_conformance::secrets::Secrets;
use workfront_conformance::self_check::{Check, cases_without_a_kill, server_mutants};
use workfront_conformance::server::{SandboxTarget, Target, Trial, judge};
use workfront_conformance::verdict::Verdict;

fn rows(target: SandboxTarget, chosen: &[ServerCase], catalogue: &Catalogue) -> Vec<CaseRow> {
    let mut secrets = Secrets::default();
    let trial = Trial {
        chosen,
        all: &catalogue.server_cases,
        requirements: &catalogue.requirements,
        profiles: &Profile::all(),
    };
    judge(&Target::Sandbox(target), trial, &mut secrets)
}

#[test]
fn the_sandbox_passes_every_case_under_every_profile() {
    let catalogue = Catalogue::load().unwrap();
    let rows = rows(SandboxTarget::new(7), &catalogue.server_cases, &catalogue);
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Pass)
        // An option that a sound server may take either way.
        .filter(|row| (row.level.as_str(), row.verdict) != ("MAY", Verdict::Info))
        .map(|row| {
            format!(
                "{} {}: {} {} {:?}",
                row.id, row.profile, row.reason, row.actual, row.transcript
            )
        })
        .collect();
    assert!(rows.len() >= catalogue.server_cases.len() && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_mutant_is_noticed_by_the_cases_that_name_it() {
    let catalogue = Catalogue::load().unwrap();
    let rows = server_mutants(Check {
        catalogue: &catalogue,
        profiles: &Profile::all(),
        seed: 7,
        full: false,
        filter: None,
    });
    let survivors: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Pass)
        .map(|row| format!("{}: of {:?} only {:?}", row.id, row.own, row.killed_by))
        .collect();
    assert!(rows.len() > 100 && survivors.is_empty(), "{}", survivors.join("\n"));
}

#[test]
fn a_mutant_is_left_out_under_profiles_that_its_cases_are_not_judged_by() {
    let catalogue = Catalogue::load().unwrap();
    for profile in Profile::all() {
        let rows = server_mutants(Check {
            catalogue: &catalogue,
            profiles: &[profile],
            seed: 7,
            full: false,
            filter: Some("srv-code"),
        });
        let judged = |id: &String| {
            let case = catalogue.server_cases.iter().find(|case| case.id == *id);
            case.is_some_and(|case| case.profiles.contains(&profile))
        };
        for row in &rows {
            assert!(row.own.iter().all(judged), "{profile:?} {}: {:?}", row.id, row.own);
        }
        let left_out = !rows.iter().any(|row| row.id == "srv-code-predictable");
        assert_eq!(left_out, profile != Profile::Rfc, "{profile:?}");
    }
}

#[test]
fn each_case_that_is_binding_is_proven_to_be_sharp() {
    let catalogue = Catalogue::load().unwrap();
    assert_eq!(cases_without_a_kill(&catalogue.server_cases), Vec::<String>::new());
}

#[test]
fn the_same_seed_gives_the_same_rows() {
    let catalogue = Catalogue::load().unwrap();
    let few: Vec<ServerCase> = catalogue.server_cases.iter().take(5).cloned().collect();
    let told = || {
        let rows = rows(SandboxTarget::new(9), &few, &catalogue);
        serde_json::to_value(rows).unwrap()
    };
    assert_eq!(told(), told());
}
