//! What is read as tokens and what is not: the tolerances, each with where it was seen, and nothing beyond them.

use std::time::{Duration, UNIX_EPOCH};

use workfront_oauth::{
    Call, CallErrorKind, Lifetime, OAuthErrorCode, TokenResponse, TokenResponseProblem, TokenType,
};

use crate::fixture::{DOCUMENTED_ANSWER, answer, redeemed, web_app, web_code};

fn with(members: &str) -> String {
    format!(r#"{{"token_type":"sessionID","access_token":"a"{members}}}"#)
}

fn accepted(members: &str) -> TokenResponse {
    let body = with(members);
    redeemed(200, &body).unwrap_or_else(|error| panic!("{body}: {error}"))
}

fn refused(status: u16, body: &str) -> CallErrorKind {
    match redeemed(status, body) {
        Ok(tokens) => panic!("{body} gave {tokens:?}"),
        Err(error) => error.kind().clone(),
    }
}

fn problem(body: &str) -> TokenResponseProblem {
    match refused(200, body) {
        CallErrorKind::NotATokenResponse(problem) => problem,
        kind => panic!("{body}: {kind:?}"),
    }
}

/// Page 001, "the token endpoint returns the following payload", without the comment in it.
#[test]
fn documented_example() {
    let tokens = redeemed(200, DOCUMENTED_ANSWER).unwrap();
    assert_eq!(tokens.token_type(), &TokenType::SessionId);
    assert_eq!(tokens.access_token().expose_secret(), "string");
    assert_eq!(tokens.refresh_token().unwrap().expose_secret(), "string");
    assert_eq!(tokens.lifetime(), Lifetime::Unknown, "0 is a placeholder as \"string\" is");
    assert_eq!(tokens.extra("wid").unwrap(), "string");
    assert!(!tokens.rotated(), "nothing was there before");
    // As printed, comment and all, it is not JSON (RFC 8259 section 2).
    let printed = "{\n   \"token_type\": \"sessionID\",\n   \"access_token\": \"string\", // the value of sessionID\n   \"refresh_token\": \"string\",\n   \"expires_in\": 0,\n   \"wid\": \"string\"\n}";
    assert_eq!(refused(200, printed), CallErrorKind::NotJson);
}

/// Page 003, "Exchange code for tokens", the answer: `Bearer`, an hour, no refresh token.
#[test]
fn documented_example_of_pkce() {
    let tokens = redeemed(
        200,
        r#"{"access_token":"eyJhd[...]Yozv","expires_in":3600,"token_type":"Bearer"}"#,
    )
    .unwrap();
    assert_eq!(tokens.token_type(), &TokenType::Bearer);
    assert_eq!(tokens.lifetime(), Lifetime::Known(Duration::from_secs(3_600)));
    assert!(tokens.refresh_token().is_none());
    let expires = tokens.lifetime().expires_at(UNIX_EPOCH);
    assert_eq!(expires, Some(UNIX_EPOCH + Duration::from_secs(3_600)));
}

/// 0: page 001. Text: oauth2c #119. Fraction and null: golang/oauth2 #239. Absent: RFC 6749 section 5.1 recommends, no more.
#[test]
fn a_lifetime_comes_in_many_forms_and_is_never_invented() {
    let check = |value: &str, expected: Option<u64>| {
        let expected =
            expected.map_or(Lifetime::Unknown, |s| Lifetime::Known(Duration::from_secs(s)));
        assert_eq!(accepted(&format!(r#","expires_in":{value}"#)).lifetime(), expected, "{value}");
    };
    check("7200", Some(7_200));
    check("\"7200\"", Some(7_200));
    check("7200.9", Some(7_200));
    check("7.2e3", Some(7_200));
    check("18446744073709551615", Some(u64::MAX));
    check("18446744073709551616", None);
    check("0", None);
    check("-0", None);
    check("-3600", None);
    check("null", None);
    check("\"\"", None);
    check("\"never\"", None);
    check("1e308", None);
    assert_eq!(accepted("").lifetime(), Lifetime::Unknown);
    let endless = accepted(r#","expires_in":18446744073709551615"#).lifetime();
    assert_eq!(endless.expires_at(UNIX_EPOCH), None);
    for value in ["true", "[3600]", "{}"] {
        let body = with(&format!(r#","expires_in":{value}"#));
        assert_eq!(problem(&body), TokenResponseProblem::WrongType("expires_in"));
    }
}

/// RFC 6749 section 5.1: case does not matter; section 7.1: an unknown type is not used, but the tokens are kept.
#[test]
fn a_token_type_is_compared_without_case_and_demanded() {
    let check = |text: &str, expected: TokenType| {
        let body = format!(r#"{{"token_type":"{text}","access_token":"a"}}"#);
        assert_eq!(redeemed(200, &body).unwrap().token_type(), &expected);
    };
    check("SESSIONid", TokenType::SessionId);
    check("bearer", TokenType::Bearer);
    check("mac", TokenType::Other("mac".to_owned()));
    check("a\\nb", TokenType::Other("a b".to_owned()));
    for body in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","token_type":null}"#] {
        assert_eq!(problem(body), TokenResponseProblem::Missing("token_type"));
    }
    assert_eq!(
        problem(r#"{"access_token":"a","token_type":1}"#),
        TokenResponseProblem::WrongType("token_type")
    );
}

/// Page 001 has a `wid` that nothing explains; RFC 6749 section 5.1 lets servers add members.
#[test]
fn unknown_members_are_kept_as_they_came() {
    let tokens = accepted(r#","wid":17,"scope":null,"nested":{"a":[1,2]}"#);
    assert_eq!(tokens.extra("wid").unwrap(), 17);
    assert_eq!(tokens.extra("nested").unwrap()["a"][1], 2);
    assert!(tokens.extra("scope").unwrap().is_null());
    let printed = format!("{:?}", accepted(r#","id_token":"CANARY""#));
    assert!(printed.contains("id_token") && !printed.contains("CANARY"), "{printed}");
}

/// n8n #30345 saw text/plain; one Workfront client special-cases text/html.
#[test]
fn a_wrong_content_type_does_not_make_json_unreadable() {
    let app = web_app();
    let code = web_code(&app);
    for content_type in ["text/plain", "text/html", "application/octet-stream"] {
        let answer = answer(200, content_type, DOCUMENTED_ANSWER.as_bytes());
        assert!(app.redeem(&code).unwrap().response(answer).is_ok(), "{content_type}");
    }
    let answer = http::Response::new(DOCUMENTED_ANSWER.as_bytes());
    assert!(app.redeem(&code).unwrap().response(answer).is_ok(), "no content type at all");
}

/// openid-client #666 saw 201.
#[test]
fn any_success_status_with_tokens_is_a_success() {
    for status in [200, 201, 202, 299] {
        assert!(redeemed(status, DOCUMENTED_ANSWER).is_ok(), "{status}");
    }
    for status in [300, 302, 307, 308, 399] {
        assert_eq!(refused(status, DOCUMENTED_ANSWER), CallErrorKind::Redirected);
    }
    for status in [100, 400, 404, 500, 599] {
        assert_eq!(refused(status, DOCUMENTED_ANSWER), CallErrorKind::Unexplained, "{status}");
    }
}

/// oauth2-rs #313 and golang/oauth2 #441 saw errors under 200.
#[test]
fn an_error_under_a_success_status_is_an_error() {
    match refused(200, r#"{"error":"invalid_grant","error_description":"expired"}"#) {
        CallErrorKind::OAuth(error) => {
            assert_eq!(error.code, OAuthErrorCode::InvalidGrant);
            assert_eq!(error.description.as_deref(), Some("expired"));
        }
        kind => panic!("{kind:?}"),
    }
    assert!(matches!(refused(200, &with(r#","error":"x""#)), CallErrorKind::OAuth(_)));
    assert!(matches!(refused(200, &with(r#","error":true"#)), CallErrorKind::Workfront(_)));
}

/// The token endpoint's own shape, seen in blackbird.io's Workfront app.
#[test]
fn the_token_endpoints_own_error_shape_is_read() {
    let body = r#"{"statusCode":401,"error":true,"type":"Unauthorized","message":"bad client"}"#;
    for status in [200, 401, 500] {
        match refused(status, body) {
            CallErrorKind::Workfront(error) => {
                assert_eq!(error.status_code, Some(401));
                assert_eq!(error.kind.as_deref(), Some("Unauthorized"));
                assert_eq!(error.message.as_deref(), Some("bad client"));
            }
            kind => panic!("{kind:?}"),
        }
    }
    // What the flag says on an error is not known.
    let unflagged = r#"{"statusCode":400,"error":false,"type":"x","message":"y"}"#;
    assert!(matches!(refused(400, unflagged), CallErrorKind::Workfront(_)));
    assert!(matches!(refused(200, unflagged), CallErrorKind::Workfront(_)));
    let odd = r#"{"statusCode":"400","error":true,"type":1,"message":null}"#;
    match refused(400, odd) {
        CallErrorKind::Workfront(error) => {
            assert_eq!((error.status_code, error.kind, error.message), (None, None, None));
        }
        kind => panic!("{kind:?}"),
    }
    match refused(400, r#"{"statusCode":70000,"error":true}"#) {
        CallErrorKind::Workfront(error) => assert_eq!(error.status_code, None),
        kind => panic!("{kind:?}"),
    }
}

/// `error` is text in one shape and a flag in the other, so it can be one of them only.
#[test]
fn of_both_error_shapes_at_once_the_rfcs_is_read() {
    let both = r#"{"statusCode":400,"error":"invalid_client","type":"x","message":"y"}"#;
    match refused(400, both) {
        CallErrorKind::OAuth(error) => assert_eq!(error.code, OAuthErrorCode::InvalidClient),
        kind => panic!("{kind:?}"),
    }
}

/// No shape gives `error` these types; tokens beside it are not to be trusted.
#[test]
fn an_error_member_of_another_type_is_no_success() {
    for value in ["7", "[]", "{}", r#"{"class":"x","message":"y"}"#] {
        let body = with(&format!(r#","error":{value}"#));
        assert_eq!(problem(&body), TokenResponseProblem::WrongType("error"));
        assert_eq!(refused(400, &body), CallErrorKind::Unexplained);
    }
    // Absent in other words: the flag of the second shape, and null.
    assert!(redeemed(200, &with(r#","error":false"#)).is_ok());
    assert!(redeemed(200, &with(r#","error":null"#)).is_ok());
}

#[test]
fn tokens_that_are_missing_or_of_another_type_are_named() {
    use TokenResponseProblem::{Missing, Unusable, WrongType};
    let check = |members: &str, expected: TokenResponseProblem| {
        let body = format!(r#"{{"token_type":"sessionID"{members}}}"#);
        assert_eq!(problem(&body), expected, "{body}");
    };
    check("", Missing("access_token"));
    check(r#","access_token":null"#, Missing("access_token"));
    check(r#","access_token":"""#, Missing("access_token"));
    check(r#","access_token":7"#, WrongType("access_token"));
    check(r#","access_token":["a"]"#, WrongType("access_token"));
    check(r#","access_token":"a b""#, Unusable("access_token"));
    check(r#","access_token":"a\r\nx: y""#, Unusable("access_token"));
    check(r#","access_token":"\u00e9""#, Unusable("access_token"));
    check(r#","access_token":" a""#, Unusable("access_token"));
    check(r#","access_token":"a","refresh_token":{}"#, WrongType("refresh_token"));
    check(r#","access_token":"a","refresh_token":"r\u0000""#, Unusable("refresh_token"));
}

/// RFC 8259 section 4: what a reader makes of a name that comes twice is unpredictable.
#[test]
fn a_member_that_comes_twice_is_refused() {
    let check = |body: String, name: &str| {
        assert_eq!(problem(&body), TokenResponseProblem::Repeated(name.to_owned()), "{body}");
    };
    check(with(r#","access_token":"b""#), "access_token");
    check(with(r#","access_token":"a""#), "access_token");
    check(with(r#","access\u005ftoken":"b""#), "access_token");
    check(with(r#","wid":1,"wid":1"#), "wid");
    check(with(r#","refresh_token":null,"refresh_token":"r""#), "refresh_token");
    let twice = r#"{"error":"temporarily_unavailable","error":"invalid_grant"}"#;
    check(twice.to_owned(), "error");
    assert_eq!(refused(400, twice), CallErrorKind::Unexplained);
}

#[test]
fn what_is_not_json_is_told_from_pages() {
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = with(&format!(r#","wid":{nested}"#));
    for body in [
        "",
        "access_token=a&token_type=sessionID",
        r#"{"access_token":"a","token_type":"sess"#,
        r#"{"access_token":"a"} trailing"#,
        r#"{"access_token":"\ud800","token_type":"sessionID"}"#,
        "\u{feff}{\"access_token\":\"a\",\"token_type\":\"sessionID\"}",
        r#"{"access_token":"a","token_type":"sessionID","expires_in":1e999}"#,
        "NaN",
        &deep,
    ] {
        for status in [200, 400, 500] {
            assert_eq!(refused(status, body), CallErrorKind::NotJson, "{status} {:.60}", body);
        }
    }
    for body in ["[]", "null", "7", "\"text\"", r#"[{"access_token":"a"}]"#] {
        assert_eq!(problem(body), TokenResponseProblem::NotAnObject, "{body}");
        assert_eq!(refused(400, body), CallErrorKind::Unexplained, "{body}");
    }
    // n8n #27089: gateways and log-in walls answer with pages, under any status.
    for page in ["<!DOCTYPE html><html>", "\r\n  <html>", "<?xml version=\"1.0\"?>"] {
        for status in [200, 403, 502] {
            assert_eq!(refused(status, page), CallErrorKind::Html, "{status} {page}");
        }
    }
    let app = web_app();
    let code = web_code(&app);
    let stated = answer(200, "Text/HTML; charset=utf-8", b"Welcome");
    let error = app.redeem(&code).unwrap().response(stated).unwrap_err();
    assert_eq!(error.kind(), &CallErrorKind::Html);
    let invalid = answer(200, "application/json", b"{\"access_token\":\"\xff\"}");
    let error = app.redeem(&code).unwrap().response(invalid).unwrap_err();
    assert_eq!(error.kind(), &CallErrorKind::NotJson);
}

#[test]
fn an_empty_error_code_is_still_a_sentence() {
    let error = redeemed(400, r#"{"error":"","error_description":""}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the token endpoint at https://myorganization.my.workfront.com answered 400 with an empty error code: \
         do not repeat the request unchanged"
    );
}
