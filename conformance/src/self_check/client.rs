//! Clients that are wrong on purpose, judged by the client cases.

use super::{Check, Suspect, is_kill};
use crate::cases::{ClientCase, Profile, Side};
use crate::client::{Book, Client, judge};
use crate::parallel;
use crate::ref_client::mutants::{self, Mutant};
use crate::report::MutantRow;
use crate::secrets::Secrets;
use crate::shim::process::Shim;

/// A row for each client mutant. `program` is the suite's own, which each of them is a process of.
///
/// # Errors
///
/// A mutant does not start.
pub fn client_mutants(check: Check<'_>, program: &str) -> Result<Vec<MutantRow>, String> {
    let cases = &check.catalogue.client_cases;
    let wanted = |mutant: &&Mutant| check.wants(mutant.name, cases);
    let mutants: Vec<&Mutant> = mutants::all().iter().filter(wanted).collect();
    let rows = parallel::map(&mutants, |mutant| {
        let words = [program, "ref-client", "--mutant", mutant.name].map(str::to_owned);
        let shim = Shim::of(words.to_vec()).map_err(|error| error.to_string())?;
        let client = Client::meet(shim, check.seed).map_err(|error| error.to_string())?;
        let suspect =
            Suspect { id: mutant.name, side: Side::Client, spreads: mutant.spreads.is_some() };
        Ok(check.row(&suspect, cases, |chosen| noticed(&client, chosen, check)))
    });
    rows.into_iter().collect()
}

/// The ids of the cases that notice a mutant, each under one of its profiles.
fn noticed(client: &Client, chosen: &[&ClientCase], check: Check<'_>) -> Vec<String> {
    let mut noticed = Vec::new();
    // The strictest first: most are noticed there.
    for profile in check.profiles.iter().rev() {
        let left = |case: &&&ClientCase| !noticed.contains(&case.id);
        let left: Vec<ClientCase> =
            chosen.iter().filter(left).filter_map(|case| under(case, *profile)).collect();
        let book = Book {
            chosen: &left,
            all: &check.catalogue.client_cases,
            requirements: &check.catalogue.requirements,
        };
        // The rows hold nothing that a mutant has said, so its secrets need not be known.
        let rows = judge(client, book, &mut Secrets::default(), |_| {});
        let kills = left.iter().filter(|case| rows.iter().any(|row| is_kill(row, case)));
        noticed.extend(kills.map(|case| case.id.clone()));
    }
    noticed
}

/// The case under one of its profiles.
fn under(case: &ClientCase, profile: Profile) -> Option<ClientCase> {
    case.profiles.contains(&profile).then(|| {
        let mut case = case.clone();
        case.profiles = vec![profile];
        case
    })
}
