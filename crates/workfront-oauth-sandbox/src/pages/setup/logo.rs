//! Logos: where one is shown from, and how it is served.
//!
//! An uploaded file is somebody else's bytes under our own origin. It is one of four kinds of picture by its first bytes, is
//! served as exactly that kind, and under a policy that makes it harmless should a browser open it as a document.

use axum::extract::{Path, State};
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use sha2::{Digest as _, Sha256};

use super::handlers::find;
use crate::authority::App;
use crate::http::errors;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;
use crate::pages::paths;
use crate::pages::protection::LOGO_POLICY;

/// The address of an app's logo, if it has one.
pub(crate) fn address(app: &App) -> Option<String> {
    let logo = app.settings.logo.as_ref()?;
    let hash = Sha256::digest(logo.bytes());
    let version: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Some(paths::logo(&app.client_id, &version))
}

/// `GET`: the picture. The consent page shows it to everybody, so everybody may see it.
pub(crate) async fn show(State(site): State<Site>, Path(client_id): Path<String>) -> Reply {
    let logo = find(&site, &client_id).and_then(|app| app.settings.logo);
    let Some(logo) = logo else {
        let judgement = Judgement::refused(
            "pages.logo",
            "create-oauth-application",
            "there is no such app, or it has no logo",
        );
        return errors::plain(StatusCode::NOT_FOUND, judgement);
    };
    let judgement =
        Judgement::accepted("pages.logo", "create-oauth-application", "the logo of an app");
    Reply::new(StatusCode::OK, judgement)
        .with(CONTENT_TYPE, logo.media_type())
        .with(CONTENT_SECURITY_POLICY, LOGO_POLICY)
        .body(logo.bytes().to_vec())
}
