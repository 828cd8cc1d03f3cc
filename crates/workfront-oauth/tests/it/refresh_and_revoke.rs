//! Refreshing, with and without `redirect_uri`, and revoking.

use workfront_oauth::{BodyFormat, Call, ClientId, Home, Host, Lane, RefreshToken, SecretIn};

use crate::fixture::{
    CLIENT_ID, CLIENT_SECRET, DOCUMENTED_ANSWER, answer, client_id, host, json, refreshed,
    single_page_app, text, web_app, wire,
};

/// 340 characters of standard base64 are what refresh tokens look like; these have what forms change.
const TOKEN: &str = "q1w+e2/r3t+4y/5u==";

/// Page 001, "Set up refreshed access tokens", the JSON example: no `redirect_uri`.
#[test]
fn documented_example_of_a_refresh_in_json() {
    let app = web_app();
    let token = app.refresh_token(TOKEN).unwrap();
    let request = app.refresh(&token).unwrap().request();
    assert_eq!(
        request.uri(),
        "https://myorganization.my.workfront.com/integrations/oauth2/api/v1/token"
    );
    assert_eq!(
        text(request.body()),
        r#"{"grant_type":"refresh_token","refresh_token":"q1w+e2/r3t+4y/5u=="}"#
    );
    assert!(request.headers().contains_key("authorization"));
}

/// Page 001, "Set up refreshed access tokens", the form example: with `redirect_uri`, in its order.
#[test]
fn documented_example_of_a_refresh_as_a_form() {
    let app = web_app().with_secret_in(SecretIn::Body).with_body_format(BodyFormat::Form);
    let token = app.refresh_token(TOKEN).unwrap();
    let request = app.refresh(&token).unwrap().with_redirect_uri().request();
    assert_eq!(
        text(request.body()),
        format!(
            "grant_type=refresh_token&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
             &refresh_token=q1w%2Be2%2Fr3t%2B4y%2F5u%3D%3D&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}"
        )
    );
}

/// Page 003, "Request a refresh token": a form with `client_id` and `redirect_uri`, no secret.
#[test]
fn documented_example_of_a_refresh_without_a_secret() {
    let app = single_page_app();
    let token = app.refresh_token(TOKEN).unwrap();
    let with = app.refresh(&token).unwrap().request();
    assert_eq!(
        text(with.body()),
        format!(
            "grant_type=refresh_token&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
             &refresh_token=q1w%2Be2%2Fr3t%2B4y%2F5u%3D%3D&client_id={CLIENT_ID}"
        )
    );
    let without = app.refresh(&token).unwrap().without_redirect_uri().request();
    assert!(!text(without.body()).contains("redirect_uri"));
    assert!(!with.headers().contains_key("authorization"));
}

/// Page 001 prints the answer to a refresh: a new refresh token, so the old one is to be replaced.
#[test]
fn documented_example_of_the_answer() {
    let tokens = refreshed(200, DOCUMENTED_ANSWER).unwrap();
    assert_eq!(tokens.access_token().expose_secret(), "string");
    assert_eq!(tokens.refresh_token().unwrap().expose_secret(), "string");
    assert!(tokens.rotated());
    assert_eq!(tokens.extra("wid"), Some(&serde_json::json!("string")));
    assert_eq!(tokens.home(), &Home::new(client_id(), host()));
}

/// RFC 6749 section 6 lets the server leave the refresh token out; simple-oauth2 #431 lost it then. Null and "" were stored
/// over good tokens by public Workfront clients.
#[test]
fn an_answer_without_a_refresh_token_keeps_the_previous_one() {
    for member in ["", r#","refresh_token":null"#, r#","refresh_token":"""#] {
        let body = format!(r#"{{"token_type":"sessionID","access_token":"a"{member}}}"#);
        let tokens = refreshed(200, &body).unwrap();
        let kept = tokens.refresh_token().unwrap();
        assert_eq!(kept.expose_secret(), "the previous refresh token", "{body}");
        assert_eq!(kept.home(), tokens.home());
        assert!(!tokens.rotated(), "{body}");
    }
}

#[test]
fn the_same_refresh_token_again_is_no_rotation() {
    let body = r#"{"token_type":"sessionID","access_token":"a","refresh_token":"the previous refresh token"}"#;
    assert!(!refreshed(200, body).unwrap().rotated());
}

/// On no page; a public single-page client sends these three members as JSON and no secret.
#[test]
fn a_single_page_app_revokes_as_the_one_that_was_seen() {
    let app = single_page_app();
    let token = app.refresh_token(TOKEN).unwrap();
    let revoke = app.revoke(&token).unwrap();
    let request = revoke.request();
    assert_eq!(
        request.uri(),
        "https://myorganization.my.workfront.com/integrations/oauth2/api/v1/revoke"
    );
    assert_eq!(request.headers()["content-type"], "application/json");
    let mut members = json(text(request.body()));
    members.sort();
    let expected = [
        ("client_id", CLIENT_ID),
        ("redirect_uri", "https://app.example/callback"),
        ("refresh_token", TOKEN),
    ];
    assert_eq!(members, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn a_web_app_revokes_with_its_own_authentication() {
    let app = web_app();
    let token = app.refresh_token(TOKEN).unwrap();
    let request = wire(&app.revoke(&token).unwrap());
    assert!(request.contains("authorization: Basic "), "{request}");
    assert!(!request.contains("client_id"), "{request}");
}

/// RFC 7009 section 2.2: the body of a success is ignored, and no page shows one.
#[test]
fn any_success_without_an_error_in_it_acknowledges_a_revocation() {
    let app = single_page_app();
    let token = app.refresh_token(TOKEN).unwrap();
    let check = |status, body: &str, done: bool| {
        let revoke = app.revoke(&token).unwrap();
        let result = revoke.response(answer(status, "application/json", body.as_bytes()));
        assert_eq!(result.is_ok(), done, "{status} {body}: {result:?}");
    };
    for body in ["", "{}", "OK", "null", "[]", "true", r#"{"success":true}"#] {
        check(200, body, true);
        check(204, body, true);
        check(500, body, false);
    }
    check(200, r#"{"error":"invalid_request"}"#, false);
    check(200, r#"{"error":"a","error":"b"}"#, false);
    check(200, r#"{"error":7}"#, false);
    check(200, r#"{"statusCode":400,"error":true,"type":"x","message":"y"}"#, false);
    check(200, "<html>", false);
    check(302, "", false);
}

/// RFC 9700 section 4.4: a value never goes to a server that did not issue it.
#[test]
fn a_refresh_token_of_another_application_or_host_is_refused_by_every_call() {
    let elsewhere = Host::workfront("other", Lane::MY).unwrap();
    for home in [
        Home::new(ClientId::new("another").unwrap(), host()),
        Home::new(client_id(), elsewhere),
        Home::new(client_id(), Host::workfront("myorganization", Lane::PREVIEW).unwrap()),
        Home::new(client_id(), Host::loopback("http://127.0.0.1:1").unwrap()),
    ] {
        let token = RefreshToken::new(TOKEN, home.clone()).unwrap();
        assert_eq!(web_app().refresh(&token).unwrap_err().home(), &home);
        assert_eq!(web_app().revoke(&token).unwrap_err().home(), &home);
        assert_eq!(single_page_app().refresh(&token).unwrap_err().home(), &home);
        assert_eq!(single_page_app().revoke(&token).unwrap_err().home(), &home);
    }
}
