//! The application and the answer that every pair works on.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, EndpointNotSet, EndpointSet, TokenUrl};
use workfront_oauth::{
    AuthorizationCode, Browser, Callback, ClientId, ClientSecret, Entropy, Host, RedirectUri,
    WebApp,
};

/// A client of the `oauth2` crate with an authorization and a token endpoint.
pub(crate) type Peer =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

pub(crate) const CLIENT_ID: &str = "00112233445566778899aabbccddeeff";
pub(crate) const CLIENT_SECRET: &str = "kq3v7Xo0bW1tqg8m2r5y9uZJcN4dPfHsLwEaTiRlYxV";
pub(crate) const REDIRECT_URI: &str = "https://app.example/oauth/callback?tenant=7";
pub(crate) const CODE: &str = "7d0c1a94b7f64be2a4a6e0e4a5b8f3d1";

/// 186 bytes, five members, as page 001 shows them.
pub(crate) const ANSWER: &[u8] = br#"{"token_type":"sessionID","access_token":"0123456789abcdef0123456789abcdef","refresh_token":"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA","expires_in":7200,"wid":"5f00cc6b220240d6bcd0"}"#;

pub(crate) fn app() -> anyhow::Result<WebApp> {
    Ok(app_without_pkce()?.with_pkce())
}

pub(crate) fn app_without_pkce() -> anyhow::Result<WebApp> {
    Ok(WebApp::new(
        Host::parse("myorganization.my.workfront.com")?,
        ClientId::new(CLIENT_ID)?,
        ClientSecret::new(CLIENT_SECRET)?,
        RedirectUri::new(REDIRECT_URI)?,
    ))
}

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

pub(crate) fn code(app: &WebApp) -> anyhow::Result<AuthorizationCode> {
    let (_, pending) = app.authorize(Entropy::from_bytes([7; 48]), &Browser::SameProcess, now());
    let callback = format!("/?code={CODE}&state={}", pending.state().expose_secret());
    Ok(pending.complete(Callback::parse(&callback)?, &Browser::SameProcess, now())?)
}

pub(crate) fn peer() -> anyhow::Result<Peer> {
    let endpoints = app()?.endpoints();
    Ok(BasicClient::new(oauth2::ClientId::new(CLIENT_ID.to_owned()))
        .set_client_secret(oauth2::ClientSecret::new(CLIENT_SECRET.to_owned()))
        .set_auth_uri(AuthUrl::new(endpoints.authorization_uri)?)
        .set_token_uri(TokenUrl::new(endpoints.token_url)?)
        .set_redirect_uri(oauth2::RedirectUrl::new(REDIRECT_URI.to_owned())?))
}
