//! Single sign-on: a page that stands in for an organization's identity provider ("if the user has an SSO configuration, the identity
//! provider's log-in page opens", page 001).

use axum::extract::State;
use http::StatusCode;

use super::browser::{answers_to, logged_in_reply, sent};
use super::form;
use super::parameters::Parameters;
use super::pending::Pending;
use super::received::Received;
use super::reply::Reply;
use super::screens;
use super::site::Site;
use crate::authority::{LogIn, LogInAs, LogOut, Secret};
use crate::journal::Judgement;

/// `GET /sso/log-in`: the stand-in for an organization's identity provider.
pub(super) async fn sso_page(State(site): State<Site>, received: Received) -> Reply {
    let query = Parameters::from_query(received.query()).unwrap_or_default();
    let ticket = Secret::new(query.get("ticket").unwrap_or_default());
    match site.desk.look(&ticket, received.now) {
        Some(pending) => screens::sso(&site, &ticket, &pending, None),
        None => screens::stale_log_in(&site),
    }
}

/// `POST /sso/log-in`: the identity provider checks who it is, and vouches to Workfront on a redirect.
pub(super) async fn sso(State(site): State<Site>, received: Received) -> Reply {
    let parameters = match sent(&site, &received) {
        Ok(parameters) => parameters,
        Err(reply) => return *reply,
    };
    let (ticket, pending) = match answers_to(&site, &received, &parameters) {
        Ok(found) => found,
        Err(reply) => return *reply,
    };
    let username = parameters.get("username").unwrap_or_default();
    let password = Secret::new(parameters.get("password").unwrap_or_default());
    let command = LogIn { tenant: site.tenant.clone(), username: username.to_owned(), password };
    let logged_in = match site.run(command, received.now) {
        Ok(logged_in) => logged_in,
        Err(refusal) => return screens::sso(&site, &ticket, &pending, Some((username, &refusal))),
    };
    // The provider's own session is of no use to Workfront, which opens one of its own.
    let end = LogOut { tenant: site.tenant.clone(), session_id: logged_in.session_id };
    if let Err(refusal) = site.run(end, received.now) {
        return screens::refusal(&site, StatusCode::BAD_REQUEST, &refusal);
    }
    // Somebody who clicks twice is checked twice, for the first way back may be used up.
    site.desk.spend(&ticket, received.now);
    let vouched = Pending { vouched: Some(logged_in.user), ..pending };
    let Some(ticket) = site.desk.keep(vouched, received.now) else {
        return screens::no_randomness(&site);
    };
    let judgement = Judgement::accepted(
        "login.sso",
        "oauth-app-code-token-flow",
        "the identity provider vouches for the person",
    );
    let location = format!("/sso/return?ticket={}", form::encode(ticket.expose_secret()));
    Reply::see_other(&location, judgement)
}

/// `GET /sso/return`: back from the identity provider.
///
/// A link on a page of another site would log somebody in as whoever made it (RFC 6749 §10.12).
pub(super) async fn sso_return(State(site): State<Site>, received: Received) -> Reply {
    if received.comes_from_elsewhere() {
        return screens::stale_log_in(&site);
    }
    let query = Parameters::from_query(received.query()).unwrap_or_default();
    let ticket = Secret::new(query.get("ticket").unwrap_or_default());
    let Some(Pending { vouched: Some(user), errand, .. }) = site.desk.take(&ticket, received.now)
    else {
        return screens::stale_log_in(&site);
    };
    match site.run(LogInAs { tenant: site.tenant.clone(), user }, received.now) {
        Ok(logged_in) => {
            let pending = Pending { errand, session: None, vouched: None };
            logged_in_reply(&site, &received, pending, &logged_in.session_id)
        }
        Err(refusal) => screens::refusal(&site, StatusCode::BAD_REQUEST, &refusal),
    }
}
