//! Whether the suite notices what it is for: each mutant against the cases that name it, or against all of them.
//!
//! A mutant is killed when each case that names it misses it, on that case's own expectation, while the case's control passes. A case
//! that only fails to run, or whose control fails too, has noticed nothing.

mod client;
mod server;

pub use client::client_mutants;
pub use server::server_mutants;

use std::collections::BTreeSet;

use crate::cases::{Case, Expectation, Profile, Side};
use crate::catalogue::Catalogue;
use crate::ledger::Level;
use crate::report::{CaseRow, MutantRow};
use crate::verdict::Verdict;

/// What is checked, and how far.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs)] // The arguments of the two functions below.
pub struct Check<'a> {
    /// Every case, and what it rests on.
    pub catalogue: &'a Catalogue,
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

/// The cases that a peer must not miss, and that nothing proves to be sharp.
#[must_use]
pub fn cases_without_a_kill<S, E>(cases: &[Case<S, E>]) -> Vec<String> {
    let must = |case: &&Case<S, E>| matches!(case.level, Level::Must | Level::Workfront);
    let dull = cases.iter().filter(must).filter(|case| case.kills.is_empty());
    dull.map(|case| case.id.clone()).collect()
}

/// A peer that is wrong in one way.
struct Suspect<'m> {
    id: &'m str,
    side: Side,
    /// It breaks many rules at once, and says so.
    spreads: bool,
}

impl Check<'_> {
    /// Whether a mutant is asked for: by its own id or by that of one of its cases, and by the profiles of these. One that no case
    /// names is wanted under any, for it survives them all.
    fn wants<S, E>(&self, mutant: &str, cases: &[Case<S, E>]) -> bool {
        let own: Vec<_> = cases.iter().filter(|case| names(case, mutant)).collect();
        let by_profile = own.is_empty() || own.iter().any(|case| self.judges(case));
        by_profile
            && self.filter.is_none_or(|prefix| {
                mutant.starts_with(prefix) || own.iter().any(|case| case.id.starts_with(prefix))
            })
    }

    /// Whether a case is judged under any of the profiles.
    fn judges<S, E>(&self, case: &Case<S, E>) -> bool {
        case.profiles.iter().any(|profile| self.profiles.contains(profile))
    }

    /// What became of a mutant. `noticed` gives the ids of those of some cases that notice it.
    fn row<S, E>(
        &self,
        suspect: &Suspect<'_>,
        cases: &[Case<S, E>],
        noticed: impl Fn(&[&Case<S, E>]) -> Vec<String>,
    ) -> MutantRow {
        let (own, others): (Vec<_>, Vec<_>) =
            cases.iter().filter(|case| self.judges(case)).partition(|case| names(case, suspect.id));
        let mut killed_by = noticed(&own);
        let killed = !own.is_empty() && killed_by.len() == own.len();
        let mut verdict = if killed { Verdict::Pass } else { Verdict::Fail };
        if self.full {
            // What names no mutant may miss the peer that is right as well, so that its miss says nothing.
            let sharp: Vec<_> = others.into_iter().filter(|case| !case.kills.is_empty()).collect();
            let others = noticed(&sharp);
            let many = others.len() * 100 > cases.len() * OTHERS_PER_CENT;
            if many && !suspect.spreads && killed {
                verdict = Verdict::Error;
            }
            killed_by.extend(others);
        }
        let breaks: BTreeSet<String> = own.iter().flat_map(|case| case.basis.clone()).collect();
        MutantRow {
            id: suspect.id.to_owned(),
            side: suspect.side.word().to_owned(),
            breaks: breaks.into_iter().collect(),
            own: own.iter().map(|case| case.id.clone()).collect(),
            killed_by,
            verdict,
        }
    }
}

fn names<S, E>(case: &Case<S, E>, mutant: &str) -> bool {
    case.kills.iter().any(|id| id == mutant)
}

/// Whether a row is its case's own word that the peer is wrong.
fn is_kill<S, E: Expectation>(row: &CaseRow, case: &Case<S, E>) -> bool {
    let missed = match case.level {
        Level::Should => row.verdict == Verdict::Warn,
        Level::May => row.verdict == Verdict::Info,
        _ => row.verdict == Verdict::Fail,
    };
    let control = row.control.as_ref().is_none_or(|control| control.verdict == Verdict::Pass);
    missed && control && row.id == case.id && row.expected == case.expect.says()
}
