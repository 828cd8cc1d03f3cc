//! The applications and answers that the tests share, and readers of requests that share no code with the core.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Response;
use workfront_oauth::{
    AuthorizationCode, Body, Browser, Call, CallError, Callback, ClientId, ClientSecret, Entropy,
    Host, Lane, RedirectUri, SinglePageApp, TokenResponse, WebApp,
};

pub(crate) const CLIENT_ID: &str = "00112233445566778899aabbccddeeff";
pub(crate) const CLIENT_SECRET: &str = "Zk3vQ9wB-1xT_7uLrE5mN0cYpD8sHaJfG2oViKtX4yA";
pub(crate) const REDIRECT_URI: &str = "https://app.example/callback";
/// What 48 bytes of 7 give.
pub(crate) const STATE: &str = "BwcHBwcHBwcHBwcHBwcHBw";
pub(crate) const VERIFIER: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
/// What page 001 prints, without the comment that no JSON has.
pub(crate) const DOCUMENTED_ANSWER: &str = r#"{"token_type":"sessionID","access_token":"string","refresh_token":"string","expires_in":0,"wid":"string"}"#;

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

pub(crate) fn entropy() -> Entropy {
    Entropy::from_bytes([7; Entropy::BYTES])
}

pub(crate) fn browser() -> Browser {
    Browser::cookie("the value of a session's cookie").unwrap()
}

pub(crate) fn host() -> Host {
    Host::workfront("myorganization", Lane::MY).unwrap()
}

pub(crate) fn client_id() -> ClientId {
    ClientId::new(CLIENT_ID).unwrap()
}

pub(crate) fn client_secret() -> ClientSecret {
    ClientSecret::new(CLIENT_SECRET).unwrap()
}

pub(crate) fn redirect_uri() -> RedirectUri {
    RedirectUri::new(REDIRECT_URI).unwrap()
}

pub(crate) fn web_app() -> WebApp {
    WebApp::new(host(), client_id(), client_secret(), redirect_uri())
}

pub(crate) fn single_page_app() -> SinglePageApp {
    SinglePageApp::new(host(), client_id(), redirect_uri())
}

pub(crate) fn callback() -> Callback {
    Callback::parse(&format!(
        "{REDIRECT_URI}?code=c0de&domain=myorganization&lane=my&state={STATE}"
    ))
    .unwrap()
}

/// The code of a whole log-in.
pub(crate) fn web_code(app: &WebApp) -> AuthorizationCode {
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    pending.complete(callback(), &browser(), now()).unwrap()
}

/// The code of a whole log-in.
pub(crate) fn single_page_code(app: &SinglePageApp) -> AuthorizationCode {
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    pending.complete(callback(), &browser(), now()).unwrap()
}

pub(crate) fn answer<'a>(status: u16, content_type: &str, body: &'a [u8]) -> Response<&'a [u8]> {
    Response::builder().status(status).header("content-type", content_type).body(body).unwrap()
}

/// An answer of the token endpoint, read as that to a code.
pub(crate) fn redeemed(status: u16, body: &str) -> Result<TokenResponse, CallError> {
    let app = web_app();
    let code = web_code(&app);
    app.redeem(&code).unwrap().response(answer(status, "application/json", body.as_bytes()))
}

/// An answer of the token endpoint, read as that to a refresh token.
pub(crate) fn refreshed(status: u16, body: &str) -> Result<TokenResponse, CallError> {
    let app = web_app();
    let token = app.refresh_token("the previous refresh token").unwrap();
    app.refresh(&token).unwrap().response(answer(status, "application/json", body.as_bytes()))
}

pub(crate) fn text(body: &Body) -> &str {
    std::str::from_utf8(body.expose_secret()).unwrap()
}

/// Method, URL, headers in alphabetical order, and body, as lines.
pub(crate) fn wire<C: Call>(call: &C) -> String {
    let request = call.request();
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let headers = headers.join("\n");
    format!("{} {}\n{headers}\n\n{}", request.method(), request.uri(), text(request.body()))
}

/// Reads a form (WHATWG URL, section 5.1) with code of the tests' own.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_text(name), form_text(value))
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn form_text(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at(2);
                rest = after;
                u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// Reads the members of a flat JSON object of texts.
pub(crate) fn json(text: &str) -> Vec<(String, String)> {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let members = value.as_object().unwrap().iter();
    members.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}
