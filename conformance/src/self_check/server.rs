//! Servers that are wrong on purpose, judged by the server cases.

use super::{Check, Suspect, is_kill};
use crate::cases::{ServerCase, Side};
use crate::parallel;
use crate::report::MutantRow;
use crate::secrets::Secrets;
use crate::server::{Mutant, SandboxTarget, Target, Trial, judge};

/// A row for each server mutant.
#[must_use]
pub fn server_mutants(check: Check<'_>) -> Vec<MutantRow> {
    let cases = &check.catalogue.server_cases;
    let mut mutants = Mutant::all();
    mutants.retain(|mutant| check.wants(mutant.id(), cases));
    parallel::map(&mutants, |mutant| {
        let suspect =
            Suspect { id: mutant.id(), side: Side::Server, spreads: mutant.spreads().is_some() };
        check.row(&suspect, cases, |chosen| {
            let notices = |case: &&&ServerCase| notices(*mutant, case, check);
            chosen.iter().filter(notices).map(|case| case.id.clone()).collect()
        })
    })
}

/// Whether a case notices a mutant, under one of its profiles.
fn notices(mutant: Mutant, case: &ServerCase, check: Check<'_>) -> bool {
    let target = Target::Sandbox(SandboxTarget::new(check.seed).with_mutant(mutant));
    // The strictest first: most are noticed there.
    check.profiles.iter().rev().any(|profile| {
        let trial = Trial {
            chosen: std::slice::from_ref(case),
            all: &check.catalogue.server_cases,
            requirements: &check.catalogue.requirements,
            profiles: std::slice::from_ref(profile),
        };
        // The row holds nothing that a mutant has said, so its secrets need not be known.
        judge(&target, trial, &mut Secrets::default()).iter().any(|row| is_kill(row, case))
    })
}
