//! The control port: what a test, a script or a suite does to a sandbox from outside.
//!
//! It gives everything away, so it takes requests only from programs on this machine that hold the token printed at the start: no
//! browser page, whichever it is (`Origin`), and no name but this machine's (`Host`).

mod apps;
mod clock;
mod consent;
mod faults;
mod journal;
mod problem;
mod snapshot;
mod state;
mod token;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, patch, post};
use http::header::{AUTHORIZATION, ORIGIN};
use http::{Request, StatusCode};
use tower::ServiceExt as _;

#[cfg(feature = "__fuzz")]
pub(crate) use apps::fields;
pub(crate) use clock::view as clock_view;
pub(crate) use problem::Problem;
pub(crate) use token::ControlToken;

use crate::http::listener::infallible;
use crate::http::received;
use crate::http::site::SharedShell;

/// The calls of the control port.
pub(crate) fn router(shell: SharedShell) -> Router {
    let calls = Router::new()
        .route("/clock", get(clock::show).post(clock::change))
        .route("/reset", post(snapshot::reset))
        .route("/snapshot", post(snapshot::take))
        .route("/snapshot/{id}/restore", post(snapshot::restore))
        .route("/consent", get(consent::show).post(consent::change))
        .route("/journal", get(journal::show))
        .route("/state", get(state::show))
        .route("/apps", get(apps::list).post(apps::create))
        .route("/apps/{client_id}", get(apps::show).patch(apps::save).delete(apps::remove))
        .route("/apps/{client_id}/secrets", get(apps::secrets).post(apps::add_secret))
        .route(
            "/apps/{client_id}/secrets/{id}",
            patch(apps::note_secret).delete(apps::remove_secret),
        )
        .route("/apps/{client_id}/keys", get(apps::keys).post(apps::add_key))
        .route("/apps/{client_id}/keys/{id}", delete(apps::remove_key))
        .route("/faults", get(faults::list).post(faults::arm).delete(faults::clear))
        .with_state(shell);
    Router::new()
        .nest("/_sandbox", calls)
        .fallback(|| async { Problem::not_found("there is no such call") })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "the call does not take this method",
            )
        })
}

/// Answers one request to the control port.
pub(crate) async fn answer(shell: SharedShell, router: Router, request: Request<Body>) -> Response {
    let bearer = request.headers().get(AUTHORIZATION).cloned();
    let has_origin = request.headers().contains_key(ORIGIN);
    let received = match received::read(request, &shell.limits, shell.clock.now()).await {
        Ok(received) => received,
        Err(malformed) => {
            return Problem::new(malformed.status, "bad_request", malformed.why).into_response();
        }
    };
    if has_origin {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "no web page may call the control port",
        )
        .into_response();
    }
    if !shell.control_token.is_carried_by(bearer.as_ref()) {
        return Problem::unauthorized().into_response();
    }
    let mut request = Request::new(Body::empty());
    *request.method_mut() = received.method.clone();
    *request.uri_mut() = received.uri.clone();
    request.extensions_mut().insert(received);
    infallible(router.oneshot(request).await)
}
