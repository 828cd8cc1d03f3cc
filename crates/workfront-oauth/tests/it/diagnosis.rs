//! The cause of a failure and whether the server may have acted, for every status and every body.

use std::time::{Duration, UNIX_EPOCH};

use workfront_oauth::{
    Call, Delivery, Diagnosis, RetryAfter, SendError, TransportError, TransportErrorKind,
};

use crate::fixture::{DOCUMENTED_ANSWER, now, redeemed, web_app, web_code};

const GRANT: &str = r#"{"error":"invalid_grant"}"#;
const CLIENT: &str = r#"{"error":"invalid_client"}"#;
const DENIED: &str = r#"{"error":"access_denied"}"#;
const OTHER: &str = r#"{"error":"something_new"}"#;
const BUSY: &str = r#"{"error":"temporarily_unavailable"}"#;
const OWN: &str = r#"{"statusCode":400,"error":true,"type":"ExpiredToken","message":"m"}"#;
const MUTE: &str = r#"{"anything":"else"}"#;
const PAGE: &str = "<html>";
const TEXT: &str = "Forbidden";

/// Status, body, cause, whether the server may have acted.
///
/// Gateways answer 403 and 429 with pages of their own (matrix-js-sdk #5495, toolhive #5170): only the RFC's `invalid_grant`
/// ends a connection, and only a 429 or a readable 4xx says that nothing happened.
#[test]
fn causes_and_consequences() {
    use Diagnosis::{
        DeadGrant, Intermediary, Misconfigured, RateLimited, Refused, Unavailable, Unintelligible,
    };
    let table = [
        (200, GRANT, DeadGrant, true),
        (200, CLIENT, Misconfigured, true),
        (200, OWN, Refused, true),
        (200, MUTE, Unintelligible, true),
        (200, "[]", Unintelligible, true),
        (200, PAGE, Intermediary, true),
        (200, TEXT, Intermediary, true),
        (204, "", Intermediary, true),
        (302, "", Intermediary, true),
        (307, GRANT, Intermediary, true),
        (400, GRANT, DeadGrant, false),
        (400, CLIENT, Misconfigured, false),
        (400, DENIED, Refused, false),
        (400, OTHER, Refused, false),
        (400, BUSY, Unavailable, false),
        (400, OWN, Refused, false),
        (400, MUTE, Refused, true),
        (400, PAGE, Intermediary, true),
        (400, TEXT, Intermediary, true),
        (401, CLIENT, Misconfigured, false),
        (401, GRANT, DeadGrant, false),
        (403, OWN, Refused, false),
        (403, PAGE, Intermediary, true),
        (403, TEXT, Intermediary, true),
        (404, MUTE, Refused, true),
        (408, OWN, Unavailable, false),
        (408, TEXT, Unavailable, true),
        (429, GRANT, RateLimited, false),
        (429, OWN, RateLimited, false),
        (429, PAGE, RateLimited, false),
        (429, "", RateLimited, false),
        (500, GRANT, Unavailable, true),
        (500, OWN, Unavailable, true),
        (500, MUTE, Unavailable, true),
        (500, TEXT, Unavailable, true),
        (502, PAGE, Intermediary, true),
        (503, BUSY, Unavailable, true),
        (599, "", Unavailable, true),
    ];
    for (status, body, cause, acted) in table {
        let error = redeemed(status, body).unwrap_err();
        let found = (error.diagnosis(), error.may_have_acted());
        assert_eq!(found, (cause, acted), "{status} {body}");
        assert_eq!(error.status(), status);
        assert_eq!(
            error.oauth_error().is_some(),
            body.starts_with(r#"{"error":""#) && status != 307
        );
        let sent = SendError::from(error);
        assert_eq!((sent.diagnosis(), sent.may_have_acted()), (cause, acted), "{status} {body}");
    }
}

#[test]
fn every_code_of_rfc_6749_has_its_cause() {
    let check = |code: &str, expected| {
        let error = redeemed(400, &format!(r#"{{"error":"{code}"}}"#)).unwrap_err();
        assert_eq!(error.diagnosis(), expected, "{code}");
        assert_eq!(error.oauth_error().unwrap().code.as_str(), code);
    };
    check("invalid_grant", Diagnosis::DeadGrant);
    check("invalid_request", Diagnosis::Misconfigured);
    check("invalid_client", Diagnosis::Misconfigured);
    check("unauthorized_client", Diagnosis::Misconfigured);
    check("unsupported_grant_type", Diagnosis::Misconfigured);
    check("invalid_scope", Diagnosis::Misconfigured);
    check("unsupported_response_type", Diagnosis::Misconfigured);
    check("server_error", Diagnosis::Unavailable);
    check("temporarily_unavailable", Diagnosis::Unavailable);
    check("access_denied", Diagnosis::Refused);
    check("INVALID_GRANT", Diagnosis::Refused);
    check("invalid_grant ", Diagnosis::Refused);
}

/// Which `type`s mean a dead grant is not known, so it is the vendor who says so.
#[test]
fn a_type_is_a_dead_grant_only_if_the_vendor_says_so() {
    let error = redeemed(400, OWN).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::Refused);
    assert_eq!(error.diagnosis_with(&["ExpiredToken"]), Diagnosis::DeadGrant);
    assert_eq!(error.diagnosis_with(&["expiredtoken", ""]), Diagnosis::Refused);
    let failing = redeemed(500, OWN).unwrap_err();
    assert_eq!(failing.diagnosis_with(&["ExpiredToken"]), Diagnosis::Unavailable);
}

/// RFC 9110 section 10.2.3.
#[test]
fn the_time_to_try_again_is_read_from_the_header() {
    let app = web_app();
    let code = web_code(&app);
    let read = |value: &str| {
        let answer = http::Response::builder().status(429).header("retry-after", value);
        let error =
            app.redeem(&code).unwrap().response(answer.body(&b""[..]).unwrap()).unwrap_err();
        error.retry_after()
    };
    assert_eq!(read("30"), Some(RetryAfter::Delay(Duration::from_secs(30))));
    let moment = UNIX_EPOCH + Duration::from_secs(1_700_000_060);
    assert_eq!(read("Tue, 14 Nov 2023 22:14:20 GMT"), Some(RetryAfter::At(moment)));
    assert_eq!(RetryAfter::At(moment).delay(now()), Duration::from_secs(60));
    assert_eq!(RetryAfter::At(UNIX_EPOCH).delay(now()), Duration::ZERO);
    assert_eq!(read("18446744073709551615").unwrap().delay(now()), Duration::from_secs(u64::MAX));
    for value in ["", "soon", "-1", "1.5", "18446744073709551616", "Fri, 32 Dec 9999 00:00:00 GMT"]
    {
        assert_eq!(read(value), None, "{value}");
    }
}

#[test]
fn a_transport_error_tells_cause_and_consequence_too() {
    use Diagnosis::{Intermediary, Misconfigured, Unavailable};
    use TransportErrorKind as Kind;
    for (kind, cause) in [
        (Kind::Insecure, Misconfigured),
        (Kind::Connect, Unavailable),
        (Kind::Tls, Intermediary),
        (Kind::Timeout, Unavailable),
        (Kind::Broken, Unavailable),
        (Kind::TooLarge, Intermediary),
        (Kind::Undecodable, Unavailable),
        (Kind::Other, Unavailable),
    ] {
        for (delivery, acted) in [(Delivery::NotSent, false), (Delivery::MaybeSent, true)] {
            let error = TransportError::new(kind, delivery);
            assert_eq!((error.kind(), error.delivery()), (kind, delivery));
            let sent = SendError::from(error);
            assert_eq!((sent.diagnosis(), sent.may_have_acted()), (cause, acted), "{kind:?}");
        }
    }
}

#[test]
fn the_documented_answer_is_no_error() {
    assert!(redeemed(200, DOCUMENTED_ANSWER).is_ok());
}
