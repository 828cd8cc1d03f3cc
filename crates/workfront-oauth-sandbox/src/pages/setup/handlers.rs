//! Showing the list, an app, and the pages that create and delete one.

use axum::extract::{Path, State};
use http::StatusCode;

use super::app::{Aftermath, AppPage};
use super::create::{NewAppForm, NewAppPage};
use super::delete::DeleteAppPage;
use super::list::{AppRow, AppsPage};
use super::once;
use super::told::Told;
use crate::authority::{App, AppSettings, ClientId, CreateApp, DeleteApp, ErrorCode};
use crate::http::answers::Sent;
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::{Site, is_not_kept};
use crate::journal::Judgement;
use crate::pages::answer::page;
use crate::pages::frame::Place;
use crate::pages::notice::{Notice, WayOn};
use crate::pages::paths;
use crate::pages::problems::Problems;
use crate::pages::protection::FormsLead;
use crate::pages::visitor::Visitor;

/// `GET`: the list.
pub(crate) async fn list(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let wording = site.shell.policy.wording;
    let apps = site.read(|state| {
        let home = state.environment(&site.tenant);
        let apps = home.map(|home| home.apps()).unwrap_or_default();
        apps.into_iter().map(|app| AppRow::new(app, wording)).collect()
    });
    let list = AppsPage {
        frame: visitor.frame(&site, Place::Apps),
        apps,
        limit: site.shell.policy.app_limit,
        told: once::take_at_list(&site, &visitor, &received),
    };
    page(&site, StatusCode::OK, shown("setup.list", "the list of apps"), &list, FormsLead::Here)
}

/// `GET`: **Create app integration**.
pub(crate) async fn new_app(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let new = NewAppPage {
        frame: visitor.frame(&site, Place::Apps),
        wording: site.shell.policy.wording,
        full: full(&site),
        name: String::new(),
        kind: None,
        problems: Problems::default(),
    };
    page(&site, StatusCode::OK, shown("setup.new", "the three types"), &new, FormsLead::Here)
}

/// How many apps there may be, if there are that many.
fn full(site: &Site) -> Option<u64> {
    let limit = site.shell.policy.app_limit;
    let count = site.read(|state| state.environment(&site.tenant).map(|home| home.apps().len()));
    (count.unwrap_or_default() as u64 >= limit).then_some(limit)
}

/// `POST`: **Create**. The first client secret, if the policy gives one, is shown on the page that follows, this once.
pub(crate) async fn create(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let sent = match visitor.form(&site, &received) {
        Ok(sent) => sent,
        Err(reply) => return *reply,
    };
    let ticket = sent.get("ticket").unwrap_or_default();
    let clicked = Sent::new(Some(visitor.session()), ticket, [&*received.body]);
    let waits = |location: &str| once::waits(&site, location, received.now);
    let make = || create_once(&site, &visitor, &received, &sent);
    site.answers.once(clicked, received.now, waits, make)
}

fn create_once(site: &Site, visitor: &Visitor, received: &Received, sent: &Parameters) -> Reply {
    let form = NewAppForm::new(sent);
    let mut problems = form.problems();
    let mut judgement = Judgement::refused(
        "app.name",
        "create-oauth-application",
        "a type and a name are needed to create an app",
    );
    if let (Some(kind), true) = (form.kind, problems.is_empty()) {
        let command = CreateApp {
            tenant: site.tenant.clone(),
            actor: visitor.actor(),
            kind,
            settings: AppSettings::new(&form.name, kind, &site.shell.policy),
        };
        match site.run(command, received.now) {
            Ok(created) => {
                let told = Some(Told::Created);
                let after = Aftermath { told, secret: created.secret, ..Aftermath::default() };
                return created_page(site, visitor, received, created.client_id, after);
            }
            Err(refusal) if is_not_kept(&refusal) => {
                return visitor.refusal(site, StatusCode::CONFLICT, &refusal);
            }
            Err(refusal) => {
                match refusal.field {
                    Some(field) => problems.refused_about(field, &refusal),
                    None => problems.refused(&refusal),
                }
                judgement = Judgement::from(&refusal);
            }
        }
    }
    let frame = visitor.frame(site, Place::Apps);
    let wording = site.shell.policy.wording;
    let full = full(site);
    let new = NewAppPage { frame, wording, full, name: form.name, kind: form.kind, problems };
    page(site, StatusCode::UNPROCESSABLE_ENTITY, judgement, &new, FormsLead::Here)
}

/// After **Create**: on to the app's page, which shows its first secret once.
fn created_page(
    site: &Site,
    visitor: &Visitor,
    received: &Received,
    client_id: ClientId,
    after: Aftermath,
) -> Reply {
    let judgement = shown("setup.create", "the app was created");
    once::redirect(site, visitor, received, client_id, (&judgement, &after))
        .unwrap_or_else(|| show_app(site, visitor, client_id, StatusCode::OK, judgement, after))
}

/// `GET`: the page of one app.
pub(crate) async fn app(
    State(site): State<Site>,
    Path(client_id): Path<String>,
    received: Received,
) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let Ok(client_id) = client_id.parse() else { return not_found(&site, &visitor) };
    let after = once::take(&site, &visitor, &received, client_id).unwrap_or_default();
    let judgement = shown("setup.app", "the fields of the app");
    show_app(&site, &visitor, client_id, StatusCode::OK, judgement, after)
}

/// `GET`: the page that asks once more.
pub(crate) async fn ask_to_delete(
    State(site): State<Site>,
    Path(client_id): Path<String>,
    received: Received,
) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let Some(app) = find(&site, &client_id) else { return not_found(&site, &visitor) };
    let ask = DeleteAppPage::new(visitor.frame(&site, Place::Apps), &app);
    let judgement = shown("setup.delete", "the person is asked once more");
    page(&site, StatusCode::OK, judgement, &ask, FormsLead::Here)
}

/// `POST`: **Delete**.
pub(crate) async fn delete(
    State(site): State<Site>,
    Path(client_id): Path<String>,
    received: Received,
) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let sent = match visitor.form(&site, &received) {
        Ok(sent) => sent,
        Err(reply) => return *reply,
    };
    let Ok(client_id) = client_id.parse() else { return not_found(&site, &visitor) };
    let ticket = sent.get("ticket").unwrap_or_default();
    let clicked = Sent::new(Some(visitor.session()), ticket, [&*received.body]);
    let delete = || delete_once(&site, &visitor, &received, client_id);
    site.answers.once(clicked, received.now, |_| false, delete)
}

fn delete_once(site: &Site, visitor: &Visitor, received: &Received, client_id: ClientId) -> Reply {
    let command = DeleteApp { tenant: site.tenant.clone(), actor: visitor.actor(), client_id };
    match site.run(command, received.now) {
        Ok(()) => {
            let judgement = shown("setup.delete", "the app was deleted, and all that hung on it");
            once::redirect_to_list(site, visitor, received, client_id, &judgement)
                .unwrap_or_else(|| Reply::see_other(paths::APPS, judgement))
        }
        Err(refusal) if refusal.error == ErrorCode::NotFound => not_found(site, visitor),
        Err(refusal) => visitor.refusal(site, StatusCode::CONFLICT, &refusal),
    }
}

/// The page of the app `client_id`, or one that says that there is none.
pub(super) fn show_app(
    site: &Site,
    visitor: &Visitor,
    client_id: ClientId,
    status: StatusCode,
    judgement: Judgement,
    after: Aftermath,
) -> Reply {
    let frame = visitor.frame(site, Place::Apps);
    let view = site.read(|state| {
        let app = state.environment(&site.tenant)?.app(client_id)?;
        let policy = &site.shell.policy;
        Some(AppPage::new(frame, (state, policy), (&site.tenant, app), visitor.user, after))
    });
    match view {
        Some(view) => page(site, status, judgement, &view, FormsLead::Here),
        None => not_found(site, visitor),
    }
}

/// The app that the address names.
pub(super) fn find(site: &Site, client_id: &str) -> Option<App> {
    let client_id = client_id.parse().ok()?;
    site.read(|state| state.environment(&site.tenant)?.app(client_id).cloned())
}

/// There is no such app.
pub(super) fn not_found(site: &Site, visitor: &Visitor) -> Reply {
    let judgement = Judgement::refused(
        "setup.app",
        "create-oauth-application",
        "there is no such app in this environment; it may have been deleted",
    );
    let notice = Notice::not_found(visitor.frame(site, Place::Apps), WayOn::apps());
    page(site, StatusCode::NOT_FOUND, judgement, &notice, FormsLead::Here)
}

/// A page was shown, or a change was made.
pub(super) fn shown(rule: &'static str, why: &'static str) -> Judgement {
    Judgement::accepted(rule, "create-oauth-application", why)
}
