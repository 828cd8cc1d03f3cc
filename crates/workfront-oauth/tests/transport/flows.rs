//! Every flow once, against a real HTTP server: what arrives is what the core wrote, and the answer is read.

use std::fmt::Debug;

use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};
use workfront_oauth::{ApiVersion, BodyFormat, Call, SecretIn};

use super::apps::{CANARY, attempt, code, machine_app, single_page_app, web_app};
use super::block_on;
use crate::subject::Subject;

/// A server that answers everything as page 001 prints it, with tokens of our own.
pub(crate) fn token_server() -> MockServer {
    let answer = json!({
        "token_type": "sessionID",
        "access_token": CANARY,
        "refresh_token": CANARY,
        "expires_in": 0,
        "wid": "string",
    });
    block_on(async {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_json(answer);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    })
}

/// Sends a call twice, once through each door, and compares what arrived with what the core wrote.
fn check<C: Call>(server: &MockServer, call: &C) -> C::Output
where
    C::Output: Debug,
{
    let before = block_on(server.received_requests()).unwrap().len();
    let subject = Subject::new();
    let output = subject.send(call).unwrap();
    let response = subject.exchange(call.request()).unwrap();
    assert_eq!(response.status(), 200);

    let written = call.request();
    let arrived = block_on(server.received_requests()).unwrap();
    assert_eq!(arrived.len(), before + 2);
    for arrived in &arrived[before..] {
        assert_eq!(arrived.method, *written.method());
        assert_eq!(arrived.url.path(), written.uri().path());
        assert_eq!(arrived.url.query(), None);
        assert_eq!(arrived.body, written.body().expose_secret());
        for (name, value) in written.headers() {
            assert_eq!(arrived.headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
        }
        let has = |name: &str| arrived.headers.contains_key(name);
        assert_eq!(has("authorization"), written.headers().contains_key("authorization"));
        assert!(!has("cookie") && !has("referer") && !has("expect") && !has("transfer-encoding"));
    }
    output
}

#[test]
fn a_web_app_redeems_and_refreshes_in_all_its_cells() {
    let server = token_server();
    let (app, token) = web_app(&server.uri());
    for secret_in in [SecretIn::Basic, SecretIn::Body] {
        for format in [BodyFormat::Json, BodyFormat::Form] {
            let app = app.clone().with_secret_in(secret_in).with_body_format(format);
            let (entropy, browser, now) = attempt();
            let code = code(app.authorize(entropy, &browser, now));
            let tokens = check(&server, &app.redeem(&code).unwrap());
            assert_eq!(tokens.access_token().expose_secret(), CANARY);
            let tokens = check(&server, &app.refresh(&token).unwrap());
            assert_eq!(tokens.refresh_token().unwrap().expose_secret(), CANARY);
            check(&server, &app.refresh(&token).unwrap().with_redirect_uri());
        }
    }
    check(&server, &app.revoke(&token).unwrap());
}

#[test]
fn a_single_page_app_redeems_and_refreshes_in_both_its_cells() {
    let server = token_server();
    let (app, token) = single_page_app(&server.uri());
    for format in [BodyFormat::Form, BodyFormat::Json] {
        let app = app.clone().with_body_format(format);
        let (entropy, browser, now) = attempt();
        let code = code(app.authorize(entropy, &browser, now));
        let tokens = check(&server, &app.redeem(&code).unwrap());
        assert_eq!(tokens.access_token().expose_secret(), CANARY);
        check(&server, &app.refresh(&token).unwrap());
    }
    check(&server, &app.revoke(&token).unwrap());
}

#[test]
fn a_machine_app_exchanges_and_its_session_is_validated() {
    let server = token_server();
    let (app, assertion) = machine_app(&server.uri());
    let tokens = check(&server, &app.exchange(&assertion));
    check(&server, &tokens.validate(ApiVersion::NEWEST).unwrap());
}
