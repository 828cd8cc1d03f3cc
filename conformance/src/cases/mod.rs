//! Cases: what is asked of a server or a client, one TOML file each in `cases/`, built in and checked as a whole.
//!
//! A case is a sequence of steps in a closed vocabulary and what the last one must come to. One that expects a refusal names a control:
//! a case that differs in one value and must be accepted, so that a peer that refuses everything passes nothing.

mod case;
mod check;
pub mod client;
mod profile;
pub mod server;

pub use case::{Case, Expectation, Side};
pub use client::ClientCase;
pub use profile::Profile;
pub use server::ServerCase;

use serde::de::DeserializeOwned;

use crate::data::{LoadError, parse};
use crate::ledger::Requirement;
use crate::ref_client::mutants;
use crate::server::Mutant;

/// The server cases, by id.
///
/// # Errors
///
/// A file is not as it should be, or does not fit the others or the ledger.
pub fn server_cases(requirements: &[Requirement]) -> Result<Vec<ServerCase>, LoadError> {
    let files: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/server_cases.rs"));
    let cases = read(Side::Server, files)?;
    check::check(&cases, requirements, |id| Mutant::named(id).is_some())?;
    for case in &cases {
        server::check(case)?;
    }
    Ok(cases)
}

/// The client cases, by id.
///
/// # Errors
///
/// A file is not as it should be, or does not fit the others or the ledger.
pub fn client_cases(requirements: &[Requirement]) -> Result<Vec<ClientCase>, LoadError> {
    let files: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/client_cases.rs"));
    let cases = read(Side::Client, files)?;
    check::check(&cases, requirements, |id| mutants::named(id).is_some())?;
    for case in &cases {
        client::check(case)?;
    }
    Ok(cases)
}

/// Reads one side's files.
fn read<S, E>(side: Side, files: &[(&str, &str)]) -> Result<Vec<Case<S, E>>, LoadError>
where
    S: DeserializeOwned,
    E: DeserializeOwned,
{
    let mut cases = Vec::new();
    for (id, text) in files {
        let file = format!("cases/{}/{id}.toml", side.word());
        let case: Case<S, E> = parse(&file, text)?;
        if case.id != *id {
            return Err(LoadError::of(&file, format!("its id is `{}`: call the file so", case.id)));
        }
        if case.side != side {
            return Err(LoadError::of(&file, format!("its side is not `{}`", side.word())));
        }
        cases.push(case);
    }
    Ok(cases)
}
