//! `GET` and `POST /_sandbox/consent`.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::problem::{Answer, Problem, body, ok};
use crate::authority::UserId;
use crate::http::ConsentMode;
use crate::http::received::Received;
use crate::http::site::SharedShell;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    mode: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Ask,
    Allow,
    Deny,
}

pub(super) async fn show(State(shell): State<SharedShell>) -> Answer {
    ok(&match shell.consent_mode() {
        ConsentMode::Ask => Consent { mode: Word::Ask, user_id: None },
        ConsentMode::Deny => Consent { mode: Word::Deny, user_id: None },
        ConsentMode::Allow(user) => Consent { mode: Word::Allow, user_id: Some(user.to_string()) },
    })
}

/// Without a `user_id`, `allow` takes the first user who is no administrator, or else the first there is.
pub(super) async fn change(State(shell): State<SharedShell>, received: Received) -> Answer {
    let Consent { mode, user_id } = body(&received)?;
    let mode = match (mode, user_id) {
        // Whoever logs in by hand: a user who is named here does nothing.
        (Word::Ask, _) => ConsentMode::Ask,
        (Word::Deny, _) => ConsentMode::Deny,
        (Word::Allow, Some(text)) => {
            let known = text
                .parse()
                .ok()
                .filter(|id: &UserId| shell.read(|state| state.user(*id).is_some()));
            let none = || Problem::unprocessable("no user has this user_id; GET state lists them");
            ConsentMode::Allow(known.ok_or_else(none)?)
        }
        (Word::Allow, None) => {
            let first = shell.read(|state| {
                let id = |admin: bool| {
                    state.users().find(|user| user.admin == admin).map(|user| user.user_id)
                };
                id(false).or_else(|| id(true))
            });
            ConsentMode::Allow(first.ok_or_else(|| Problem::unprocessable("there is no user"))?)
        }
    };
    shell.set_consent_mode(mode);
    show(State(shell)).await
}
