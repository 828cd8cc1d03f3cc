//! The server cases: the sandbox passes them all, and each notices the defects that it names.

use workfront_conformance::cases::ServerCase;
use workfront_conformance::catalogue::Catalogue;
use workfront_conformance::report::CaseRow;
use workfront_conformance::secrets::Secrets;
use workfront_conformance::server::{SandboxTarget, judge};
use workfront_conformance::verdict::Verdict;
use workfront_oauth_sandbox::defects::Defect;

fn rows(target: SandboxTarget, chosen: &[ServerCase], catalogue: &Catalogue) -> Vec<CaseRow> {
    let mut secrets = Secrets::default();
    judge(&target, chosen, &catalogue.server_cases, &catalogue.requirements, &mut secrets)
}

#[test]
fn the_sandbox_passes_every_case_under_every_profile() {
    let catalogue = Catalogue::load().unwrap();
    let rows = rows(SandboxTarget::new(7), &catalogue.server_cases, &catalogue);
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict != Verdict::Pass)
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
fn each_case_fails_on_its_own_defects_while_its_control_passes() {
    let catalogue = Catalogue::load().unwrap();
    let mut survivors = Vec::new();
    for case in &catalogue.server_cases {
        for id in &case.kills {
            let target = SandboxTarget::new(7).with_defect(Defect::named(id).unwrap());
            let rows = rows(target, std::slice::from_ref(case), &catalogue);
            let killed = rows.iter().any(|row| {
                let control = row.control.as_ref();
                row.verdict == Verdict::Fail
                    && control.is_none_or(|control| control.verdict == Verdict::Pass)
            });
            if !killed {
                let seen: Vec<_> = rows.iter().map(|row| (&row.reason, &row.actual)).collect();
                survivors.push(format!("{id} survives {}: {seen:?}", case.id));
            }
        }
    }
    assert!(survivors.is_empty(), "{}", survivors.join("\n"));
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
