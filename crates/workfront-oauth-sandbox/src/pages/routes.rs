//! The pages that stand for themselves, and what they are made of.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA};

use super::answer::page;
use super::frame::{Frame, Place};
use super::home::HomePage;
use super::inspector::{InspectorPage, Show};
use super::notice::{Notice, WayOn};
use super::protection::FormsLead;
use super::visitor::Visitor;
use super::{paths, setup, stylesheet};
use crate::http::errors;
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;

/// What this module serves. Log-in and consent are part of the protocol and stand with its endpoints.
pub(crate) fn router() -> Router<Site> {
    Router::new()
        .route(paths::HOME, get(home))
        .route(paths::APPS, get(setup::list))
        .route(paths::NEW_APP, get(setup::new_app).post(setup::create))
        .route("/setup/oauth2-applications/{client_id}", get(setup::app).post(setup::change))
        .route(
            "/setup/oauth2-applications/{client_id}/delete",
            get(setup::ask_to_delete).post(setup::delete),
        )
        .route(paths::PRIVATE_KEY, post(setup::private_key))
        .route("/logo/{client_id}", get(setup::show_logo))
        .route(paths::INSPECTOR, get(inspector))
        // What people type, and what is left when they cut an address short.
        .route("/setup", get(|| async { to_page(paths::APPS) }))
        .route("/setup/", get(|| async { to_page(paths::APPS) }))
        .route("/setup/oauth2-applications/", get(|| async { to_page(paths::APPS) }))
        .route("/inspector/", get(|| async { to_page(paths::INSPECTOR) }))
        .route("/assets/{name}", get(asset))
}

/// There is nothing at the address that a browser opened.
pub(crate) fn not_found(site: &Site, judgement: Judgement) -> Reply {
    let notice = Notice::not_found(Frame::new(&site.tenant), WayOn::home());
    page(site, StatusCode::NOT_FOUND, judgement, &notice, FormsLead::Here)
}

fn to_page(path: &str) -> Reply {
    let judgement =
        Judgement::accepted("pages.address", "this sandbox", "the page has this address");
    Reply::see_other(path, judgement)
}

async fn home(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::of(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let judgement = Judgement::accepted(
        "pages.home",
        "oauth-app-code-token-flow",
        "the addresses that the settings of a third-party application ask for",
    );
    let home = HomePage::new(visitor.frame(&site, Place::Home), &site.url);
    page(&site, StatusCode::OK, judgement, &home, FormsLead::Here)
}

async fn inspector(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let query = Parameters::from_query(received.query()).unwrap_or_default();
    let show = Show::from_word(query.get("show").unwrap_or_default());
    let journal = site.shell.journal.extract(0, false);
    let judgement =
        Judgement::accepted("pages.inspector", "this sandbox", "the journal, with secrets masked");
    let frame = visitor.frame(&site, Place::Inspector);
    let inspector = InspectorPage::new(frame, &site.tenant, &journal, show);
    page(&site, StatusCode::OK, judgement, &inspector, FormsLead::Here)
}

async fn asset(Path(name): Path<String>) -> Reply {
    if stylesheet::path().strip_prefix("/assets/") != Some(name.as_str()) {
        let judgement =
            Judgement::refused("http.path", "RFC 9110 §15.5.5", "there is no such stylesheet");
        return errors::plain(StatusCode::NOT_FOUND, judgement);
    }
    let judgement =
        Judgement::accepted("pages.asset", "this sandbox", "the stylesheet of the pages");
    Reply::new(StatusCode::OK, judgement)
        .without(CACHE_CONTROL)
        .without(PRAGMA)
        .with(CACHE_CONTROL, "public, max-age=31536000, immutable")
        .with(CONTENT_TYPE, "text/css; charset=utf-8")
        .body(stylesheet::CSS.as_bytes().to_vec())
}
