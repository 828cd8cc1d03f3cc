//! The token endpoint's answer.

use http::{Response, StatusCode};
use workfront_oauth::Call;

use crate::application::{code, web_app};
use crate::shown::{check_answer, check_line};

/// Reads the input as the body of a 200.
///
/// Holds: an access token that was accepted can stand in a header; a body that is refused gives an error that can be shown.
pub fn token_response(data: &[u8]) {
    let app = web_app();
    let code = code(&app);
    let redeem = app.redeem(&code).unwrap_or_else(|error| panic!("our own code: {error}"));
    let mut answer = Response::new(data);
    *answer.status_mut() = StatusCode::OK;
    match redeem.response(answer) {
        Ok(tokens) => {
            let token = tokens.access_token().expose_secret();
            assert!(!token.is_empty(), "an empty access token was accepted");
            let value = http::HeaderValue::from_str(token);
            assert!(value.is_ok(), "an access token that cannot stand in a header was accepted");
            let mut headers = http::HeaderMap::new();
            match tokens.apply_to(&mut headers) {
                Ok(()) => assert!(headers.values().all(http::HeaderValue::is_sensitive)),
                Err(error) => check_line(&error),
            }
            let refresh_token = tokens.refresh_token().map(|token| token.expose_secret());
            assert!(refresh_token.is_none_or(|token| !token.is_empty()), "an empty refresh token");
        }
        Err(error) => check_answer(&error),
    }
}
