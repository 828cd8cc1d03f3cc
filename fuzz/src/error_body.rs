//! Answers that are not what was asked for, from the server or from something in between.

use http::{HeaderValue, Response, StatusCode};
use workfront_oauth::{ApiError, Call, Diagnosis};

use crate::application::{code, web_app};
use crate::shown::{check_answer, check_line};

/// Reads the input as a status (two bytes), a `Retry-After` (up to the first line feed) and a body.
///
/// Holds: a status that is no success gives no tokens; a server that failed, or that answered something unreadable, may have
/// acted; only a refusal in so many words says that the grant is dead.
pub fn error_body(data: &[u8]) {
    let [high, low, rest @ ..] = data else { return };
    let number = 100 + u16::from_be_bytes([*high, *low]) % 500;
    let Ok(status) = StatusCode::from_u16(number) else { return };
    let (retry_after, body) = match rest.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (&[][..], rest),
    };
    let answer = || {
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        if let Ok(value) = HeaderValue::from_bytes(retry_after) {
            answer.headers_mut().insert(http::header::RETRY_AFTER, value);
        }
        answer
    };

    let app = web_app();
    let code = code(&app);
    let redeem = app.redeem(&code).unwrap_or_else(|error| panic!("our own code: {error}"));
    match redeem.response(answer()) {
        Ok(_) => assert!(status.is_success(), "tokens out of a {status}"),
        Err(error) => {
            check_answer(&error);
            assert_eq!(error.status(), status);
            assert!(
                status.is_client_error() || error.may_have_acted(),
                "a {status} does not say that nothing was done"
            );
            if error.diagnosis() == Diagnosis::DeadGrant {
                assert!(
                    body.windows(13).any(|word| word == b"invalid_grant") || body.contains(&b'\\')
                );
            }
        }
    }
    // The API is called with none of these secrets, so nothing is known to be masked.
    if let Some(error) = ApiError::read(&answer()) {
        check_line(&error);
    }
}
