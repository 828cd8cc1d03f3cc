//! The pages that a person sees on the way through log-in and consent, with the headers that keep them from being framed, cached
//! or scripted.

use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};
use url::Url;

use super::browser::BrowserSession;
use super::malformed::Malformed;
use super::parameters::Parameters;
use super::pending::{Errand, Pending};
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use crate::authority::{Authorizable, Refusal, Secret};
use crate::defects::Defect;
use crate::journal::Judgement;

/// The log-in page, once more with `refusal` when the last try was none.
pub(super) fn log_in(
    site: &Site,
    ticket: &Secret,
    pending: &Pending,
    refusal: Option<&Refusal>,
) -> Reply {
    let (status, judgement) = log_in_judgement(refusal);
    let html = form("Log in to Workfront", "/login", ticket, LOG_IN_FIELDS);
    page(site, status, judgement, html, errand_target(pending).as_deref())
}

/// The identity provider's page.
pub(super) fn sso(
    site: &Site,
    ticket: &Secret,
    pending: &Pending,
    refusal: Option<&Refusal>,
) -> Reply {
    let (status, judgement) = log_in_judgement(refusal);
    let html = form("Log in with your organization", "/sso/log-in", ticket, LOG_IN_FIELDS);
    page(site, status, judgement, html, errand_target(pending).as_deref())
}

/// The consent page.
pub(super) fn consent(
    site: &Site,
    received: &Received,
    query: &str,
    asked: &Authorizable,
    session: &BrowserSession,
) -> Reply {
    let pending = Pending {
        errand: Errand::Authorize(query.to_owned()),
        session: Some(session.hash),
        vouched: None,
    };
    let Some(ticket) = site.desk.keep(pending, received.now) else { return no_randomness(site) };
    let judgement = Judgement::accepted(
        "consent.asked",
        "oauth-app-code-token-flow",
        "the person is asked whether the app may have access",
    );
    let account = escaped(&format!("{} ({})", session.name, session.username));
    let fields = format!("<p>{account}</p>{CONSENT_FIELDS}");
    let html = form("Allow access?", "/integrations/oauth2/consent", &ticket, &fields);
    page(site, StatusCode::OK, judgement, html, Some(&asked.redirect_uri))
}

/// An error that is shown and not redirected.
pub(super) fn error(site: &Site, status: StatusCode, judgement: Judgement) -> Reply {
    let html = format!("<!doctype html><title>Workfront</title><p>{}", escaped(&judgement.why));
    page(site, status, judgement, html, None)
}

/// A form that cannot be read.
pub(super) fn malformed(site: &Site, malformed: &Malformed) -> Reply {
    let judgement = Judgement::refused("page.form", "RFC 9110 §15.5.1", malformed.why.clone());
    error(site, malformed.status, judgement)
}

/// A form or link whose page is gone: answered already, too old, or of another session.
pub(super) fn stale(site: &Site) -> Reply {
    let judgement = Judgement::refused(
        "page.ticket",
        "RFC 6749 §10.12",
        "this page was answered already, is too old, or was shown in another session; begin again at the app",
    );
    error(site, StatusCode::BAD_REQUEST, judgement)
}

/// The machine gives no randomness.
pub(super) fn no_randomness(site: &Site) -> Reply {
    let judgement =
        Judgement::refused("page.ticket", "RFC 6749 §10.10", "the machine gives no random numbers");
    error(site, StatusCode::SERVICE_UNAVAILABLE, judgement)
}

/// A page. Its forms may lead to this site and, in the end, to `target`: browsers hold a form to that through all redirects.
fn page(
    site: &Site,
    status: StatusCode,
    judgement: Judgement,
    html: String,
    target: Option<&str>,
) -> Reply {
    let target =
        target.and_then(form_target).map(|target| format!(" {target}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'{target}; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut reply = Reply::new(status, judgement).html(html);
    if site.shell.has(Defect::PagesCached) {
        reply = reply.without(http::header::CACHE_CONTROL).without(http::header::PRAGMA);
    } else {
        reply = reply.with(REFERRER_POLICY, "no-referrer");
    }
    if site.shell.has(Defect::Framable) {
        return reply;
    }
    reply.with(CONTENT_SECURITY_POLICY, &policy).with(X_FRAME_OPTIONS, "DENY")
}

/// A redirect URL as a source expression of `form-action` (CSP Level 3 §2.3.1).
fn form_target(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    if url.origin().is_tuple() {
        Some(url.origin().ascii_serialization())
    } else {
        Some(format!("{}:", url.scheme()))
    }
}

/// Where the errand ends, if that is an app.
fn errand_target(pending: &Pending) -> Option<String> {
    match &pending.errand {
        Errand::Authorize(query) => {
            let query = Parameters::from_query(query).ok()?;
            query.get("redirect_uri").map(str::to_owned)
        }
        Errand::Visit(_) => None,
    }
}

fn form(title: &str, action: &str, ticket: &Secret, fields: &str) -> String {
    format!(
        "<!doctype html><title>{title}</title><form method=\"post\" action=\"{action}\"><h1>{title}</h1>\
         <input type=\"hidden\" name=\"ticket\" value=\"{}\">{fields}</form>",
        ticket.expose_secret()
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn log_in_judgement(refusal: Option<&Refusal>) -> (StatusCode, Judgement) {
    match refusal {
        Some(refusal) => (StatusCode::UNAUTHORIZED, Judgement::from(refusal)),
        None => (
            StatusCode::OK,
            Judgement::accepted(
                "login.asked",
                "oauth-app-code-token-flow",
                "there is no live session: the person is asked to log in",
            ),
        ),
    }
}

const LOG_IN_FIELDS: &str = "<label>Username <input name=\"username\"></label>\
    <label>Password <input name=\"password\" type=\"password\"></label><button>Log in</button>";
const CONSENT_FIELDS: &str = "<button name=\"decision\" value=\"deny\">Cancel</button>\
    <button name=\"decision\" value=\"allow\">Allow access</button>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_where_the_app_is() {
        for (uri, target) in [
            ("https://app.example/cb?x=1", "https://app.example"),
            ("http://127.0.0.1:5000/cb", "http://127.0.0.1:5000"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            assert_eq!(form_target(uri).as_deref(), Some(target));
        }
    }
}
