//! The way of every request: read, judged against the armed faults, answered, written down, and put on the wire.
//!
//! ```text
//! socket -> read (limits, host) -> fault before the commit? -> origin -> handler (the authority commits)
//!                                                                            |
//! socket <- wire, broken or not <- journal <- fault after the commit? <------+
//! ```

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_LENGTH, DATE, RETRY_AFTER};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::BodyExt as _;
use tokio::sync::OwnedSemaphorePermit;
use tower::ServiceExt as _;

use super::breakage::Plan;
use super::listener::{Hangup, Socket, infallible};
use super::malformed::Malformed;
use super::received::{self, Received};
use super::reply::{CallbackOf, Reply};
use super::site::Site;
use super::{adobe_host, aim, breakage, cors, errors};
use crate::authority::Timestamp;
use crate::clock::http_date;
use crate::fault::{Effect, Endpoint, Strike, When, wait};
use crate::journal::{Answered, Asked, Judgement, Record, Struck};
use crate::pages;

/// Answers one request to `site`, whose endpoints are in `router`.
pub(crate) async fn answer(site: Site, router: Router, request: Request<Body>) -> Response {
    let socket = request.extensions().get::<Socket>().cloned();
    let now = site.shell.clock.now();
    let mut asked = Asked::new(&request);
    let Ok(place) = Arc::clone(&site.places).try_acquire_owned() else {
        return written_down(&site, now, asked, busy()).await;
    };
    match received::read(request, &site.shell.limits, now).await {
        Ok(received) => {
            asked.add_body(&received.body);
            let strike = match site.shell.faults.is_empty() {
                true => None,
                false => {
                    aim::of(&site, &received).and_then(|aim| site.shell.faults.strike(aim.facts()))
                }
            };
            let pauses = strike.as_ref().is_some_and(|strike| strike.effect.pauses());
            let answering = answer_or_break(site, router, socket, (received, asked), strike, place);
            if pauses {
                // On its own: a client that does not wait must not cost the journal its entry.
                tokio::spawn(answering).await.unwrap_or_else(|_| dropped())
            } else {
                answering.await
            }
        }
        Err(malformed) => {
            let answer = unreadable(&site, asked.path(), &malformed);
            written_down(&site, now, asked, answer).await
        }
    }
}

/// `answer` to a request that was not judged any further.
async fn written_down(site: &Site, now: Timestamp, asked: Asked, answer: Response) -> Response {
    let (mut response, body) = buffered(dated(answer, now)).await;
    write_down(site, now, asked, (&mut response, &body), (None, None));
    whole(response, body)
}

/// Has the journal keep `asked` and its answer, with the judgement that `response` came with.
fn write_down(
    site: &Site,
    now: Timestamp,
    asked: Asked,
    (response, body): (&mut Response, &Bytes),
    (strike, plan): (Option<&Strike>, Option<&Plan>),
) {
    let answers = !plan.is_some_and(Plan::is_silent);
    site.shell.journal.keep(Record {
        at: now,
        tenant: site.tenant.clone(),
        asked,
        answered: answers.then(|| Answered::new(response, body)),
        judgement: response.extensions_mut().remove().unwrap_or_else(|| {
            Judgement::refused("http.path", "RFC 9110 §15.5.5", "nothing is served at this path")
        }),
        fault: strike.map(|strike| Struck { id: strike.id, kind: strike.effect.kind().to_owned() }),
    });
}

/// Answers, or breaks the answer as `strike` says; `_place` is given back with the last byte of it.
async fn answer_or_break(
    site: Site,
    router: Router,
    socket: Option<Socket>,
    (mut received, asked): (Received, Asked),
    mut strike: Option<Strike>,
    _place: OwnedSemaphorePermit,
) -> Response {
    let effect = strike.as_ref().map(|strike| &strike.effect);
    if let Some(Effect::Skew { seconds }) = effect {
        received.now = skewed(received.now, *seconds);
    }
    if let Some(Effect::Stall { ms, when: When::BeforeCommit }) = effect
        && let Some(Socket(stream)) = &socket
        && wait(stream, Duration::from_millis(*ms)).await.is_err()
    {
        let nothing = (&mut breakage::deserted(), &Bytes::new());
        let broken = (strike.as_ref(), Some(&Plan::NOTHING));
        write_down(&site, received.now, asked, nothing, broken);
        return dropped();
    }
    let now = received.now;
    let instead = strike.as_ref().and_then(|strike| breakage::instead(&strike.effect));
    let (mut response, mut body) = match instead {
        Some(instead) => instead,
        None => buffered(handle(&site, router, received).await).await,
    };
    if let (None, Some(CallbackOf(client_id))) = (&strike, response.extensions().get()) {
        strike = site.shell.faults.strike(aim::callback(client_id));
    }
    response = dated(response, now);
    let plan = strike.as_ref().and_then(|strike| {
        breakage::change(&strike.effect, &mut response, &mut body);
        breakage::plan(&strike.effect, &response, &body)
    });
    // Before the wire: a client that hangs up must not cost the journal its entry.
    let broken = (strike.as_ref(), plan.as_ref());
    write_down(&site, now, asked, (&mut response, &body), broken);
    match (plan, socket) {
        (Some(plan), Some(Socket(stream))) => {
            // Whether the client was still there to be cut off changes nothing for the sandbox.
            let _ = plan.perform(&stream, site.shell.limits.write).await;
            dropped()
        }
        _ => whole(response, body),
    }
}

/// No answer over HTTP: the connection is dropped.
fn dropped() -> Response {
    let mut dropped = Response::new(Body::empty());
    dropped.extensions_mut().insert(Hangup);
    dropped
}

async fn handle(site: &Site, router: Router, received: Received) -> Response {
    if let Some(nothing) = adobe_host::without_oauth(site, &received) {
        return nothing.into_response();
    }
    if received.is_cross_site() && !cors::lets_in(site, &received) {
        let judgement = Judgement::refused(
            "origin.foreign",
            "RFC 6749 §10.12; RFC 9700 §4.7",
            "a page of another origin sent this; only single-page apps may, from an origin that is registered, to the token endpoints",
        );
        return errors::plain(StatusCode::FORBIDDEN, judgement).into_response();
    }
    let mut request = Request::new(Body::empty());
    *request.method_mut() = received.method.clone();
    *request.uri_mut() = received.uri.clone();
    request.extensions_mut().insert(received);
    let response = infallible(router.oneshot(request).await);
    if response.extensions().get::<Judgement>().is_some() {
        return response;
    }
    // The router's own word: a part of the path that no handler is shown.
    let why = "a part of the path is not UTF-8";
    let judgement = Judgement::refused("http.path", "RFC 3986 §2.5", why);
    errors::plain(StatusCode::BAD_REQUEST, judgement).into_response()
}

fn unreadable(site: &Site, path: &str, malformed: &Malformed) -> Response {
    match aim::endpoint(path) {
        Some(Endpoint::Token | Endpoint::Exchange | Endpoint::Revoke) => {
            errors::malformed(site, malformed).into_response()
        }
        _ => {
            let judgement =
                Judgement::refused("http.request", "RFC 9110 §15.5", malformed.why.clone());
            match malformed.status {
                StatusCode::PAYLOAD_TOO_LARGE if path.starts_with(SETUP) => {
                    pages::too_long(site, judgement).into_response()
                }
                status => errors::plain(status, judgement).into_response(),
            }
        }
    }
}

/// Where the only forms are that can grow too long by accident.
const SETUP: &str = "/setup/";

fn busy() -> Response {
    let judgement =
        Judgement::refused("http.busy", "RFC 9110 §15.6.4", "too many requests at once");
    Reply::new(StatusCode::SERVICE_UNAVAILABLE, judgement).with(RETRY_AFTER, "1").into_response()
}

async fn buffered(response: Response) -> (Response, Bytes) {
    let (mut parts, body) = response.into_parts();
    // Counted anew once the body is final.
    parts.headers.remove(CONTENT_LENGTH);
    // Every body here is made in memory and cannot fail half-way.
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    (Response::from_parts(parts, Body::empty()), body)
}

fn whole(response: Response, body: Bytes) -> Response {
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, Body::from(body))
}

fn dated(mut response: Response, now: Timestamp) -> Response {
    if let Ok(date) = HeaderValue::from_str(&http_date(now)) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

fn skewed(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_add(seconds.saturating_mul(1000)).max(0))
}
