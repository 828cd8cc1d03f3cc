//! `POST /integrations/oauth2/api/v1/revoke`: on no page, and used by a client of the real service.

use axum::extract::State;
use http::{Method, StatusCode};
use serde_json::json;

use super::malformed::Malformed;
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use super::{client, cors, errors};
use crate::authority::{Revoke, RevokeOutcome};
use crate::journal::Judgement;
use crate::policy::choice::RevokeAnswer;

/// The endpoint.
pub(super) async fn revoke(State(site): State<Site>, received: Received) -> Reply {
    if !site.shell.policy.revoke_endpoint {
        let judgement = Judgement::refused(
            "revoke.endpoint",
            "setting revoke_endpoint",
            "there is no such endpoint",
        );
        return errors::plain(StatusCode::NOT_FOUND, judgement);
    }
    let reply = match received.method {
        Method::OPTIONS => return cors::preflight(&site, &received),
        Method::POST => revoked(&site, &received),
        _ => Reply::method_not_allowed("POST, OPTIONS"),
    };
    cors::shared(&site, &received, reply)
}

fn revoked(site: &Site, received: &Received) -> Reply {
    let command = match command(site, received) {
        Ok(command) => command,
        Err(malformed) => return errors::malformed(site, &malformed),
    };
    match site.run(command, received.now) {
        Ok(outcome) => {
            let why = match outcome {
                RevokeOutcome::Family => "the refresh token is dead, and its family",
                RevokeOutcome::Session => "the access token is dead",
                RevokeOutcome::Nothing => "the token was none, which is no error",
            };
            let judgement = Judgement::accepted("revoke.token", "RFC 7009 §2.2", why);
            match site.shell.policy.revoke_answer {
                RevokeAnswer::Empty => Reply::new(StatusCode::OK, judgement),
                RevokeAnswer::Object => {
                    Reply::new(StatusCode::OK, judgement).json(&json!({ "success": true }))
                }
                RevokeAnswer::NoContent => Reply::new(StatusCode::NO_CONTENT, judgement),
            }
        }
        Err(refusal) => errors::refused(site, received, &refusal),
    }
}

fn command(site: &Site, received: &Received) -> Result<Revoke, Malformed> {
    let (parameters, _) = client::parameters(site, received)?;
    Ok(Revoke {
        tenant: site.tenant.clone(),
        client: client::presented(site, received, &parameters)?,
        token: client::secret(&parameters, "token"),
        refresh_token: client::secret(&parameters, "refresh_token"),
    })
}
