//! `GET /integrations/oauth2/authorize`: where an app sends a person to be asked (pages 001 and 003).
//!
//! ```text
//! authorize --unknown app or redirect URL--> error page, never a redirect (RFC 6749 §4.1.2.1)
//!     |-----other errors------------------> back to the app, with error
//!     |-----no live session---------------> log-in page --+
//!     +-----live session------------------> consent page <+--> back to the app, with code or access_denied
//! ```

use axum::extract::State;
use http::StatusCode;
use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::browser::{self, BrowserSession};
use super::form;
use super::gate::{self, Origin};
use super::pending::{Errand, Pending};
use super::received::Received;
use super::reply::Reply;
use super::screens;
use super::site::{ConsentMode, Site};
use crate::authority::{
    Allow, Authorizable, AuthorizeRefusal, AuthorizeRequest, Denied, Deny, LogInAs, Redirection,
    UserId,
};
use crate::defects::Defect;
use crate::journal::Judgement;
use crate::policy::choice::Presence;

/// The endpoint.
pub(super) async fn authorize(State(site): State<Site>, received: Received) -> Reply {
    let reply = begin(&site, &received);
    match gate::origin(&received.headers) {
        Origin::One(origin) if site.shell.has(Defect::AuthorizeCors) => {
            reply.with(ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        }
        _ => reply,
    }
}

fn begin(site: &Site, received: &Received) -> Reply {
    let query = received.query().to_owned();
    let asked = match judge(site, received, &query) {
        Ok((_, asked)) => asked,
        Err(reply) => return *reply,
    };
    match site.shell.consent_mode() {
        ConsentMode::Ask => {}
        ConsentMode::Allow(user) => return allow_without_asking(site, received, &query, user),
        ConsentMode::Deny => return deny(site, received, &query, None),
    }
    match browser::session(site, received) {
        Some(session) if !site.wants_log_in() => {
            allow_or_ask(site, received, &query, &asked, &session)
        }
        _ => {
            let pending =
                Pending { errand: Errand::Authorize(query), session: None, vouched: None };
            browser::ask_to_log_in(site, received, pending)
        }
    }
}

/// Back to the app at once when the person has allowed it before and that counts; else the consent page.
pub(super) fn allow_or_ask(
    site: &Site,
    received: &Received,
    query: &str,
    asked: &Authorizable,
    session: &BrowserSession,
) -> Reply {
    if site.wants_consent(asked.client_id, session.user) {
        screens::consent(site, received, query, asked, session)
    } else {
        allow(site, received, query, session.user)
    }
}

/// The request in `query` and what it amounts to, or the answer that ends it.
pub(super) fn judge(
    site: &Site,
    received: &Received,
    query: &str,
) -> Result<(AuthorizeRequest, Authorizable), Box<Reply>> {
    let pairs = form::parse(query.as_bytes()).map_err(|malformed| {
        let judgement = Judgement::refused("authorize.form", "RFC 6749 Appendix B", malformed.why);
        Box::new(screens::error(site, StatusCode::BAD_REQUEST, judgement))
    })?;
    let request = AuthorizeRequest::from_pairs(pairs);
    match site.authorizable(&request, received.now) {
        Ok(asked) => Ok((request, asked)),
        Err(AuthorizeRefusal::Show(refusal)) => {
            let judgement = Judgement::from(&refusal);
            Err(Box::new(screens::error(site, StatusCode::BAD_REQUEST, judgement)))
        }
        Err(AuthorizeRefusal::Redirect(refusal, to)) => {
            let client_id = request.client_id.clone().unwrap_or_default();
            Err(Box::new(back_to_app(site, *to, &client_id, Judgement::from(&refusal))))
        }
    }
}

/// **Allow access**, pressed or remembered: back to the app with a code.
pub(super) fn allow(site: &Site, received: &Received, query: &str, user: UserId) -> Reply {
    let (request, asked) = match judge(site, received, query) {
        Ok(judged) => judged,
        Err(reply) => return *reply,
    };
    match site.run(Allow { tenant: site.tenant.clone(), request, user }, received.now) {
        Ok(allowed) => {
            let judgement = Judgement::accepted(
                "authorize.code",
                "oauth-app-code-token-flow; RFC 6749 §4.1.2",
                "access was allowed; the browser goes back to the app with a code",
            );
            back_to_app(site, allowed.redirection, &asked.client_id.to_string(), judgement)
        }
        Err(refusal) => screens::refusal(site, StatusCode::BAD_REQUEST, &refusal),
    }
}

/// **Cancel**: back to the app with `access_denied`, or a page, as the policy has it.
pub(super) fn deny(site: &Site, received: &Received, query: &str, user: Option<UserId>) -> Reply {
    let (request, asked) = match judge(site, received, query) {
        Ok(judged) => judged,
        Err(reply) => return *reply,
    };
    match site.run(Deny { tenant: site.tenant.clone(), request, user }, received.now) {
        Ok(Denied::Redirect(refusal, to)) => {
            back_to_app(site, to, &asked.client_id.to_string(), Judgement::from(&refusal))
        }
        Ok(Denied::Page(refusal)) => {
            screens::error(site, StatusCode::FORBIDDEN, Judgement::from(&refusal))
        }
        Err(refusal) => screens::refusal(site, StatusCode::BAD_REQUEST, &refusal),
    }
}

/// What the control port's `allow` does: the person is logged in, and has pressed the button.
fn allow_without_asking(site: &Site, received: &Received, query: &str, user: UserId) -> Reply {
    if browser::session(site, received).is_some_and(|session| session.user == user) {
        return allow(site, received, query, user);
    }
    match site.run(LogInAs { tenant: site.tenant.clone(), user }, received.now) {
        Ok(logged_in) => {
            browser::with_session(site, allow(site, received, query, user), &logged_in.session_id)
        }
        Err(refusal) => screens::refusal(site, StatusCode::BAD_REQUEST, &refusal),
    }
}

fn back_to_app(site: &Site, mut to: Redirection, client_id: &str, judgement: Judgement) -> Reply {
    if site.shell.policy.iss_parameter == Presence::Include {
        let issuer = if site.shell.has(Defect::IssuerWrong) {
            "https://issuer.invalid".to_owned()
        } else {
            site.url.to_string()
        };
        to.parameters.push(("iss", issuer));
    }
    Reply::see_other(&to.location(), judgement).sending_back_to(client_id)
}
