//! An answer together with the reason for it, which the journal keeps.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, PRAGMA};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::journal::{Judgement, Outcome};

/// An answer and its judgement. A location may hold a code, so it has no `Debug`.
pub(crate) struct Reply {
    response: Response,
    judgement: Judgement,
}

impl Reply {
    /// An empty answer, because `rule` of `source` says so.
    pub(crate) fn new(status: StatusCode, judgement: Judgement) -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        Self { response, judgement }
            .with(CACHE_CONTROL, "no-store")
            .with(PRAGMA, "no-cache")
            .with(HeaderName::from_static("x-content-type-options"), "nosniff")
    }

    /// `response` as it stands, because of `judgement`.
    pub(crate) fn of(response: Response, judgement: Judgement) -> Self {
        Self { response, judgement }
    }

    /// What goes over the wire.
    pub(crate) fn response(&self) -> &Response {
        &self.response
    }

    /// With `value` as a JSON body.
    pub(crate) fn json(self, value: &impl Serialize) -> Self {
        // Serializing to memory fails for maps with keys that are no strings; there are none here.
        let body = serde_json::to_vec(value).unwrap_or_default();
        self.with(CONTENT_TYPE, "application/json;charset=UTF-8").body(body)
    }

    /// With `page` as an HTML body.
    pub(crate) fn html(self, page: String) -> Self {
        self.with(CONTENT_TYPE, "text/html; charset=utf-8").body(page.into_bytes())
    }

    /// With one more header. A value that no header can hold leaves it out.
    pub(crate) fn with(self, name: HeaderName, value: &str) -> Self {
        self.with_value(name, HeaderValue::from_str(value).ok())
    }

    /// With one more header, if there is one.
    pub(crate) fn with_value(mut self, name: HeaderName, value: Option<HeaderValue>) -> Self {
        if let Some(value) = value {
            self.response.headers_mut().append(name, value);
        }
        self
    }

    /// Without the header `name`.
    pub(crate) fn without(mut self, name: HeaderName) -> Self {
        self.response.headers_mut().remove(name);
        self
    }

    /// A redirect to `location`: 303, so that no form is sent on (RFC 9700 §4.12).
    pub(crate) fn see_other(location: &str, judgement: Judgement) -> Self {
        Self::new(StatusCode::SEE_OTHER, judgement).with(LOCATION, location)
    }

    /// 405, with the methods that are allowed.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        let judgement = Judgement::refused(
            "http.method",
            "RFC 6749 §3.2; RFC 9110 §15.5.6",
            format!("this endpoint takes {allow}"),
        );
        Self::new(StatusCode::METHOD_NOT_ALLOWED, judgement).with(ALLOW, allow)
    }

    /// Marks the answer as the one that sends the browser back to the app `client_id`.
    pub(crate) fn sending_back_to(mut self, client_id: impl Into<String>) -> Self {
        self.response.extensions_mut().insert(CallbackOf(client_id.into()));
        self
    }

    /// Keeps `guard` until the answer is on the wire.
    pub(crate) fn holding<T: Send + Sync + 'static>(mut self, guard: Arc<T>) -> Self {
        self.response.extensions_mut().insert(guard);
        self
    }

    /// With `body` as it stands.
    pub(crate) fn body(mut self, body: Vec<u8>) -> Self {
        *self.response.body_mut() = Body::from(body);
        self
    }
}

/// Marks an answer that sends the browser back to the app with this Client ID.
#[derive(Debug, Clone)]
pub(crate) struct CallbackOf(pub(crate) String);

impl IntoResponse for Reply {
    fn into_response(mut self) -> Response {
        self.response.extensions_mut().insert(self.judgement);
        self.response
    }
}

impl Judgement {
    /// The request was done.
    pub(crate) fn accepted(
        rule: impl Into<Cow<'static, str>>,
        source: impl Into<Cow<'static, str>>,
        why: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            outcome: Outcome::Accepted,
            rule: rule.into(),
            source: source.into(),
            why: why.into(),
        }
    }

    /// The request was not done.
    pub(crate) fn refused(
        rule: impl Into<Cow<'static, str>>,
        source: impl Into<Cow<'static, str>>,
        why: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            outcome: Outcome::Refused,
            rule: rule.into(),
            source: source.into(),
            why: why.into(),
        }
    }
}
