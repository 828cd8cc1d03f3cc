//! What is served where.

use axum::Router;
use axum::extract::State;
use axum::routing::{any, get, post};
use http::StatusCode;

use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use super::{authorize, browser, consent, errors, exchange, revoke, sso, token};
use crate::attask;
use crate::journal::Judgement;
use crate::pages;

/// All paths of one tenant.
pub(crate) fn router(site: Site) -> Router {
    Router::new()
        .route("/integrations/oauth2/authorize", get(authorize::authorize))
        .route("/integrations/oauth2/consent", get(consent::consent_page).post(consent::consent))
        .route("/integrations/oauth2/api/v1/token", any(token::token))
        .route("/integrations/oauth2/api/v1/jwt/exchange", any(exchange::exchange))
        .route("/integrations/oauth2/api/v1/revoke", any(revoke::revoke))
        .route("/login", get(browser::log_in_page).post(browser::log_in))
        .route("/logout", post(browser::log_out))
        .route("/sso/log-in", get(sso::sso_page).post(sso::sso))
        .route("/sso/return", get(sso::sso_return))
        .merge(attask::router())
        .merge(pages::router())
        // The router adds `Allow`.
        .method_not_allowed_fallback(|| async {
            let why = "this page or endpoint does not take this method";
            let judgement = Judgement::refused("http.method", "RFC 9110 §15.5.6", why);
            Reply::new(StatusCode::METHOD_NOT_ALLOWED, judgement)
        })
        .fallback(|State(site): State<Site>, received: Received| async move {
            let judgement = Judgement::refused(
                "http.path",
                "RFC 9110 §15.5.5",
                "nothing is served at this path",
            );
            match received.wants_page() {
                true => pages::not_found(&site, judgement),
                false => errors::plain(StatusCode::NOT_FOUND, judgement),
            }
        })
        .with_state(site)
}
