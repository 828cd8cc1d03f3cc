//! `GET /_sandbox/journal`.

use axum::extract::State;

use super::problem::{Answer, Problem, ok};
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::site::SharedShell;

pub(super) async fn show(State(shell): State<SharedShell>, received: Received) -> Answer {
    let query = query(&received, &["since", "reveal"])?;
    let since = match query.get("since") {
        None => 0,
        Some(text) => text.parse().map_err(|_| Problem::bad_request("since is a whole number"))?,
    };
    ok(&shell.journal.extract(since, reveal(&query)?))
}

/// The query of `received`, in which only `known` names occur.
pub(super) fn query(received: &Received, known: &[&str]) -> Result<Parameters, Problem> {
    let query = Parameters::from_query(received.query())
        .map_err(|malformed| Problem::bad_request(malformed.why))?;
    if let Some(name) = query.names().find(|name| !known.contains(name)) {
        return Err(Problem::bad_request(format!("there is no parameter {name:?} here")));
    }
    Ok(query)
}

/// Whether `reveal=true`.
pub(super) fn reveal(query: &Parameters) -> Result<bool, Problem> {
    match query.get("reveal") {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Problem::bad_request("reveal is true or false")),
    }
}
