//! An error of the control port: `{"error": …, "message": …}`.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::authority::{ErrorCode, Refusal};
use crate::http::json;
use crate::http::received::Received;
use crate::http::site::is_not_kept;

/// Why a call was not done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    status: StatusCode,
    error: &'static str,
    message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, error, message: message.into() }
    }

    /// 400: not a request that can be read.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// 401: no token or a wrong one.
    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "send Authorization: Bearer with the control_token that the sandbox printed when it started",
        )
    }

    /// 404: no such thing.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 409: not in this state.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// 503: storage failed.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
    }

    /// 422: readable, but not possible.
    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unprocessable", message)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let message = match refusal.field {
            Some(field) => format!("{field}: {} ({})", refusal.why, refusal.rule.id),
            None => format!("{} ({})", refusal.why, refusal.rule.id),
        };
        match refusal.error {
            _ if is_not_kept(&refusal) => Self::unavailable(message),
            ErrorCode::NotFound => Self::not_found(message),
            ErrorCode::Conflict => Self::conflict(message),
            _ => Self::unprocessable(message),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "message": self.message });
        let mut response = answered(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A call's answer.
pub(crate) type Answer = Result<Response, Problem>;

/// `value` as the JSON body of an answer.
pub(crate) fn answered(status: StatusCode, value: &impl Serialize) -> Response {
    // Serializing to memory fails for maps with keys that are no strings; there are none here.
    let mut response = Response::new(Body::from(serde_json::to_vec(value).unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 200 with `value`.
pub(crate) fn ok(value: &impl Serialize) -> Answer {
    Ok(answered(StatusCode::OK, value))
}

/// 204.
pub(crate) fn done() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The body of `received` as a `T`: 400 when it is not JSON or names a member twice, 422 when it is another kind of JSON.
pub(crate) fn body<T: DeserializeOwned>(received: &Received) -> Result<T, Problem> {
    let value: serde_json::Value = serde_json::from_slice(&received.body)
        .map_err(|error| Problem::bad_request(format!("the body is not JSON: {error}")))?;
    if value.is_object() {
        let distinct = json::members(&received.body, false);
        distinct.map_err(|malformed| Problem::bad_request(malformed.why))?;
    }
    serde_json::from_value(value).map_err(|error| Problem::unprocessable(error.to_string()))
}
