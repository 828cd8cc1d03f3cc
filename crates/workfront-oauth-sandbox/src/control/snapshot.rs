//! `POST /_sandbox/reset`, `POST /_sandbox/snapshot` and `POST /_sandbox/snapshot/{id}/restore`.

use axum::extract::{Path, State};
use serde_json::json;

use super::problem::{Answer, Problem, done, ok};
use crate::http::site::SharedShell;
use crate::storage::StorageError;

pub(super) async fn reset(State(shell): State<SharedShell>) -> Answer {
    shell.reset()?;
    done()
}

pub(super) async fn take(State(shell): State<SharedShell>) -> Answer {
    let id = shell.ledger().snapshot()?;
    ok(&json!({ "id": id.to_string() }))
}

pub(super) async fn restore(State(shell): State<SharedShell>, Path(id): Path<String>) -> Answer {
    let id: u64 =
        id.parse().map_err(|_| Problem::not_found(format!("there is no snapshot {id:?}")))?;
    shell.ledger().restore(id)?;
    done()
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NoSnapshot { .. } => Self::not_found(error.to_string()),
            _ => Self::unavailable(error.to_string()),
        }
    }
}
