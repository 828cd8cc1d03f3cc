//! Whoever is at a page that is not for everybody: an administrator with a session, or else an answer that says what is missing.

use http::StatusCode;

use super::answer::page;
use super::frame::{Frame, Person, Place};
use super::notice::{Because, Notice, WayOn};
use super::paths;
use super::protection::FormsLead;
use crate::authority::{Actor, OpenSetup, Refusal, SecretHash, UserId};
use crate::http::browser;
use crate::http::form;
use crate::http::malformed::Malformed;
use crate::http::parameters::{Parameters, Reading};
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::{Site, is_not_kept};
use crate::journal::Judgement;

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) user: UserId,
    name: String,
    session: SecretHash,
}

impl Visitor {
    /// Whoever's session `received` carries.
    ///
    /// # Errors
    ///
    /// The way to the log-in page, and from there back here.
    pub(crate) fn of(site: &Site, received: &Received) -> Result<Self, Box<Reply>> {
        match browser::session(site, received) {
            Some(session) => {
                Ok(Self { user: session.user, name: session.name, session: session.hash })
            }
            None => Err(Box::new(to_log_in(site, received))),
        }
    }

    /// The same, if it is a Workfront administrator.
    ///
    /// # Errors
    ///
    /// The way to the log-in page, or a page that says that Setup is for administrators.
    pub(crate) fn administrator(site: &Site, received: &Received) -> Result<Self, Box<Reply>> {
        let visitor = Self::of(site, received)?;
        let command = OpenSetup { tenant: site.tenant.clone(), actor: visitor.actor() };
        match site.run(command, received.now) {
            Ok(()) => Ok(visitor),
            Err(refusal) => {
                let judgement = Judgement::from(&refusal);
                let notice = Notice::administrators_only(visitor.frame(site, Place::Elsewhere));
                let status = StatusCode::FORBIDDEN;
                Err(Box::new(page(site, status, judgement, &notice, FormsLead::Here)))
            }
        }
    }

    /// Who acts, for the authority.
    pub(crate) fn actor(&self) -> Actor {
        Actor::User(self.user)
    }

    /// The session, by its hash.
    pub(crate) fn session(&self) -> SecretHash {
        self.session
    }

    /// The surroundings of a page for this visitor.
    pub(crate) fn frame(&self, site: &Site, place: Place) -> Frame {
        let csrf = site.shell.form_key.token(self.session);
        let administrator = site.read(|state| state.user(self.user).is_some_and(|user| user.admin));
        let person = Person { name: self.name.clone(), csrf, administrator };
        Frame::new(&site.tenant).for_person(person).at(place)
    }

    /// Lets a form pass that carries this session's token.
    ///
    /// # Errors
    ///
    /// A page that says that the form is out of date.
    pub(crate) fn sent(
        &self,
        site: &Site,
        received: &Received,
        token: &str,
    ) -> Result<(), Box<Reply>> {
        if site.shell.form_key.fits(self.session, token) {
            return Ok(());
        }
        let judgement = Judgement::refused(
            "page.token",
            "RFC 6749 §10.12",
            "the form does not carry the token of this session",
        );
        let notice = Notice::stale_form(
            self.frame(site, Place::Elsewhere),
            WayOn::new(received.uri.path(), "Open the page anew"),
        );
        Err(Box::new(page(site, StatusCode::FORBIDDEN, judgement, &notice, FormsLead::Here)))
    }

    /// The fields of a form that carries this session's token.
    ///
    /// # Errors
    ///
    /// A page that says that the form cannot be read, or that it is out of date.
    pub(crate) fn form(&self, site: &Site, received: &Received) -> Result<Parameters, Box<Reply>> {
        let reading = Reading::default();
        match Parameters::from_body(&received.headers, &received.body, reading) {
            Ok((form, _)) => {
                self.sent(site, received, form.get("csrf").unwrap_or_default())?;
                Ok(form)
            }
            Err(malformed) => Err(Box::new(self.unreadable(site, malformed))),
        }
    }

    /// A page that says that the form cannot be read.
    pub(crate) fn unreadable(&self, site: &Site, malformed: Malformed) -> Reply {
        let judgement = Judgement::refused("page.form", "RFC 9110 §15.5.1", malformed.why);
        self.refused(site, malformed.status, judgement)
    }

    /// A page for a `refusal` of the authority: `status`, unless it is storage that failed.
    pub(crate) fn refusal(&self, site: &Site, status: StatusCode, refusal: &Refusal) -> Reply {
        let failed = is_not_kept(refusal);
        let status = if failed { StatusCode::SERVICE_UNAVAILABLE } else { status };
        self.refused(site, status, Judgement::from(refusal))
    }

    /// A page that says why nothing was done.
    pub(crate) fn refused(&self, site: &Site, status: StatusCode, judgement: Judgement) -> Reply {
        let because = Because::from(&judgement);
        let mut notice = Notice::refused(self.frame(site, Place::Elsewhere), because);
        notice.way_on = Some(WayOn::apps());
        page(site, status, judgement, &notice, FormsLead::Here)
    }
}

/// An answer to a form that is longer than anything the pages take.
pub(crate) fn too_long(site: &Site, judgement: Judgement) -> Reply {
    let notice = Notice::too_long(Frame::new(&site.tenant));
    page(site, StatusCode::PAYLOAD_TOO_LARGE, judgement, &notice, FormsLead::Here)
}

fn to_log_in(site: &Site, received: &Received) -> Reply {
    if !received.method.is_safe() {
        return logged_out(site, received);
    }
    let judgement = Judgement::accepted(
        "login.asked",
        "create-oauth-application",
        "there is no live session: the person is asked to log in",
    );
    let to = received.uri.path_and_query().map_or(paths::HOME, |path| path.as_str());
    Reply::see_other(&log_in_for(to), judgement)
}

/// A form cannot be sent again after log-in: a redirect there would lose what was typed without a word.
fn logged_out(site: &Site, received: &Received) -> Reply {
    let judgement = Judgement::refused(
        "page.session",
        "create-oauth-application",
        "there is no live session: nothing of the form was saved",
    );
    let log_in = WayOn { href: log_in_for(received.uri.path()), ..WayOn::log_in() };
    let notice = Notice::logged_out(Frame::new(&site.tenant), log_in);
    page(site, StatusCode::FORBIDDEN, judgement, &notice, FormsLead::Here)
}

fn log_in_for(path: &str) -> String {
    format!("{}?to={}", paths::LOG_IN, form::encode(path))
}
