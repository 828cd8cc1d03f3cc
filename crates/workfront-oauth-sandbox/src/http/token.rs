//! `POST /integrations/oauth2/api/v1/token`: codes and refresh tokens for access tokens (pages 001 and 003).
//!
//! The pages show three of the six combinations of body (JSON, form) and authentication (Basic, body, none); clients were seen to
//! use all six, and all are taken.

use axum::extract::State;
use http::header::{CACHE_CONTROL, PRAGMA};
use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::malformed::Malformed;
use super::parameters::Encoding;
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use super::{client, cors, errors};
use crate::authority::{Token, TokenRequest, Tokens};
use crate::defects::Defect;
use crate::journal::Judgement;
use crate::policy::choice::TokenBodies;

/// The endpoint.
pub(super) async fn token(State(site): State<Site>, received: Received) -> Reply {
    let reply = match received.method {
        Method::OPTIONS => return cors::preflight(&site, &received),
        Method::POST => exchange(&site, &received),
        Method::GET if site.shell.has(Defect::TokenByGet) => exchange(&site, &received),
        _ => Reply::method_not_allowed("POST, OPTIONS"),
    };
    cors::shared(&site, &received, reply)
}

fn exchange(site: &Site, received: &Received) -> Reply {
    let request = match request(site, received) {
        Ok(request) => request,
        Err(malformed) => return errors::malformed(site, &malformed),
    };
    let is_refresh = request.grant_type.as_deref() == Some("refresh_token");
    match site.run(Token { tenant: site.tenant.clone(), request }, received.now) {
        Ok(tokens) => {
            let judgement = match is_refresh {
                true => Judgement::accepted(
                    "refresh.known",
                    "oauth-app-code-token-flow",
                    "the refresh token is alive and belongs to this app",
                ),
                false => Judgement::accepted(
                    "code.known",
                    "oauth-app-code-token-flow",
                    "the code is fresh and belongs to this app and redirect URL",
                ),
            };
            granted(site, &tokens, judgement)
        }
        Err(refusal) => errors::refused(site, received, &refusal),
    }
}

/// An answer with tokens (RFC 6749 §5.1).
pub(super) fn granted(site: &Site, tokens: &Tokens, judgement: Judgement) -> Reply {
    let reply = Reply::new(StatusCode::OK, judgement).json(&Body::from(tokens));
    if site.shell.has(Defect::TokensCacheable) {
        reply.without(CACHE_CONTROL).without(PRAGMA)
    } else {
        reply
    }
}

fn request(site: &Site, received: &Received) -> Result<TokenRequest, Malformed> {
    let (parameters, encoding) = client::parameters(site, received)?;
    if (encoding, site.shell.policy.token_bodies) == (Encoding::Json, TokenBodies::Form) {
        return Err(Malformed::new(
            "this endpoint is set to read application/x-www-form-urlencoded alone",
        ));
    }
    let text = |name: &str| parameters.get(name).map(str::to_owned);
    let secret = |name: &str| client::secret(&parameters, name);
    Ok(TokenRequest {
        client: client::presented(site, received, &parameters)?,
        grant_type: text("grant_type"),
        code: secret("code"),
        redirect_uri: text("redirect_uri"),
        code_verifier: secret("code_verifier"),
        refresh_token: secret("refresh_token"),
        scope: text("scope"),
    })
}

/// In the order of page 001.
#[derive(Serialize)]
struct Body<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    access_token: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<&'t Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wid: Option<&'t str>,
}

impl<'t> From<&'t Tokens> for Body<'t> {
    fn from(tokens: &'t Tokens) -> Self {
        Self {
            token_type: tokens.token_type,
            access_token: tokens.access_token.expose_secret(),
            refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose_secret()),
            expires_in: tokens.expires_in.as_ref(),
            wid: tokens.wid.as_deref(),
        }
    }
}
