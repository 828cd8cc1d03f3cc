//! Whether the suite notices what it is for: each mutant against the cases that name it, or against all of them.
//!
//! A mutant is killed when each case that names it misses it, on that case's own expectation, while the case's control passes. A case
//! that only fails to run, or whose control fails too, has noticed nothing.

use std::collections::BTreeSet;

use crate::cases::{Expectation as _, Profile, ServerCase};
use crate::ledger::{Level, Requirement};
use crate::parallel;
use crate::report::{CaseRow, MutantRow};
use crate::secrets::Secrets;
use crate::server::{Mutant, SandboxTarget, Target, Trial, judge};
use crate::verdict::Verdict;

/// What is checked, and how far.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs)] // The arguments of `server_mutants`.
pub struct Check<'a> {
    /// The server cases.
    pub cases: &'a [ServerCase],
    /// The ledger.
    pub requirements: &'a [Requirement],
    /// The profiles to judge under.
    pub profiles: &'a [Profile],
    /// What everything is drawn from.
    pub seed: u64,
    /// Every mutant meets every case, not its own alone.
    pub full: bool,
    /// Only mutants with an id that begins so, or that a case with such an id names.
    pub filter: Option<&'a str>,
}

/// As many other cases may notice a mutant that breaks one rule, of a hundred.
const OTHERS_PER_CENT: usize = 5;

/// A row for each server mutant.
#[must_use]
pub fn server_mutants(check: Check<'_>) -> Vec<MutantRow> {
    let wanted = |mutant: &Mutant| {
        let named = |case: &ServerCase| case.kills.iter().any(|id| id == mutant.id());
        check.filter.is_none_or(|prefix| {
            let by_case = |case: &ServerCase| case.id.starts_with(prefix) && named(case);
            mutant.id().starts_with(prefix) || check.cases.iter().any(by_case)
        })
    };
    let mutants: Vec<Mutant> = Mutant::all().into_iter().filter(wanted).collect();
    parallel::map(&mutants, |mutant| row(*mutant, check))
}

/// The cases that a peer must not miss, and that nothing proves to be sharp.
#[must_use]
pub fn cases_without_a_kill(cases: &[ServerCase]) -> Vec<String> {
    let must = |case: &&ServerCase| matches!(case.level, Level::Must | Level::Workfront);
    let dull = cases.iter().filter(must).filter(|case| case.kills.is_empty());
    dull.map(|case| case.id.clone()).collect()
}

fn row(mutant: Mutant, check: Check<'_>) -> MutantRow {
    let names = |case: &&ServerCase| case.kills.iter().any(|id| id == mutant.id());
    let own: Vec<&ServerCase> = check.cases.iter().filter(names).collect();
    let mut killed_by: Vec<String> =
        own.iter().filter(|case| kills(mutant, case, check)).map(|case| case.id.clone()).collect();
    let mut verdict =
        if own.is_empty() || killed_by.len() < own.len() { Verdict::Fail } else { Verdict::Pass };
    if check.full {
        let others: Vec<String> = check
            .cases
            .iter()
            .filter(|case| !names(case) && kills(mutant, case, check))
            .map(|case| case.id.clone())
            .collect();
        // One that breaks much says so by what it is.
        let many = others.len() * 100 > check.cases.len() * OTHERS_PER_CENT;
        if many && !mutant.is_blunt() && verdict == Verdict::Pass {
            verdict = Verdict::Error;
        }
        killed_by.extend(others);
    }
    let breaks: BTreeSet<String> = own.iter().flat_map(|case| case.basis.clone()).collect();
    MutantRow {
        id: mutant.id().to_owned(),
        side: String::from("server"),
        breaks: breaks.into_iter().collect(),
        own: own.iter().map(|case| case.id.clone()).collect(),
        killed_by,
        verdict,
    }
}

/// Whether a case notices a mutant, under one of its profiles.
fn kills(mutant: Mutant, case: &ServerCase, check: Check<'_>) -> bool {
    let target = Target::Sandbox(SandboxTarget::new(check.seed).with_mutant(mutant));
    // The strictest first: most are noticed there.
    check.profiles.iter().rev().any(|profile| {
        let trial = Trial {
            chosen: std::slice::from_ref(case),
            all: check.cases,
            requirements: check.requirements,
            profiles: std::slice::from_ref(profile),
        };
        // Its rows hold nothing that a mutant has said, so its secrets need not be known.
        judge(&target, trial, &mut Secrets::default()).iter().any(|row| is_kill(row, case))
    })
}

fn is_kill(row: &CaseRow, case: &ServerCase) -> bool {
    let missed = match case.level {
        Level::Should => row.verdict == Verdict::Warn,
        Level::May => row.verdict == Verdict::Info,
        _ => row.verdict == Verdict::Fail,
    };
    let control = row.control.as_ref().is_none_or(|control| control.verdict == Verdict::Pass);
    missed && control && row.expected == case.expect.says()
}
