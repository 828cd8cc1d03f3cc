//! The resource API: the header that carries the token, and the call that tries it.

use http::HeaderMap;
use workfront_oauth::{
    AccessToken, ApiMeaning, ApiVersion, Call, CallError, CallErrorKind, Diagnosis, Validate,
};

use crate::fixture::{answer, host, redeemed};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn validate() -> Validate {
    Validate::new(host(), AccessToken::new(TOKEN).unwrap(), ApiVersion::NEWEST)
}

fn read(status: u16, content_type: &str, body: &str) -> Result<(), CallError> {
    validate().response(answer(status, content_type, body.as_bytes()))
}

/// Page 003, "Validate access token": `/attask/api/<api version>/proj/search` with the header `sessionID`.
#[test]
fn documented_example() {
    let request = validate().request();
    assert_eq!(request.method(), "GET");
    assert_eq!(
        request.uri(),
        "https://myorganization.my.workfront.com/attask/api/v22.0/proj/search"
    );
    assert_eq!(request.headers().len(), 1);
    assert_eq!(request.headers()["sessionID"], TOKEN);
    assert!(request.headers()["sessionID"].is_sensitive());
    assert!(request.body().is_empty());
    let old = Validate::new(host(), AccessToken::new(TOKEN).unwrap(), ApiVersion::new(14));
    assert!(old.request().uri().path().starts_with("/attask/api/v14.0/"), "page 001's version");
}

/// Page 003 prints `Bearer` and then calls the API with `sessionID` all the same.
#[test]
fn documented_example_of_a_bearer_token_goes_into_the_same_header() {
    let tokens =
        redeemed(200, r#"{"access_token":"eyJhd","expires_in":3600,"token_type":"Bearer"}"#)
            .unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("sessionID", "an older one".parse().unwrap());
    tokens.apply_to(&mut headers).unwrap();
    assert_eq!(headers.len(), 1);
    assert_eq!(headers["sessionID"], "eyJhd");
    assert!(tokens.validate(ApiVersion::NEWEST).is_ok());
}

/// RFC 6749 section 7.1: a token of an unknown type must not be used.
#[test]
fn a_token_of_an_unknown_type_is_kept_and_not_used() {
    let tokens = redeemed(200, r#"{"access_token":"a","token_type":"DPoP"}"#).unwrap();
    assert_eq!(tokens.token_type().to_string(), "DPoP");
    assert!(!tokens.token_type().is_understood());
    let mut headers = HeaderMap::new();
    let error = tokens.apply_to(&mut headers).unwrap_err();
    assert!(headers.is_empty());
    assert_eq!(
        error.to_string(),
        "the token's type is \"DPoP\", neither sessionID nor Bearer: do not send it (RFC 6749 section 7.1)"
    );
    assert_eq!(tokens.validate(ApiVersion::NEWEST).unwrap_err(), error);
}

#[test]
fn an_answer_with_data_means_that_the_token_works() {
    assert_eq!(read(200, "application/json", r#"{"data":[]}"#), Ok(()));
    assert_eq!(read(200, "text/plain", r#"{"data":[{"ID":"1"}]}"#), Ok(()));
    // One public client was seen to special-case this content type on the API.
    assert_eq!(read(200, "text/html;charset=utf-8", r#"{"data":[]}"#), Ok(()));
}

#[test]
fn answers_that_are_no_success_say_what_they_are() {
    let check = |status, content_type, body, expected: &str, diagnosis| {
        let error = read(status, content_type, body).unwrap_err();
        let kind = match error.kind() {
            CallErrorKind::Api(error) => format!("{:?}", error.meaning),
            kind => format!("{kind:?}"),
        };
        assert_eq!((kind.as_str(), error.diagnosis()), (expected, diagnosis), "{status} {body}");
    };
    let json = "application/json";
    let dead = r#"{"error":{"class":"com.attask.common.AuthenticationException","message":"no"}}"#;
    check(401, json, dead, "SessionDead", Diagnosis::Refused);
    check(401, json, "{}", "SessionDead", Diagnosis::Refused);
    check(200, json, dead, "SessionDead", Diagnosis::Refused);
    check(401, "text/html", dead, "SessionDead", Diagnosis::Refused);
    check(403, json, r#"{"error":{"message":"no"}}"#, "NotAllowed", Diagnosis::Refused);
    check(429, json, r#"{"error":{"message":"no"}}"#, "TooMany", Diagnosis::RateLimited);
    check(410, json, "{}", "VersionRetired", Diagnosis::Misconfigured);
    check(503, json, "{}", "Other", Diagnosis::Unavailable);
    check(200, "text/html", "<html>", "Html", Diagnosis::Intermediary);
    check(403, "text/plain", "<!doctype html>", "Html", Diagnosis::Intermediary);
    check(200, json, r#"{"data":["#, "NotJson", Diagnosis::Intermediary);
    check(200, json, "", "NotJson", Diagnosis::Intermediary);
    check(302, json, "", "Redirected", Diagnosis::Intermediary);
}

#[test]
fn an_error_of_the_api_is_shown_with_its_message() {
    let body = r#"{"error":{"class":"com.attask.common.AuthenticationException","message":"You are not currently logged in."}}"#;
    let error = read(401, "application/json", body).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the Workfront API at https://myorganization.my.workfront.com answered 401, the session is over \
         (You are not currently logged in.): refresh once and try again, then authorize again"
    );
    assert!(
        matches!(error.kind(), CallErrorKind::Api(error) if error.meaning == ApiMeaning::SessionDead)
    );
    assert_eq!(error.host(), &host());
}

#[test]
fn an_echoed_session_is_masked() {
    let body = format!(r#"{{"error":{{"class":"x","message":"Invalid session {TOKEN}"}}}}"#);
    let error = read(400, "application/json", &body).unwrap_err();
    assert!(error.to_string().contains("(Invalid session [masked])"), "{error}");
}
