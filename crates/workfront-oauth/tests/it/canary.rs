//! No secret is ever printed: each is filled with one text, whole flows are run, everything is formatted, and it is looked
//! for in every spelling.

use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use workfront_oauth::{
    AccessToken, ApiVersion, BodyFormat, Browser, Call, CallError, Callback, ClientSecret,
    CodeVerifier, Entropy, SealedState, SecretIn, SinglePageApp, TokenResponse, Validate, WebApp,
};

use crate::assertions::machine_app;
use crate::fixture::{
    CLIENT_ID, answer, browser, client_id, entropy, host, now, redirect_uri, single_page_app, text,
    web_app, web_code,
};

/// With what forms, URLs, JSON and HTML escape, and in pieces that all hold the mark.
const CANARY: &str = "CANARY+one/CANARY=two CANARY&three\"CANARY<four";

/// No piece of the canary, in no spelling.
#[track_caller]
fn silent(what: &str, printed: &str) {
    let lower = printed.to_lowercase();
    assert!(!lower.contains("canary"), "{what}: {printed}");
    for alphabet in [STANDARD, URL_SAFE_NO_PAD] {
        for before in ["", "x", "xx"] {
            let encoded = alphabet.encode(format!("{before}CANARY"));
            let inner = &encoded[4..8];
            assert!(!printed.contains(inner), "{what}: {printed} has {inner}");
        }
    }
}

#[track_caller]
fn debug(value: &impl Debug) {
    silent("{:?}", &format!("{value:?}"));
    silent("{:#?}", &format!("{value:#?}"));
}

fn secret() -> ClientSecret {
    ClientSecret::new(CANARY).unwrap()
}

fn app() -> WebApp {
    WebApp::new(host(), client_id(), secret(), redirect_uri())
}

fn canary_callback(state: &str) -> Callback {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("code", CANARY).append_pair("state", state);
    Callback::from_query(&query.finish()).unwrap()
}

const TOKENS: &str = r#"{"token_type":"sessionID","access_token":"CANARY-access","refresh_token":"CANARY+refresh","id_token":"CANARY"}"#;

/// Everything of a log-in that holds a secret, at each step.
#[test]
fn whole_flows_print_no_secret() {
    let cookie = Browser::cookie(CANARY).unwrap();
    debug(&cookie);
    debug(&Entropy::from_bytes(*b"CANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY"));
    debug(&CodeVerifier::new("CANARY-".repeat(7)).unwrap());
    debug(
        &SealedState::new(*b"CANARYCANARYCANARYCANARYCANARYCA")
            .with_previous(*b"CANARYCANARYCANARYCANARYCANARYCA"),
    );
    for app in [
        app(),
        app().with_pkce(),
        app().with_secret_in(SecretIn::Body),
        app().with_body_format(BodyFormat::Form),
    ] {
        debug(&app);
        let (_, pending) = app.authorize(entropy(), &cookie, now());
        debug(&pending);
        let state = pending.state().expose_secret().to_owned();
        debug(pending.state());
        let mut parts = pending.into_parts();
        let pending = app.resume(&parts).unwrap();
        debug(&pending);
        parts.state = CANARY.to_owned();
        parts.code_verifier = Some(CANARY.to_owned());
        debug(&parts);
        let callback = canary_callback(&state);
        debug(&callback);
        let code = pending.complete(callback, &cookie, now()).unwrap();
        debug(&code);
        let redeem = app.redeem(&code).unwrap();
        debug(&redeem);
        let request = redeem.request();
        debug(&request);
        debug(request.body());
        assert!(request.body().len() > CANARY.len());
        let tokens = redeem.response(answer(200, "application/json", TOKENS.as_bytes())).unwrap();
        use_tokens(&app, &tokens);
    }
}

fn use_tokens(app: &WebApp, tokens: &TokenResponse) {
    debug(tokens);
    debug(tokens.access_token());
    let validate = tokens.validate(ApiVersion::NEWEST).unwrap();
    debug(&validate);
    debug(&validate.request());
    let mut headers = http::HeaderMap::new();
    tokens.apply_to(&mut headers).unwrap();
    debug(&headers);
    let token = tokens.refresh_token().unwrap();
    debug(token);
    let refresh = app.refresh(token).unwrap();
    debug(&refresh);
    debug(&refresh.request());
    let revoke = app.revoke(token).unwrap();
    debug(&revoke);
    debug(&revoke.request());
    let again = refresh.response(answer(200, "application/json", TOKENS.as_bytes())).unwrap();
    debug(&again);
}

#[test]
fn a_machines_flow_prints_no_secret() {
    let app = workfront_oauth::MachineApp::new(
        host(),
        client_id(),
        secret(),
        workfront_oauth::CustomerId::new("customer-1").unwrap(),
        workfront_oauth::UserId::new("user-1").unwrap(),
    );
    debug(&app);
    let assertion = machine_app().assertion(now()).unwrap();
    let signed = assertion.with_signature(&b"CANARY".repeat(50)).unwrap();
    debug(&signed);
    let exchange = app.exchange(&signed);
    debug(&exchange);
    debug(&exchange.request());
    let tokens = exchange.response(answer(200, "application/json", TOKENS.as_bytes())).unwrap();
    debug(&tokens);
    // The signed JWT echoed whole, and its signature alone.
    let (_, signature) = signed.expose_secret().rsplit_once('.').unwrap();
    for echo in [signed.expose_secret(), signature, CANARY] {
        let error = exchange.response(answer(400, "", oauth_body(echo).as_bytes())).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(echo));
        quiet(&error);
    }
}

#[track_caller]
fn quiet(error: &CallError) {
    silent("Display", &error.to_string());
    debug(error);
    debug(error.kind());
    if let Some(error) = error.oauth_error() {
        silent("Display", &error.to_string());
    }
}

fn oauth_body(text: &str) -> String {
    serde_json::json!({ "error": "invalid_request", "error_description": text, "error_uri": text })
        .to_string()
}

/// Each spelling that a server can echo a secret in, each with an innocent word around it.
fn echoes(secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::to_string(secret).unwrap();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let escaped: String = secret.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let numeric = secret.replace('+', "&#43;").replace('/', "&#x2F;").replace('=', "&#61;");
    let basic = STANDARD.encode(format!("{CLIENT_ID}:{secret}"));
    let mut all = vec![
        secret.to_owned(),
        form.replace('+', "%20"),
        form.to_lowercase().replace("canary", "CANARY"),
        form,
        json.replace('/', "\\/").replace('+', "\\u002b"),
        json,
        percent.to_uppercase(),
        percent,
        escaped,
        html.replace('"', "&#39;"),
        html,
        numeric,
        basic.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        basic,
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(format!("x{secret}y")),
        format!("{}...", &secret[..20]),
        format!("...{}", &secret[secret.len() - 20..]),
    ];
    let framed: Vec<String> =
        all.iter().map(|echo| format!("got client_secret={echo}&x=1")).collect();
    all.extend(framed);
    all
}

/// The bodies that put an echo into each member that an error keeps.
fn bodies(echo: &str) -> Vec<String> {
    let half = echo.floor_char_boundary(echo.len() / 2);
    let (first, second) = echo.split_at(half);
    vec![
        oauth_body(echo),
        serde_json::json!({ "error": echo }).to_string(),
        serde_json::json!({ "error": "x", "error_description": first, "error_uri": second })
            .to_string(),
        serde_json::json!({ "statusCode": 400, "error": true, "type": echo, "message": echo })
            .to_string(),
        serde_json::json!({ "statusCode": 400, "error": true, "type": first, "message": second })
            .to_string(),
        serde_json::json!({ "error": { "class": echo, "message": echo } }).to_string(),
        serde_json::json!({ "access_token": "a b", "token_type": echo }).to_string(),
        format!("{{{}:1,{}:2}}", serde_json::json!(echo), serde_json::json!(echo)),
        format!("<html>{echo}</html>"),
        echo.to_owned(),
    ]
}

#[test]
fn what_a_server_echoes_is_masked_in_every_spelling() {
    let app = app();
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    let state = pending.state().expose_secret().to_owned();
    let code = pending.complete(canary_callback(&state), &browser(), now()).unwrap();
    let redeem = app.redeem(&code).unwrap();
    let token = app.refresh_token(CANARY).unwrap();
    let (refresh, revoke) = (app.refresh(&token).unwrap(), app.revoke(&token).unwrap());
    for echo in echoes(CANARY) {
        for body in bodies(&echo) {
            for status in [200, 400] {
                let answer = || answer(status, "application/json", body.as_bytes());
                quiet(&redeem.response(answer()).unwrap_err());
                quiet(&refresh.response(answer()).unwrap_err());
                if let Err(error) = revoke.response(answer()) {
                    quiet(&error);
                }
            }
        }
    }
}

/// A token type is kept as text, and shown; a server may put anything there.
#[test]
fn a_token_type_that_echoes_a_secret_is_masked() {
    let app = app();
    let code = web_code(&app);
    for echo in echoes(CANARY) {
        let body = serde_json::json!({ "access_token": "a", "token_type": echo }).to_string();
        let answer = answer(200, "application/json", body.as_bytes());
        let tokens = app.redeem(&code).unwrap().response(answer).unwrap();
        debug(&tokens);
        silent("token type", &tokens.token_type().to_string());
        let error = tokens.apply_to(&mut http::HeaderMap::new()).unwrap_err();
        debug(&error);
        silent("unknown token type", &error.to_string());
    }
}

#[test]
fn the_api_echoes_no_session() {
    let token = "CANARY-0123456789abcdef-CANARY";
    let validate = Validate::new(host(), AccessToken::new(token).unwrap(), ApiVersion::NEWEST);
    for echo in echoes(token) {
        for body in bodies(&echo) {
            for status in [200, 401] {
                let answer = answer(status, "application/json", body.as_bytes());
                if let Err(error) = validate.response(answer) {
                    quiet(&error);
                }
            }
        }
    }
}

/// The authorization endpoint knows the state, and whoever writes the callback knows the code.
#[test]
fn a_refused_callback_repeats_neither_state_nor_code() {
    let state = "BwcHBwcHBwcHBwcHBwcHBw";
    for echo in [state, "BwcHBwcHBwcHBwcHBwcHBw==", "%42wcHBwcHBwcHBwcHBwcHBw"] {
        let query =
            format!("error={echo}&error_description=at+{echo}&error_uri={echo}&state={state}");
        let callback = Callback::from_query(&query).unwrap();
        assert!(!format!("{callback:?}").contains("cHBwcHBw"));
        let (_, pending) = web_app().authorize(entropy(), &browser(), now());
        let error = pending.complete(callback, &browser(), now()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("cHBwcHBw"), "{error:?}");
    }
    let described =
        Callback::from_query("code=x&error_description=CANARY&iss=CANARY&domain=CANARY").unwrap();
    debug(&described);
}

/// Refused values are not repeated, since they may be secrets in the wrong place.
#[test]
fn a_refused_value_is_not_repeated() {
    let spoilt = format!("{CANARY}\u{0}x");
    let check = |error: &dyn std::error::Error| silent("refused", &format!("{error} {error:?}"));
    check(&ClientSecret::new(spoilt.as_str()).unwrap_err());
    check(&AccessToken::new(CANARY).unwrap_err());
    check(&workfront_oauth::ClientId::new(format!("{CANARY}:")).unwrap_err());
    check(&workfront_oauth::CustomerId::new(spoilt.as_str()).unwrap_err());
    check(&workfront_oauth::RedirectUri::new(CANARY).unwrap_err());
    check(&workfront_oauth::Host::parse(CANARY).unwrap_err());
    check(&workfront_oauth::Host::gateway(CANARY).unwrap_err());
    check(&CodeVerifier::new(CANARY).unwrap_err());
    check(&single_page_app().refresh_token(spoilt.as_str()).unwrap_err());
}

/// The canary test can fail: the body that is sent does hold the secret, in the spelling that is looked for.
#[test]
fn the_canary_is_there_to_be_found() {
    let app = app().with_secret_in(SecretIn::Body);
    let code = web_code(&app);
    let request = app.redeem(&code).unwrap().request();
    assert!(text(request.body()).contains("CANARY"));
    let unknown: SinglePageApp = single_page_app();
    let code = crate::fixture::single_page_code(&unknown);
    let answer = answer(400, "application/json", br#"{"error":"CANARY"}"#);
    let error = unknown.redeem(&code).unwrap().response(answer).unwrap_err();
    assert!(error.to_string().contains("CANARY"), "not a secret of this application");
}
