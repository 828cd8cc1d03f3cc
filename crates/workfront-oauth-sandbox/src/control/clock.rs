//! `GET` and `POST /_sandbox/clock`.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::{Answer, Problem, body, ok};
use crate::clock::{Clock, ClockError, parse_duration, parse_rfc3339, rfc3339};
use crate::http::received::Received;
use crate::http::site::SharedShell;

/// `{mode, now}`.
pub(crate) fn view(clock: &Clock) -> Value {
    let mode = if clock.is_frozen() { "frozen" } else { "real" };
    json!({ "mode": mode, "now": rfc3339(clock.now()) })
}

pub(super) async fn show(State(shell): State<SharedShell>) -> Answer {
    ok(&view(&shell.clock))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Change {
    Advance(String),
    Set(String),
}

pub(super) async fn change(State(shell): State<SharedShell>, received: Received) -> Answer {
    match body(&received)? {
        Change::Advance(duration) => shell.clock.advance(parse_duration(&duration)?)?,
        Change::Set(moment) => shell.clock.set(parse_rfc3339(&moment)?)?,
    };
    ok(&view(&shell.clock))
}

impl From<ClockError> for Problem {
    fn from(error: ClockError) -> Self {
        match error {
            ClockError::Real => Self::conflict(error.to_string()),
            _ => Self::unprocessable(error.to_string()),
        }
    }
}
