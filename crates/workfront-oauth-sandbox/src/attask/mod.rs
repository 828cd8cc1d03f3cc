//! The Workfront API, as much of it as a client needs to prove that its token works, dies, and is refused.
//!
//! `GET /attask/api/v14.0/proj/search` with the header `sessionID` is what page 001 ends with. The rest is a small made-up data set,
//! readable by everybody who is logged in.

mod events;
pub(crate) mod failure;
mod login;
mod records;
mod search;
mod threads;
mod version;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{any, get};
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};
use serde_json::json;

#[cfg(feature = "__fuzz")]
pub(crate) use search::whole;
pub(crate) use threads::Threads;
#[cfg(feature = "__fuzz")]
pub(crate) use version::is_served;

use crate::authority::{Secret, UseSession, UsedSession};
use crate::defects::Defect;
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;
use crate::policy::choice::Accept;
use failure::Failure;

/// The calls of the API.
pub(crate) fn router() -> Router<Site> {
    Router::new()
        .route("/attask/api/{version}/{object}/search", get(search))
        .route("/attask/api/{version}/session", get(session))
        .route("/attask/api/{version}/logout", get(log_out).post(log_out))
        .route("/attask/api/{version}/{object}/{id}", get(one))
        .route("/attask/eventsubscription/api/v1/subscriptions", get(subscriptions))
        .route("/attask/{*rest}", any(nowhere))
}

async fn search(
    State(site): State<Site>,
    Path((version, object)): Path<(String, String)>,
    received: Received,
) -> Reply {
    call(&site, &received, Some(&version), |used, query| {
        search::search(&site, &used, &object, query)
    })
}

async fn one(
    State(site): State<Site>,
    Path((version, object, id)): Path<(String, String, String)>,
    received: Received,
) -> Reply {
    call(&site, &received, Some(&version), |_, query| search::one(&site, &object, &id, query))
}

async fn session(
    State(site): State<Site>,
    Path(version): Path<String>,
    received: Received,
) -> Reply {
    call(&site, &received, Some(&version), |used, _| login::show(&site, &received, &used))
}

async fn log_out(
    State(site): State<Site>,
    Path(version): Path<String>,
    received: Received,
) -> Reply {
    call(&site, &received, Some(&version), |_, _| login::end(&site, &received))
}

async fn subscriptions(State(site): State<Site>, received: Received) -> Reply {
    call(&site, &received, None, |used, _| events::subscriptions(&site, &used))
}

async fn nowhere(received: Received) -> Reply {
    if matches!(received.method, Method::GET | Method::POST) {
        Failure::not_found("there is no such call").into()
    } else {
        Failure::new(StatusCode::FORBIDDEN, "the data of this sandbox cannot be changed").into()
    }
}

/// Does one call: version, threads, session, then `act`.
fn call(
    site: &Site,
    received: &Received,
    version: Option<&str>,
    act: impl FnOnce(UsedSession, &Parameters) -> Result<serde_json::Value, Failure>,
) -> Reply {
    let thread =
        match site.shell.threads.enter(site.tenant.domain(), site.shell.policy.api_concurrency) {
            Some(thread) => thread,
            None => return Failure::too_many(&site.shell.policy).into(),
        };
    let judged = (|| {
        if let Some(version) = version {
            version::check(&site.shell.policy, version)?;
        }
        let query = Parameters::from_query(received.query())
            .map_err(|malformed| Failure::new(StatusCode::BAD_REQUEST, malformed.why))?;
        let session_id = session_id(site, received, &query)?;
        let used =
            site.run(UseSession { tenant: site.tenant.clone(), session_id }, received.now)
                .map_err(|refusal| Failure::dead_session(&site.shell.policy, &refusal, received))?;
        act(used, &query)
    })();
    let reply = match judged {
        Ok(data) => {
            let judgement = Judgement::accepted(
                "session.alive",
                "oauth-app-code-token-flow",
                "the session is alive and may do this",
            );
            Reply::new(StatusCode::OK, judgement).json(&json!({ "data": data }))
        }
        Err(failure) => failure.into(),
    };
    // The thread is busy until the answer is on the wire.
    reply.holding(thread)
}

/// The session id of a call, from wherever the policy lets one be.
fn session_id(site: &Site, received: &Received, query: &Parameters) -> Result<Secret, Failure> {
    let policy = &site.shell.policy;
    let mut headers = received.headers.get_all("sessionid").iter();
    if let Some(header) = headers.next() {
        return match (header.to_str(), headers.next()) {
            (Ok(id), None) => Ok(Secret::new(id)),
            _ => Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "send one sessionID header of visible ASCII characters",
            )),
        };
    }
    let in_query =
        policy.api_query_session == Accept::Accept || site.shell.has(Defect::TokenInQuery);
    if let (true, Some(id)) = (in_query, query.get("sessionID")) {
        return Ok(Secret::new(id));
    }
    let bearer = received.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match bearer {
        Some((_, id)) if policy.api_bearer == Accept::Accept => Ok(Secret::new(id)),
        Some(_) => Err(Failure::not_logged_in(
            policy,
            "the token came as a Bearer; the API reads the header sessionID",
        )
        .challenged()),
        None if query.get("sessionID").is_some() => Err(Failure::not_logged_in(
            policy,
            "the session id came in the query; send it in the header sessionID",
        )),
        None => Err(Failure::not_logged_in(policy, "the request has no sessionID header")),
    }
}
