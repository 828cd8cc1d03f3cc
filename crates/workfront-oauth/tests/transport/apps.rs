//! Applications at a server on this machine, and everything they send.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use workfront_oauth::{
    AuthorizationCode, Browser, Callback, ClientId, ClientSecret, CustomerId, Entropy, Host,
    MachineApp, PendingAuthorization, RedirectUri, RefreshToken, SignedAssertion, SinglePageApp,
    UserId, WebApp,
};

/// Stands in every secret.
pub(crate) const CANARY: &str = "CANARY-0123456789abcdef";

pub(crate) fn web_app(origin: &str) -> (WebApp, RefreshToken) {
    let secret = ClientSecret::new(CANARY).unwrap();
    let app = WebApp::new(host(origin), client_id(), secret, redirect_uri());
    let token = app.refresh_token(CANARY).unwrap();
    (app, token)
}

pub(crate) fn single_page_app(origin: &str) -> (SinglePageApp, RefreshToken) {
    let app = SinglePageApp::new(host(origin), client_id(), redirect_uri());
    let token = app.refresh_token(CANARY).unwrap();
    (app, token)
}

pub(crate) fn machine_app(origin: &str) -> (MachineApp, SignedAssertion) {
    let app = MachineApp::new(
        host(origin),
        client_id(),
        ClientSecret::new(CANARY).unwrap(),
        CustomerId::new("customer-1").unwrap(),
        UserId::new("user-1").unwrap(),
    );
    let assertion = app.assertion(now()).unwrap().with_signature(&[0xca; 256]).unwrap();
    (app, assertion)
}

/// The code that the callback of a log-in carries.
pub(crate) fn code((url, pending): (String, PendingAuthorization)) -> AuthorizationCode {
    let (_, state) = url.split_once("state=").unwrap();
    let state = state.split('&').next().unwrap();
    let callback = Callback::parse(&format!("/callback?code={CANARY}&state={state}")).unwrap();
    pending.complete(callback, &Browser::SameProcess, now()).unwrap()
}

/// What `authorize` takes.
pub(crate) fn attempt() -> (Entropy, Browser, SystemTime) {
    (Entropy::from_bytes([7; 48]), Browser::SameProcess, now())
}

fn host(origin: &str) -> Host {
    let host = if origin.starts_with("https") { Host::gateway } else { Host::loopback };
    host(origin).unwrap()
}

fn client_id() -> ClientId {
    ClientId::new("00112233445566778899aabbccddeeff").unwrap()
}

fn redirect_uri() -> RedirectUri {
    RedirectUri::new("https://app.example/callback").unwrap()
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}
