//! `GET`, `POST` and `DELETE /_sandbox/faults`.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::problem::{Answer, Problem, body, done, ok};
use crate::fault::Fault;
use crate::http::received::Received;
use crate::http::site::SharedShell;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    faults: Vec<Fault>,
}

pub(super) async fn list(State(shell): State<SharedShell>) -> Answer {
    ok(&json!({ "faults": shell.faults.armed() }))
}

pub(super) async fn arm(State(shell): State<SharedShell>, received: Received) -> Answer {
    let Faults { faults } = body(&received)?;
    let ids =
        shell.faults.arm(faults).map_err(|error| Problem::unprocessable(error.to_string()))?;
    ok(&json!({ "ids": ids }))
}

pub(super) async fn clear(State(shell): State<SharedShell>) -> Answer {
    shell.faults.clear();
    done()
}
