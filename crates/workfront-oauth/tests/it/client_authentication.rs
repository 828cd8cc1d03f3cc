//! The six ways to say who one is: three kinds of client authentication, in two kinds of body.

use workfront_oauth::{BodyFormat, Call, ClientId, ClientSecret, SecretIn, WebApp};

use crate::fixture::{
    CLIENT_ID, CLIENT_SECRET, host, redirect_uri, single_page_app, single_page_code, web_app,
    web_code, wire,
};

/// `base64(client_id:client_secret)`, made by `openssl base64 -A`.
const BASIC: &str = "MDAxMTIyMzM0NDU1NjY3Nzg4OTlhYWJiY2NkZGVlZmY6WmszdlE5d0ItMXhUXzd1THJFNW1OMGNZcEQ4c0hhSmZHMm9WaUt0WDR5QQ==";

const TOKEN_URL: &str =
    "POST https://myorganization.my.workfront.com/integrations/oauth2/api/v1/token";

fn check(app: &WebApp, expected: &str) {
    let code = web_code(app);
    assert_eq!(wire(&app.redeem(&code).unwrap()), expected);
}

/// Page 001, "Set up the authorization code flow", example 1: `Authorization: Basic` and JSON.
#[test]
fn documented_example_1_is_basic_and_json() {
    let expected = format!(
        "{TOKEN_URL}\naccept: application/json\nauthorization: Basic {BASIC}\ncontent-type: application/json\n\n{}",
        r#"{"grant_type":"authorization_code","code":"c0de","redirect_uri":"https://app.example/callback"}"#
    );
    check(&web_app(), &expected);
}

/// Page 001, "Set up the authorization code flow", example 2: a form with the secret in it.
#[test]
fn documented_example_2_is_a_form_with_the_secret() {
    let app = web_app().with_secret_in(SecretIn::Body).with_body_format(BodyFormat::Form);
    let expected = format!(
        "{TOKEN_URL}\naccept: application/json\ncontent-type: application/x-www-form-urlencoded\n\n\
         grant_type=authorization_code&code=c0de&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
         &client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}"
    );
    check(&app, &expected);
}

/// Page 003, "Exchange code for tokens": a form with the code verifier and no secret.
#[test]
fn documented_example_of_pkce_is_a_form_without_a_secret() {
    let app = single_page_app();
    let code = single_page_code(&app);
    let expected = format!(
        "{TOKEN_URL}\naccept: application/json\ncontent-type: application/x-www-form-urlencoded\n\n\
         grant_type=authorization_code&code=c0de&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
         &code_verifier=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc&client_id={CLIENT_ID}"
    );
    assert_eq!(wire(&app.redeem(&code).unwrap()), expected);
}

/// On no page; IBM's watsonx tools send it.
#[test]
fn basic_with_a_form() {
    let app = web_app().with_body_format(BodyFormat::Form);
    let expected = format!(
        "{TOKEN_URL}\naccept: application/json\nauthorization: Basic {BASIC}\ncontent-type: application/x-www-form-urlencoded\n\n\
         grant_type=authorization_code&code=c0de&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
    );
    check(&app, &expected);
}

/// On no page; a public JavaScript client sends it.
#[test]
fn a_secret_in_json() {
    let app = web_app().with_secret_in(SecretIn::Body);
    let body = format!(
        r#"{{"grant_type":"authorization_code","code":"c0de","redirect_uri":"https://app.example/callback","client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}"}}"#
    );
    check(
        &app,
        &format!("{TOKEN_URL}\naccept: application/json\ncontent-type: application/json\n\n{body}"),
    );
}

/// On no page; a public single-page client sends it.
#[test]
fn a_public_client_with_json() {
    let app = single_page_app().with_body_format(BodyFormat::Json);
    let code = single_page_code(&app);
    let body = format!(
        r#"{{"grant_type":"authorization_code","code":"c0de","redirect_uri":"https://app.example/callback","code_verifier":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","client_id":"{CLIENT_ID}"}}"#
    );
    assert_eq!(
        wire(&app.redeem(&code).unwrap()),
        format!("{TOKEN_URL}\naccept: application/json\ncontent-type: application/json\n\n{body}")
    );
}

/// Page 003 calls PKCE useful for every client; then secret and verifier go together.
#[test]
fn a_web_app_with_pkce_sends_its_secret_and_its_verifier() {
    let app = web_app().with_pkce();
    let code = web_code(&app);
    let request = wire(&app.redeem(&code).unwrap());
    assert!(request.contains("authorization: Basic "), "{request}");
    assert!(
        request.ends_with(r#""code_verifier":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#),
        "{request}"
    );
}

#[test]
fn the_header_with_the_secret_is_sensitive_and_not_printed() {
    let app = web_app();
    let code = web_code(&app);
    let request = app.redeem(&code).unwrap().request();
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(!format!("{request:?}").contains(BASIC));
}

/// The pair goes as it is (page 001); RFC 6749 section 2.3.1 would form-encode both first.
#[test]
fn basic_takes_colons_and_reserved_characters_of_a_secret_literally() {
    let client_id = ClientId::new("an id").unwrap();
    let app = WebApp::new(host(), client_id, ClientSecret::new("a:b%+é").unwrap(), redirect_uri());
    let code = web_code(&app);
    // printf 'an id:a:b%%+é' | openssl base64
    assert_eq!(
        app.redeem(&code).unwrap().request().headers()["authorization"],
        "Basic YW4gaWQ6YTpiJSvDqQ=="
    );
}

#[test]
fn asking_twice_gives_the_same_bytes() {
    let app = web_app();
    let code = web_code(&app);
    let call = app.redeem(&code).unwrap();
    assert_eq!(wire(&call), wire(&call));
    let calls: Vec<&dyn Call<Output = workfront_oauth::TokenResponse>> = vec![&call];
    assert_eq!(calls.len(), 1, "calls of one kind can be kept in a list");
}
