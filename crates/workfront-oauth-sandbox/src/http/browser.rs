//! A person's browser: its session, and the way through log-in.

use axum::extract::State;
use http::StatusCode;
use http::header::{LOCATION, SET_COOKIE};

use super::answers::Sent;
use super::cookie;
use super::form;
use super::parameters::{Parameters, Reading};
use super::pending::{Errand, Pending};
use super::received::Received;
use super::reply::Reply;
use super::screens;
use super::site::Site;
use crate::authority::{LogIn, LogOut, Secret, SecretHash, UserId};
use crate::defects::Defect;
use crate::journal::Judgement;
use crate::policy::choice::IdentityProvider;

/// The live session of a browser.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSession {
    pub(crate) hash: SecretHash,
    pub(crate) user: UserId,
    pub(crate) username: String,
    pub(crate) name: String,
}

/// The session that the cookie of `received` names, if it lives. Sessions of apps do not count: a token is no cookie.
pub(crate) fn session(site: &Site, received: &Received) -> Option<BrowserSession> {
    let id = cookie::read(&received.headers, &cookie::name(&site.tenant))?;
    site.read(|state| {
        let (session, user) = state.session(&site.tenant, &id, received.now)?;
        session.origin.client_id().is_none().then(|| BrowserSession {
            hash: id.hash(),
            user: user.user_id,
            username: user.username.clone(),
            name: user.name.clone(),
        })
    })
}

/// `reply`, with which the browser gets the session `id`.
pub(super) fn with_session(site: &Site, reply: Reply, id: &Secret) -> Reply {
    reply.with_value(SET_COOKIE, cookie::set(&cookie::name(&site.tenant), id))
}

/// The log-in page for `pending`: our own, or the way to the identity provider's.
pub(super) fn ask_to_log_in(site: &Site, received: &Received, pending: Pending) -> Reply {
    let Some(ticket) = site.desk.keep(pending.clone(), received.now) else {
        return screens::no_randomness(site);
    };
    match site.shell.policy.identity_provider {
        IdentityProvider::Workfront => screens::log_in(site, &ticket, &pending, None),
        IdentityProvider::SingleSignOn => {
            let judgement = Judgement::accepted(
                "login.sso",
                "oauth-app-code-token-flow",
                "with single sign-on, the identity provider's log-in page opens",
            );
            let location = format!("/sso/log-in?ticket={}", form::encode(ticket.expose_secret()));
            Reply::see_other(&location, judgement)
        }
    }
}

/// `GET /login`: the log-in page for somebody who comes of their own accord.
pub(super) async fn log_in_page(State(site): State<Site>, received: Received) -> Reply {
    let to = Parameters::from_query(received.query()).ok();
    let to = to.as_ref().and_then(|query| query.get("to")).filter(|to| is_own_path(to));
    let errand = Errand::Visit(to.unwrap_or("/").to_owned());
    ask_to_log_in(&site, &received, Pending { errand, session: None, vouched: None })
}

/// `POST /login`: username and password.
pub(super) async fn log_in(State(site): State<Site>, received: Received) -> Reply {
    let parameters = match sent(&site, &received) {
        Ok(parameters) => parameters,
        Err(reply) => return *reply,
    };
    // Whoever sends the same again has the ticket, the username and the password.
    let sent = Sent::new(None, parameters.get("ticket").unwrap_or_default(), [&*received.body]);
    let check = || check_password(&site, &received, &parameters);
    site.answers.once(sent, received.now, |_| false, check)
}

fn check_password(site: &Site, received: &Received, parameters: &Parameters) -> Reply {
    let (ticket, pending) = match answers_to(site, received, parameters) {
        Ok(found) => found,
        Err(reply) => return *reply,
    };
    let username = parameters.get("username").unwrap_or_default();
    let command = LogIn {
        tenant: site.tenant.clone(),
        username: username.to_owned(),
        password: Secret::new(parameters.get("password").unwrap_or_default()),
    };
    match site.run(command, received.now) {
        Ok(logged_in) => {
            site.desk.take(&ticket, received.now);
            logged_in_reply(site, received, pending, &logged_in.session_id)
        }
        Err(refusal) => screens::log_in(site, &ticket, &pending, Some((username, &refusal))),
    }
}

/// `POST /logout`: the button that each page has for somebody who is logged in.
pub(super) async fn log_out(State(site): State<Site>, received: Received) -> Reply {
    if let Some(session) = session(&site, &received) {
        let reading = Reading::default();
        let read = Parameters::from_body(&received.headers, &received.body, reading);
        let sent = match &read {
            Ok((parameters, _)) => parameters.get("csrf").unwrap_or_default(),
            Err(malformed) => return screens::malformed(&site, malformed),
        };
        if !site.shell.form_key.fits(session.hash, sent) {
            return screens::stale(&site);
        }
    }
    let name = cookie::name(&site.tenant);
    if let Some(session_id) = cookie::read(&received.headers, &name) {
        let command = LogOut { tenant: site.tenant.clone(), session_id };
        if let Err(refusal) = site.run(command, received.now) {
            return screens::refusal(&site, StatusCode::BAD_REQUEST, &refusal);
        }
    }
    let judgement =
        Judgement::accepted("login.log-out", "log-out-of-workfront", "the session is over");
    Reply::see_other("/login", judgement).with_value(SET_COOKIE, cookie::clear(&name))
}

/// Somebody has logged in: on with their errand.
pub(super) fn logged_in_reply(
    site: &Site,
    received: &Received,
    pending: Pending,
    session: &Secret,
) -> Reply {
    let judgement = Judgement::accepted(
        "login.credentials",
        "create-oauth-application",
        "the person is logged in",
    );
    let location = match pending.errand {
        Errand::Visit(path) => path,
        Errand::Authorize(query) => {
            let session = Some(session.hash());
            let pending = Pending { errand: Errand::Authorize(query), session, vouched: None };
            match site.desk.keep(pending, received.now) {
                Some(ticket) => format!(
                    "/integrations/oauth2/consent?ticket={}",
                    form::encode(ticket.expose_secret())
                ),
                None => return screens::no_randomness(site),
            }
        }
    };
    let reply = if site.shell.has(Defect::TemporaryRedirect) {
        Reply::new(StatusCode::TEMPORARY_REDIRECT, judgement).with(LOCATION, &location)
    } else {
        Reply::see_other(&location, judgement)
    };
    with_session(site, reply, session)
}

/// The form in `received`.
pub(super) fn sent(site: &Site, received: &Received) -> Result<Parameters, Box<Reply>> {
    let read = Parameters::from_body(&received.headers, &received.body, Reading::default());
    let (parameters, _) =
        read.map_err(|malformed| Box::new(screens::malformed(site, &malformed)))?;
    Ok(parameters)
}

/// The ticket of the page that the form with these `parameters` answers, and what it stands for.
pub(super) fn answers_to(
    site: &Site,
    received: &Received,
    parameters: &Parameters,
) -> Result<(Secret, Pending), Box<Reply>> {
    let ticket = Secret::new(parameters.get("ticket").unwrap_or_default());
    match site.desk.look(&ticket, received.now) {
        Some(pending) => Ok((ticket, pending)),
        None => Err(Box::new(screens::stale_log_in(site))),
    }
}

/// Whether `path` is a path of this site and nothing that a browser takes for another (`//host`, `/\host`).
fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_in_leads_to_no_other_site() {
        for good in ["/", "/setup/apps?x=1", "/a//b"] {
            assert!(is_own_path(good), "{good}");
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/\n/x",
            "javascript:x",
        ] {
            assert!(!is_own_path(bad), "{bad}");
        }
    }
}
