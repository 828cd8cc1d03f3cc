//! Every variant of every error, provoked through the public API, with the line that a person reads.
//!
//! The variants are counted in the source of each enum, so one that nobody provokes fails here.

use std::collections::BTreeSet;
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use http::Response;
use workfront_oauth::{
    AccessToken, Browser, Call, CallErrorKind, Callback, CallbackError, ClientId, ClientSecret,
    CodeVerifier, CustomerId, Delivery, Host, HostError, Lane, RedirectUri, ResumeError,
    SealedState, SendError, SinglePageApp, Suffix, TransportError, TransportErrorKind, UserId,
    Validate, ValueError,
};

use crate::assertions::{at_once, machine_app};
use crate::fixture::{
    STATE, browser, client_id, entropy, host, now, redeemed, redirect_uri, web_app, web_code,
};

/// Lines of `variant: text`, after checking that each variant of the enum is among them and each text is one line that ends
/// without a full stop.
pub(crate) fn lines<E: Error>(source: &str, name: &str, errors: &[E]) -> String {
    let debug_name = |error: &E| {
        let text = format!("{error:?}");
        text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
    };
    let found: BTreeSet<String> = errors.iter().map(debug_name).collect();
    assert_eq!(found, variants(source, name), "of {name}");
    let line = |error: &E| {
        let text = error.to_string();
        assert!(!text.contains(|c: char| c.is_control()), "one line: {text:?}");
        assert!(!text.ends_with('.'), "no full stop: {text}");
        format!("{}: {text}", debug_name(error))
    };
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The names of an enum's variants: what begins with a capital one step in.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let variant = |line: &str| {
        let line = line.strip_prefix("    ")?;
        let name: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
        name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
    };
    body.lines().filter_map(variant).collect()
}

#[test]
fn a_value_is_refused_where_it_is_made() {
    let errors = [
        ClientId::new("").unwrap_err(),
        CustomerId::new("c ").unwrap_err(),
        UserId::new("\tu").unwrap_err(),
        ClientId::new("a:b").unwrap_err(),
        ClientSecret::new("a\0b").unwrap_err(),
        AccessToken::new("a b").unwrap_err(),
        CodeVerifier::new("short").unwrap_err(),
        CodeVerifier::new("a".repeat(129)).unwrap_err(),
        CodeVerifier::new("+".repeat(43)).unwrap_err(),
        Browser::cookie("guessable").unwrap_err(),
        web_app().refresh_token("r\nr").unwrap_err(),
        RedirectUri::new("http://app.example/cb").unwrap_err(),
    ];
    insta::assert_snapshot!(lines::<ValueError>(include_str!("../../src/value_error.rs"), "ValueError", &errors), @r#"
        Empty: the Client ID is empty: copy it from Setup > System > OAuth2 Applications
        SurroundingSpace: the Customer ID begins or ends with white space: copy it without
        SurroundingSpace: the User ID begins or ends with white space: copy it without
        Character: the Client ID has a character at byte 1 that it cannot carry (HTTP Basic ends the Client ID at a colon): copy it again
        Character: the client secret has a character at byte 1 that it cannot carry (a control character): copy it again
        Character: the access token has a character at byte 1 that it cannot carry (a header cannot carry it): copy it again
        TooShort: the code verifier has 5 characters, at least 43 are needed: use more randomness
        TooLong: the code verifier has 129 characters, at most 128 are allowed: use a shorter one
        Character: the code verifier has a character at byte 0 that it cannot carry (only letters, digits and - . _ ~ are allowed): copy it again
        TooShort: the browser's cookie has 9 characters, at least 16 are needed: use more randomness
        Character: the refresh token has a character at byte 1 that it cannot carry (a control character): copy it again
        RedirectUri: the redirect URL cannot be used: plain http is for loopback hosts only: use https
        "#);
}

#[test]
fn a_redirect_url_is_refused_with_the_rule_that_it_breaks() {
    let complaint = |text: &str| RedirectUri::new(text).unwrap_err().to_string();
    let long = format!("https://app.example/{}", "a".repeat(2_048));
    let lines = [
        "",
        &long,
        "https://app.example/a b",
        "https:\\\\app.example",
        "/cb",
        "https:app.example",
        "https:///cb",
        "https://app.example/#",
        "https://*.example/",
        "https://u:p@app.example/",
        "https://@app.example/",
        "http://app.example/",
        "myapp:/cb",
        "javascript:alert(1)",
    ]
    .map(complaint)
    .join("\n");
    insta::assert_snapshot!(lines, @r#"
        the redirect URL cannot be used: it is empty: give the URL that is registered on the application
        the redirect URL cannot be used: it is longer than 2,048 bytes: register a shorter one
        the redirect URL cannot be used: it has a space, a control character or a character outside ASCII: percent-encode it
        the redirect URL cannot be used: it has a backslash: use a slash
        the redirect URL cannot be used: it is not an absolute URL: begin with https:// and a host
        the redirect URL cannot be used: it is not an absolute URL: begin with https:// and a host
        the redirect URL cannot be used: it is not an absolute URL: begin with https:// and a host
        the redirect URL cannot be used: it has a fragment, which Workfront does not register: remove # and what follows
        the redirect URL cannot be used: it has a wildcard, which Workfront does not register: write one exact URL
        the redirect URL cannot be used: it has a user name or password: remove what stands before the @
        the redirect URL cannot be used: it has a user name or password: remove what stands before the @
        the redirect URL cannot be used: plain http is for loopback hosts only: use https
        the redirect URL cannot be used: its scheme is neither https nor a private-use scheme: name a private-use scheme after your domain, as com.example.app
        the redirect URL cannot be used: its scheme is neither https nor a private-use scheme: name a private-use scheme after your domain, as com.example.app
        "#);
}

#[test]
fn a_host_is_refused_with_what_to_write() {
    let errors = [
        Host::workfront("a.b", Lane::MY).unwrap_err(),
        Lane::named("-").unwrap_err(),
        Host::parse("acme.devtest.workfront.com").unwrap_err(),
        Host::parse("https://acme.my.workfront.com.evil.example").unwrap_err(),
        Host::loopback("http://10.0.0.1").unwrap_err(),
        Host::gateway("http://gateway.example").unwrap_err(),
    ];
    insta::assert_snapshot!(lines::<HostError>(include_str!("../../src/host.rs"), "HostError", &errors), @r#"
        NotALabel: the domain is not one DNS label: give letters, digits and inner hyphens only
        NotALabel: the lane is not one DNS label: give letters, digits and inner hyphens only
        UnknownLane: the lane "devtest" is not known: name it with Lane::named if it is yours
        NotWorkfront: not a Workfront host: write it as myorganization.my.workfront.com, with https:// or without, and no port or path
        NotLoopback: not a sandbox on this machine: write http:// and 127.0.0.1, [::1], localhost or a name under .localhost, and no path
        NotHttpsOrigin: not a gateway: write https:// and a host, and no path, query or user name
        "#);
}

fn refused(query: &str) -> CallbackError {
    let app = web_app().with_issuer("https://issuer.example");
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    let callback = Callback::from_query(&format!("{query}&state={STATE}"));
    callback.and_then(|callback| pending.complete(callback, &browser(), now())).unwrap_err()
}

fn refused_at(browser_then: &Browser, seconds: i64) -> CallbackError {
    let (_, pending) = web_app().authorize(entropy(), &browser(), now());
    let callback = Callback::from_query(&format!("code=c&state={STATE}")).unwrap();
    let shift = Duration::from_secs(seconds.unsigned_abs());
    let then = if seconds < 0 { now() - shift } else { now() + shift };
    pending.complete(callback, browser_then, then).unwrap_err()
}

fn not_followed(query: &str) -> CallbackError {
    let app = SinglePageApp::new(Host::central(), client_id(), redirect_uri())
        .follow_tenant(Suffix::WorkfrontCom, &[Lane::MY]);
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    let callback = Callback::from_query(&format!("code=c&state={STATE}{query}")).unwrap();
    pending.complete(callback, &browser(), now()).unwrap_err()
}

#[test]
fn a_callback_is_refused_before_any_token_request() {
    let sealed = SealedState::new([0; 32]);
    let unsealed = Callback::from_query(&format!("code=c&state={}", "A".repeat(76))).unwrap();
    let stateless = || Callback::from_query("code=c").unwrap();
    let (_, pending) = web_app().authorize(entropy(), &browser(), now());
    let before = UNIX_EPOCH - Duration::from_secs(1);
    let iss = "iss=https%3A%2F%2Fissuer.example";
    let errors = [
        Callback::from_query(&"a".repeat(20_000)).unwrap_err(),
        Callback::parse("https://app.example/callback").unwrap_err(),
        refused("code=a&code=b"),
        refused("code=%ff"),
        pending.complete(stateless(), &browser(), now()).unwrap_err(),
        refused("code=a").clone(),
        {
            let (_, pending) = web_app().authorize(entropy(), &browser(), now());
            let callback = Callback::from_query("code=c&state=x").unwrap();
            pending.complete(callback, &browser(), now()).unwrap_err()
        },
        refused_at(&Browser::SameProcess, 0),
        refused_at(&browser(), 3_600),
        refused_at(&browser(), -3_600),
        web_app().complete_sealed(&sealed, unsealed, &browser(), now()).unwrap_err(),
        web_app().authorize_sealed(&sealed, entropy(), &browser(), before).unwrap_err(),
        refused(&format!("error=access_denied&{iss}")),
        refused(&format!("error=invalid_request&error_description=no+such+app&{iss}")),
        refused(&format!("error=x&code=c&{iss}")),
        refused(iss),
        refused(&format!("code=c&domain=other&{iss}")),
        not_followed("&lane=my"),
        not_followed("&domain=evil.example%2F&lane=my"),
        refused("code=c&iss=x"),
    ];
    insta::assert_snapshot!(lines::<CallbackError>(include_str!("../../src/callback_error.rs"), "CallbackError", &errors), @r#"
        TooLong: the callback's query has 20000 bytes, more than any redirect of Workfront's: log in again
        NoQuery: the callback has no query: pass the whole URL that the browser was redirected to
        Repeated: the callback repeats code: refuse it and log in again
        Malformed: the callback's code is not readable text: refuse it and log in again
        StateMissing: the callback has no state: it does not come from a log-in begun here; log in again
        IssuerMissing: the callback has no iss, and https://issuer.example announces one: refuse it
        StateMismatch: the callback's state is not the one sent: it belongs to another log-in; log in again
        BrowserMismatch: the callback came from another browser than the log-in: log in again in this one
        Expired: the log-in was begun 3600 seconds ago, more than the 600 allowed: log in again
        NotYetBegun: the log-in began 3600 seconds in the future: check the clock of the servers and log in again
        SealBroken: the callback's state was not sealed by this application for this browser: log in again
        ClockBeforeEpoch: the clock stands before 1970: set it and log in again
        AccessDenied: the user did not allow access: offer to log in again
        Refused: Workfront refused the authorization request with invalid_request (no such app): check the application's settings
        CodeAndError: the callback has both a code and an error: refuse it and log in again
        NeitherCodeNorError: the callback has neither a code nor an error: log in again
        TenantMismatch: the callback's domain is not that of myorganization: refuse it; the code belongs elsewhere
        TenantMissing: the callback has no domain, which names the host to redeem at: log in again
        TenantMalformed: the callback's domain cannot be part of a Workfront host: refuse it
        IssuerMismatch: the callback comes from another issuer than https://issuer.example: refuse it; the code belongs elsewhere
        "#);
}

#[test]
fn a_stored_attempt_is_refused_by_another_application() {
    let stored =
        |app: &workfront_oauth::WebApp| app.authorize(entropy(), &browser(), now()).1.into_parts();
    let mut parts = stored(&web_app());
    parts.host.push('x');
    let errors = [
        web_app().resume(&parts).unwrap_err(),
        web_app().resume(&stored(&web_app().with_pkce())).unwrap_err(),
    ];
    insta::assert_snapshot!(lines::<ResumeError>(include_str!("../../src/pending.rs"), "ResumeError", &errors), @r#"
        AnotherApplication: the stored attempt has another host than this application: resume it with the application that began it
        Verifier: the stored attempt's code verifier does not fit this application: log in again
        "#);
}

#[test]
fn a_value_of_another_home_is_refused() {
    let code = web_code(&web_app());
    let elsewhere = SinglePageApp::new(Host::central(), client_id(), redirect_uri());
    let error = elsewhere.redeem(&code).unwrap_err();
    insta::assert_snapshot!(error, @r#"the value belongs to client 00112233445566778899aabbccddeeff at https://myorganization.my.workfront.com, not to client 00112233445566778899aabbccddeeff at https://oauth.my.workfront.com: use the application that got it"#);
}

#[test]
fn a_jwt_is_refused_where_it_is_made() {
    use workfront_oauth::{AssertionError, BoxFuture, SignError, Signer};
    struct Refusing;
    impl Signer for Refusing {
        fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignError>> {
            let reason = "access denied".to_owned();
            Box::pin(std::future::ready(Err(SignError::Failed { reason })))
        }
    }
    let assertion = machine_app().assertion(now()).unwrap();
    let errors = [
        machine_app().assertion(UNIX_EPOCH - Duration::from_secs(1)).unwrap_err(),
        assertion.clone().with_lifetime(Duration::from_secs(601)).unwrap_err(),
    ];
    insta::assert_snapshot!(lines::<AssertionError>(include_str!("../../src/assertion.rs"), "AssertionError", &errors), @r#"
        ClockBeforeEpoch: the clock stands before 1970: set it
        Lifetime: a JWT of 601 seconds is refused: give it one to 600 seconds, for it is exchanged at once
        "#);
    let errors = [
        assertion.with_signature(&[0; 64]).unwrap_err(),
        at_once(assertion.sign(&Refusing)).unwrap_err(),
    ];
    insta::assert_snapshot!(lines::<SignError>(include_str!("../../src/signer.rs"), "SignError", &errors), @r#"
        TooShort: the signature has 64 bytes, RS256 gives 256 or more: sign with an RSA key of at least 2,048 bits
        Failed: the signer failed (access denied): check that it may use the key
        "#);
}

#[test]
fn a_failed_call_says_where_what_and_what_next() {
    let api = |status: u16, body: &'static str| {
        let token = AccessToken::new("a").unwrap();
        let validate = Validate::new(host(), token, workfront_oauth::ApiVersion::NEWEST);
        let answer = Response::builder().status(status).body(body.as_bytes()).unwrap();
        validate.response(answer).unwrap_err()
    };
    let token = |status, body| redeemed(status, body).unwrap_err();
    let errors = [
        token(307, ""),
        token(400, r#"{"error":"invalid_grant","error_description":"the code is used"}"#),
        token(401, r#"{"error":"invalid_client"}"#),
        token(429, r#"{"error":"slow_down"}"#),
        token(400, r#"{"statusCode":400,"error":true,"type":"BadRequest","message":"no"}"#),
        token(400, r#"{"statusCode":400,"error":true,"type":"BadRequest"}"#),
        token(400, r#"{"statusCode":400,"error":true}"#),
        api(410, "{}"),
        api(403, r#"{"error":{"message":"no"}}"#),
        token(502, "<html>"),
        token(503, "busy"),
        token(400, "{}"),
        token(200, "{}"),
    ];
    let kinds: Vec<Kind> =
        errors.iter().map(|error| Kind(error.kind().clone(), error.to_string())).collect();
    insta::assert_snapshot!(lines(include_str!("../../src/call_error.rs"), "CallErrorKind", &kinds), @r#"
        Redirected: the token endpoint at https://myorganization.my.workfront.com answered 307 with a redirect, which is not followed: check the host and what stands between it and here
        OAuth: the token endpoint at https://myorganization.my.workfront.com answered 400 with invalid_grant (the code is used): authorize again
        OAuth: the token endpoint at https://myorganization.my.workfront.com answered 401 with invalid_client: check the application's settings and the API version
        OAuth: the token endpoint at https://myorganization.my.workfront.com answered 429 with slow_down: wait as the answer asks, then try again
        Workfront: the token endpoint at https://myorganization.my.workfront.com answered 400 with BadRequest (no): do not repeat the request unchanged
        Workfront: the token endpoint at https://myorganization.my.workfront.com answered 400 with BadRequest: do not repeat the request unchanged
        Workfront: the token endpoint at https://myorganization.my.workfront.com answered 400 with an error without words: do not repeat the request unchanged
        Api: the Workfront API at https://myorganization.my.workfront.com answered 410, the API version is retired: check the application's settings and the API version
        Api: the Workfront API at https://myorganization.my.workfront.com answered 403, the user may not do this (no): do not repeat the request unchanged
        Html: the token endpoint at https://myorganization.my.workfront.com answered 502 with an HTML page: check the host and what stands between it and here
        NotJson: the token endpoint at https://myorganization.my.workfront.com answered 503 with a body that is not JSON: try again later
        Unexplained: the token endpoint at https://myorganization.my.workfront.com answered 400 without saying why: do not repeat the request unchanged
        NotATokenResponse: the token endpoint at https://myorganization.my.workfront.com answered 200, but it has no access_token: compare the answer with what the page documents
        "#);
    let problems = [
        r"[]",
        r#"{"wid":1,"wid":2}"#,
        r#"{"token_type":"sessionID"}"#,
        r#"{"token_type":"sessionID","access_token":1}"#,
        r#"{"token_type":"sessionID","access_token":"a b"}"#,
    ]
    .map(|body| match token(200, body).kind() {
        CallErrorKind::NotATokenResponse(problem) => problem.clone(),
        kind => panic!("{kind:?}"),
    });
    insta::assert_snapshot!(lines(include_str!("../../src/call_error.rs"), "TokenResponseProblem", &problems), @r#"
        NotAnObject: it is not a JSON object
        Repeated: it has the member wid twice
        Missing: it has no access_token
        WrongType: its access_token is of the wrong type
        Unusable: its access_token holds characters that a header cannot carry
        "#);
}

/// A kind has no text of its own; its error has.
struct Kind(CallErrorKind, String);

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.1)
    }
}

impl Error for Kind {}

#[test]
fn a_call_without_an_answer_says_whether_it_may_have_arrived() {
    use TransportErrorKind as Kind;
    let kinds = [
        Kind::Insecure,
        Kind::Connect,
        Kind::Tls,
        Kind::Timeout,
        Kind::Broken,
        Kind::TooLarge,
        Kind::Undecodable,
        Kind::Other,
    ];
    insta::assert_snapshot!(lines(include_str!("../../src/transport.rs"), "TransportErrorKind", &kinds), @r#"
        Insecure: the address is neither https nor this machine
        Connect: no connection could be made
        Tls: no secure connection could be made
        Timeout: the deadline passed
        Broken: the connection broke
        TooLarge: the response is too large
        Undecodable: the response could not be decoded
        Other: the request failed
        "#);
    let deliveries = [Delivery::NotSent, Delivery::MaybeSent];
    insta::assert_snapshot!(lines(include_str!("../../src/transport.rs"), "Delivery", &deliveries), @r#"
        NotSent: nothing was sent
        MaybeSent: the request may have arrived
        "#);
    let errors = [
        SendError::from(TransportError::new(Kind::Insecure, Delivery::NotSent)),
        SendError::from(TransportError::new(Kind::Connect, Delivery::NotSent)),
        SendError::from(TransportError::new(Kind::Tls, Delivery::NotSent)),
        SendError::from(TransportError::new(Kind::Timeout, Delivery::MaybeSent)),
        SendError::from(redeemed(503, "").unwrap_err()),
    ];
    insta::assert_snapshot!(lines(include_str!("../../src/transport.rs"), "SendError", &errors), @r#"
        Transport: the address is neither https nor this machine, and nothing was sent: use https
        Transport: no connection could be made, and nothing was sent: check the host and the network, then send it again
        Transport: no secure connection could be made, and nothing was sent: check the certificate and the clock
        Transport: the deadline passed, and the request may have arrived: do not take it for undone
        Call: the token endpoint at https://myorganization.my.workfront.com answered 503 with a body that is not JSON: try again later
        "#);
}
