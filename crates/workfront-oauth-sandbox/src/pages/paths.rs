//! Where the pages are. The vendor names the endpoints of the protocol; the addresses of its screens are our own.

/// The first page after log-in: the addresses that a third-party application asks for.
pub(crate) const HOME: &str = "/";
/// Log-in with username and password.
pub(crate) const LOG_IN: &str = "/login";
/// Log-in at the stand-in for an organization's identity provider.
pub(crate) const SINGLE_SIGN_ON: &str = "/sso/log-in";
/// The answer to the consent page.
pub(crate) const CONSENT: &str = "/integrations/oauth2/consent";
/// Setup > System > OAuth2 Applications.
pub(crate) const APPS: &str = "/setup/oauth2-applications";
/// **Create app integration**.
pub(crate) const NEW_APP: &str = "/setup/oauth2-applications/new";
/// Hands a generated private key back as a file.
pub(crate) const PRIVATE_KEY: &str = "/setup/private-key";
/// The journal as a table.
pub(crate) const INSPECTOR: &str = "/inspector";

/// The page of one app.
pub(crate) fn app(client_id: &impl std::fmt::Display) -> String {
    format!("{APPS}/{client_id}")
}

/// The page that asks before one app is deleted.
pub(crate) fn delete_app(client_id: &impl std::fmt::Display) -> String {
    format!("{APPS}/{client_id}/delete")
}

/// The logo of one app. `version` changes with the picture, so that no browser shows the last one.
pub(crate) fn logo(client_id: &impl std::fmt::Display, version: &str) -> String {
    format!("/logo/{client_id}?v={version}")
}
