//! The JWT of a machine-to-machine application: its claims, its signature, its exchange.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use workfront_oauth::{
    Assertion, AssertionError, BoxFuture, Call, CustomerId, Host, Lane, MachineApp, SignError,
    SignedAssertion, Signer, TokenType, UserId,
};

use crate::fixture::{CLIENT_ID, CLIENT_SECRET, answer, client_id, client_secret, form, now, text};

pub(crate) fn machine_app() -> MachineApp {
    MachineApp::new(
        Host::workfront("yourdomain", Lane::MY).unwrap(),
        client_id(),
        client_secret(),
        CustomerId::new("customer-1").unwrap(),
        UserId::new("user-1").unwrap(),
    )
}

/// Runs a future that waits for nothing.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a local signer waits for nothing"),
    }
}

fn signed() -> SignedAssertion {
    machine_app().assertion(now()).unwrap().with_signature(&[0xfb; 256]).unwrap()
}

/// Page 002: the exchange's URL, and a form of `client_id`, `client_secret` and `jwt_token`, no `grant_type`.
#[test]
fn documented_example_of_the_exchange() {
    let app = machine_app();
    let assertion = signed();
    let request = app.exchange(&assertion).request();
    let url = "https://yourdomain.my.workfront.com/integrations/oauth2/api/v1/jwt/exchange";
    assert_eq!(request.uri(), url);
    assert_eq!(app.exchange_url(), url);
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert!(!request.headers().contains_key("authorization"));
    let jwt = assertion.expose_secret();
    assert_eq!(
        text(request.body()),
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&jwt_token={jwt}"),
    );
}

/// Page 002, the table of claims: `exp`, `iss` (the Customer ID), `sub` (the User ID).
#[test]
fn documented_example_of_the_claims() {
    let assertion = machine_app().assertion(now()).unwrap();
    assert_eq!(assertion.claims(), r#"{"exp":1700000180,"iss":"customer-1","sub":"user-1"}"#);
    // printf '{"alg":"RS256","typ":"JWT"}' | openssl base64 -A | tr -d =, and the claims likewise.
    assert_eq!(
        assertion.signing_input(),
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.\
         eyJleHAiOjE3MDAwMDAxODAsImlzcyI6ImN1c3RvbWVyLTEiLCJzdWIiOiJ1c2VyLTEifQ"
    );
    let with_iat = assertion.with_issued_at();
    assert_eq!(
        with_iat.claims(),
        r#"{"exp":1700000180,"iss":"customer-1","sub":"user-1","iat":1700000000}"#
    );
}

#[test]
fn a_signature_is_attached_in_base64url_without_padding() {
    let jwt = signed();
    let (_, signature) = jwt.expose_secret().rsplit_once('.').unwrap();
    assert_eq!(signature, format!("{}-w", "-_v7".repeat(85)));
}

#[test]
fn a_lifetime_is_one_second_to_ten_minutes() {
    let assertion = || machine_app().assertion(now()).unwrap();
    let check = |lifetime: Duration, exp: Option<u64>| {
        let found = assertion().with_lifetime(lifetime);
        match exp {
            Some(exp) => {
                let exp = format!("\"exp\":{exp},");
                assert!(found.unwrap().claims().contains(&exp), "{lifetime:?}");
            }
            None => {
                assert_eq!(found, Err(AssertionError::Lifetime { asked: lifetime }));
            }
        }
    };
    check(Duration::from_secs(1), Some(1_700_000_001));
    check(Duration::from_secs(600), Some(1_700_000_600));
    check(Duration::from_millis(1_999), Some(1_700_000_001));
    check(Duration::ZERO, None);
    check(Duration::from_millis(999), None);
    check(Duration::from_millis(600_001), None);
    check(Duration::MAX, None);
}

#[test]
fn a_clock_before_1970_is_refused_and_a_far_one_is_no_overflow() {
    let before = UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!(machine_app().assertion(before).unwrap_err(), AssertionError::ClockBeforeEpoch);
    let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX as u64));
    if let Some(far) = far {
        let claims = machine_app().assertion(far).unwrap().claims();
        assert!(claims.starts_with(r#"{"exp":9223372036854775987,"#), "{claims}");
    }
}

#[test]
fn ids_with_reserved_characters_stay_json() {
    let app = Assertion::new(
        CustomerId::new("a\"b\\c").unwrap(),
        UserId::new("é\u{2028}x").unwrap(),
        now(),
    );
    let claims: serde_json::Value = serde_json::from_str(&app.unwrap().claims()).unwrap();
    assert_eq!(claims["iss"], "a\"b\\c");
    assert_eq!(claims["sub"], "é\u{2028}x");
}

struct KeyService(Result<Vec<u8>, SignError>);

impl Signer for KeyService {
    fn sign<'a>(&'a self, signing_input: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignError>> {
        assert_eq!(signing_input.iter().filter(|byte| **byte == b'.').count(), 1);
        Box::pin(std::future::ready(self.0.clone()))
    }
}

#[test]
fn a_key_service_signs_or_says_why_not() {
    let assertion = machine_app().assertion(now()).unwrap();
    let service = KeyService(Ok(vec![0xfb; 256]));
    let jwt = at_once(assertion.sign(&service)).unwrap();
    assert_eq!(jwt.expose_secret(), signed().expose_secret());
    let failed = SignError::Failed { reason: "no access to the key".to_owned() };
    let error = at_once(assertion.sign(&KeyService(Err(failed.clone())))).unwrap_err();
    assert_eq!(error, failed);
    let error = at_once(assertion.sign(&KeyService(Ok(vec![0; 255])))).unwrap_err();
    assert_eq!(error, SignError::TooShort { bytes: 255 });
}

/// No page shows an answer; clients read `access_token` alone, so neither type nor refresh token is demanded.
#[test]
fn an_exchange_asks_for_an_access_token_alone() {
    let app = machine_app();
    let assertion = signed();
    let read = |body: &str| {
        app.exchange(&assertion).response(answer(200, "application/json", body.as_bytes()))
    };
    let tokens = read(r#"{"access_token":"a"}"#).unwrap();
    assert_eq!(tokens.token_type(), &TokenType::Unstated);
    assert!(tokens.token_type().is_understood());
    assert!(tokens.refresh_token().is_none());
    let mut headers = http::HeaderMap::new();
    tokens.apply_to(&mut headers).unwrap();
    assert_eq!(headers["sessionID"], "a");
    let tokens =
        read(r#"{"access_token":"a","refresh_token":"r","token_type":"sessionID"}"#).unwrap();
    assert_eq!(tokens.refresh_token().unwrap().expose_secret(), "r");
    assert!(read("{}").is_err());
}

#[test]
fn a_jwt_travels_in_the_form_unchanged() {
    let app = machine_app();
    let assertion = signed();
    let request = app.exchange(&assertion).request();
    let members = form(text(request.body()));
    assert_eq!(members[2], ("jwt_token".to_owned(), assertion.expose_secret().to_owned()));
}
