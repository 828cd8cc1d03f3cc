//! The pages that a person sees on the way through log-in and consent.

use http::StatusCode;

use super::browser::BrowserSession;
use super::form;
use super::malformed::Malformed;
use super::pending::{Errand, Pending};
use super::received::Received;
use super::reply::Reply;
use super::site::{Site, is_not_kept};
use crate::authority::{Authorizable, Refusal, Secret, rules};
use crate::defects::Defect;
use crate::journal::Judgement;
use crate::pages::{
    self, AskingApp, Because, ConsentPage, FormsLead, Frame, LogInHost, LogInPage, Notice, WayOn,
};

/// The log-in page, once more with what was typed and the `refusal` when the last try was none.
pub(super) fn log_in(
    site: &Site,
    ticket: &Secret,
    pending: &Pending,
    tried: Option<(&str, &Refusal)>,
) -> Reply {
    ask_for_password(site, LogInHost::Workfront, ticket, pending, tried)
}

/// The identity provider's page.
pub(super) fn sso(
    site: &Site,
    ticket: &Secret,
    pending: &Pending,
    tried: Option<(&str, &Refusal)>,
) -> Reply {
    ask_for_password(site, LogInHost::IdentityProvider, ticket, pending, tried)
}

fn ask_for_password(
    site: &Site,
    host: LogInHost,
    ticket: &Secret,
    pending: &Pending,
    tried: Option<(&str, &Refusal)>,
) -> Reply {
    let (status, judgement) = match tried {
        Some((_, refusal)) if is_not_kept(refusal) => {
            return refused(site, StatusCode::SERVICE_UNAVAILABLE, Judgement::from(refusal));
        }
        Some((_, refusal)) => (StatusCode::UNAUTHORIZED, Judgement::from(refusal)),
        None => (
            StatusCode::OK,
            Judgement::accepted(
                "login.asked",
                "oauth-app-code-token-flow",
                "there is no live session: the person is asked to log in",
            ),
        ),
    };
    let page = LogInPage {
        frame: Frame::new(&site.tenant),
        host,
        ticket: ticket.expose_secret().to_owned(),
        username: tried.map(|(username, _)| username.to_owned()).unwrap_or_default(),
        refusal: tried.map(|_| "No user has this username and password.".to_owned()),
    };
    // A remembered consent sends the browser on to the app without another page.
    let redirect_uri = match &pending.errand {
        Errand::Authorize(query) => redirect_uri(query),
        Errand::Visit(_) => None,
    };
    let forms = redirect_uri.as_deref().map_or(FormsLead::Here, FormsLead::BackTo);
    pages::page(site, status, judgement, &page, forms)
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
    let page = ConsentPage {
        frame: Frame::new(&site.tenant),
        app: asking_app(site, asked),
        account_name: session.name.clone(),
        username: session.username.clone(),
        ticket: ticket.expose_secret().to_owned(),
        goes_to: pages::place_of(&asked.redirect_uri),
        forgeable: site.shell.has(Defect::ConsentWithoutCsrf).then(|| query.to_owned()),
        unescaped: site.shell.has(Defect::UnescapedName),
    };
    pages::page(site, StatusCode::OK, judgement, &page, FormsLead::BackTo(&asked.redirect_uri))
}

fn asking_app(site: &Site, asked: &Authorizable) -> AskingApp {
    site.read(|state| {
        let app = state.environment(&site.tenant).and_then(|home| home.app(asked.client_id));
        app.map(|app| AskingApp {
            name: app.settings.name.clone(),
            logo: pages::logo_address(app),
            description: app.settings.description.clone(),
            description_url: pages::web_address(&app.settings.description_url),
            privacy_policy_url: pages::web_address(&app.settings.privacy_policy_url),
            developer: app.settings.developer_name.clone(),
        })
        .unwrap_or_default()
    })
}

/// An error of the authorization endpoint that is shown and not redirected.
pub(super) fn error(site: &Site, status: StatusCode, judgement: Judgement) -> Reply {
    let frame = Frame::new(&site.tenant);
    let notice = match judgement.rule == rules::CONSENT_DENIED.id {
        true => Notice::denied(frame),
        false => Notice::authorization_error(frame, Because::from(&judgement)),
    };
    pages::page(site, status, judgement, &notice, FormsLead::Here)
}

/// A `refusal` of the authority: `status`, unless it is storage that failed.
pub(super) fn refusal(site: &Site, status: StatusCode, refusal: &Refusal) -> Reply {
    let judgement = Judgement::from(refusal);
    match is_not_kept(refusal) {
        true => refused(site, StatusCode::SERVICE_UNAVAILABLE, judgement),
        false => error(site, status, judgement),
    }
}

/// A form that cannot be read.
pub(super) fn malformed(site: &Site, malformed: &Malformed) -> Reply {
    let judgement = Judgement::refused("page.form", "RFC 9110 §15.5.1", malformed.why.clone());
    refused(site, malformed.status, judgement)
}

/// A form or link whose page is gone: answered already, too old, or of another session.
pub(super) fn stale(site: &Site) -> Reply {
    gone(site, WayOn::home())
}

/// The same on the way through log-in.
pub(super) fn stale_log_in(site: &Site) -> Reply {
    gone(site, WayOn::log_in())
}

fn gone(site: &Site, way_on: WayOn) -> Reply {
    let judgement = Judgement::refused(
        "page.ticket",
        "RFC 6749 §10.12",
        "this page was answered already, is too old, or was shown in another session; begin again at the app",
    );
    let notice = Notice::stale(Frame::new(&site.tenant), way_on);
    pages::page(site, StatusCode::BAD_REQUEST, judgement, &notice, FormsLead::Here)
}

/// The machine gives no randomness.
pub(super) fn no_randomness(site: &Site) -> Reply {
    let judgement =
        Judgement::refused("page.ticket", "RFC 6749 §10.10", "the machine gives no random numbers");
    refused(site, StatusCode::SERVICE_UNAVAILABLE, judgement)
}

fn refused(site: &Site, status: StatusCode, judgement: Judgement) -> Reply {
    let notice = Notice::refused(Frame::new(&site.tenant), Because::from(&judgement));
    pages::page(site, status, judgement, &notice, FormsLead::Here)
}

/// The `redirect_uri` of an authorization request that was judged before anybody was asked to log in.
fn redirect_uri(query: &str) -> Option<String> {
    let pairs = form::parse(query.as_bytes()).ok()?;
    pairs.into_iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value)
}
