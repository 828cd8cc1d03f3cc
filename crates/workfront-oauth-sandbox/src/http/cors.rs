//! Cross-origin requests: of single-page apps, to the token and revocation endpoints, and nowhere else (RFC 9700 §2.6).

use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, VARY,
};

use super::errors;
use super::gate::{self, Origin};
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use crate::authority::{AppKind, is_origin_of};
use crate::journal::Judgement;
use crate::policy::choice::Cors;

/// The answer to a preflight.
pub(super) fn preflight(site: &Site, received: &Received) -> Reply {
    let judgement = |why: &'static str| Judgement::refused("cors.origin", "RFC 9700 §2.6", why);
    if !received.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        return Reply::method_not_allowed("POST, OPTIONS");
    }
    match readable_origin(site, received) {
        Some(origin) => {
            let judgement = Judgement::accepted(
                "cors.origin",
                "RFC 9700 §2.6",
                "the origin is a single-page app's",
            );
            Reply::new(StatusCode::NO_CONTENT, judgement)
                .with(ACCESS_CONTROL_ALLOW_ORIGIN, &origin)
                .with(VARY, "Origin")
                .with(ACCESS_CONTROL_ALLOW_METHODS, "POST")
                // What the example of page 003 sends.
                .with(ACCESS_CONTROL_ALLOW_HEADERS, "accept, cache-control, content-type")
                .with(ACCESS_CONTROL_MAX_AGE, "600")
        }
        None => {
            let why = "no single-page app has a redirect URL at this origin";
            errors::plain(StatusCode::FORBIDDEN, judgement(why)).with(VARY, "Origin")
        }
    }
}

/// `reply`, readable by the page that asked, if it may.
pub(super) fn shared(site: &Site, received: &Received, reply: Reply) -> Reply {
    let reply = reply.with(VARY, "Origin");
    match readable_origin(site, received) {
        Some(origin) => reply.with(ACCESS_CONTROL_ALLOW_ORIGIN, &origin),
        None => reply,
    }
}

/// Whether a page of another origin may send this at all: a registered one, to the endpoints for it.
pub(super) fn lets_in(site: &Site, received: &Received) -> bool {
    let endpoint = ["/integrations/oauth2/api/v1/token", "/integrations/oauth2/api/v1/revoke"]
        .contains(&received.uri.path());
    endpoint
        && match gate::origin(&received.headers) {
            Origin::One(origin) => {
                site.shell.policy.cors == Cors::Any || is_registered(site, origin)
            }
            _ => false,
        }
}

/// The origin that asked, if it may read the answer.
fn readable_origin(site: &Site, received: &Received) -> Option<String> {
    let Origin::One(origin) = gate::origin(&received.headers) else { return None };
    let may = match site.shell.policy.cors {
        Cors::None => false,
        Cors::Registered => is_registered(site, origin),
        Cors::Any => true,
    };
    may.then(|| origin.to_owned())
}

/// Whether a single-page app of this tenant has a redirect URL at `origin`, by the rule that a `redirect_uri` there is held to.
fn is_registered(site: &Site, origin: &str) -> bool {
    site.read(|state| {
        let Some(environment) = state.environment(&site.tenant) else { return false };
        environment
            .apps()
            .iter()
            .filter(|app| app.kind == AppKind::SinglePage)
            .flat_map(|app| &app.settings.redirect_urls)
            .any(|url| is_origin_of(url, origin, site.shell.policy.redirect_matching))
    })
}
