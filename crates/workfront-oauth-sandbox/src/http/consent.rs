//! The consent page's two requests: showing it after log-in, and its two buttons.

use axum::extract::State;

use super::answers::Sent;
use super::authorize;
use super::browser::{BrowserSession, session};
use super::malformed::Malformed;
use super::parameters::{Parameters, Reading};
use super::pending::{Errand, Pending};
use super::received::Received;
use super::reply::Reply;
use super::screens;
use super::site::Site;
use crate::authority::Secret;
use crate::defects::Defect;

/// `GET /integrations/oauth2/consent`: the consent page, after log-in.
pub(super) async fn consent_page(State(site): State<Site>, received: Received) -> Reply {
    let query = Parameters::from_query(received.query()).unwrap_or_default();
    let ticket = Secret::new(query.get("ticket").unwrap_or_default());
    // It is looked at and not used up: the page may be loaded again. Each time it draws the ticket for its form anew.
    let pending = site.desk.look(&ticket, received.now);
    let (
        Some(Pending { errand: Errand::Authorize(query), session: Some(hash), .. }),
        Some(session),
    ) = (pending, session(&site, &received))
    else {
        return screens::stale(&site);
    };
    if session.hash != hash {
        return screens::stale(&site);
    }
    match authorize::judge(&site, &received, &query) {
        Err(reply) => *reply,
        Ok((_, asked)) => authorize::allow_or_ask(&site, &received, &query, &asked, &session),
    }
}

/// `POST /integrations/oauth2/consent`: **Allow access** or **Cancel**.
pub(super) async fn consent(State(site): State<Site>, received: Received) -> Reply {
    let read = Parameters::from_body(&received.headers, &received.body, Reading::default());
    let parameters = match read {
        Ok((parameters, _)) => parameters,
        Err(malformed) => return screens::malformed(&site, &malformed),
    };
    let Some(session) = session(&site, &received) else { return screens::stale(&site) };
    let ticket = parameters.get("ticket").unwrap_or_default();
    let sent = Sent::new(Some(session.hash), ticket, [&*received.body]);
    let decide = || decide(&site, &received, &parameters, &session);
    site.answers.once(sent, received.now, |_| false, decide)
}

fn decide(
    site: &Site,
    received: &Received,
    parameters: &Parameters,
    session: &BrowserSession,
) -> Reply {
    let ticket = Secret::new(parameters.get("ticket").unwrap_or_default());
    let query = match site.desk.take(&ticket, received.now) {
        Some(Pending { errand: Errand::Authorize(query), session: Some(hash), .. })
            if hash == session.hash =>
        {
            query
        }
        _ if site.shell.has(Defect::ConsentWithoutCsrf) => {
            parameters.get("request").unwrap_or_default().to_owned()
        }
        _ => return screens::stale(site),
    };
    match parameters.get("decision") {
        Some("allow") => authorize::allow(site, received, &query, session.user),
        Some("deny") => authorize::deny(site, received, &query, Some(session.user)),
        _ => screens::malformed(site, &Malformed::new("decision is allow or deny")),
    }
}
