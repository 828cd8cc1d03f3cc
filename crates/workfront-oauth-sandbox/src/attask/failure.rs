//! An error of the API: `{"error": {"class", "message"}}`, as the vendor's API description has it.

use std::borrow::Cow;

use http::StatusCode;
use http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::json;

use crate::authority::Refusal;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::is_not_kept;
use crate::journal::Judgement;
use crate::policy::Policy;
use crate::policy::choice::{DeadSession, Presence};

/// Why a call failed.
#[derive(Debug)]
pub(super) struct Failure(Box<Details>);

#[derive(Debug)]
struct Details {
    status: StatusCode,
    class: Option<&'static str>,
    message: String,
    judgement: Judgement,
    retry_after: bool,
    challenge: bool,
}

impl Failure {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        let judgement = Judgement::refused("api.call", "Adobe Workfront API", message.clone());
        let (class, retry_after, challenge) = (None, false, false);
        Self(Box::new(Details { status, class, message, judgement, retry_after, challenge }))
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// A parameter that the API cannot take.
    pub(super) fn illegal_argument(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message).with_class(ILLEGAL_ARGUMENT)
    }

    /// More calls at once than the organization may have.
    pub(super) fn too_many(policy: &Policy) -> Self {
        let message = "Too many concurrent API requests for the given customer";
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, message);
        failure.0.retry_after = policy.retry_after == Presence::Include;
        failure
    }

    /// No session, because of `why`.
    pub(super) fn not_logged_in(policy: &Policy, why: impl Into<Cow<'static, str>>) -> Self {
        let message = match policy.api_dead_session {
            DeadSession::NotLoggedIn => "You are not currently logged in.",
            DeadSession::InvalidSessionId => "Invalid session ID.",
        };
        let status =
            StatusCode::from_u16(policy.api_dead_status).unwrap_or(StatusCode::UNAUTHORIZED);
        let mut failure = Self::new(status, message).with_class(AUTHENTICATION);
        failure.0.judgement = Judgement::refused("session.alive", "oauth-app-code-token-flow", why);
        failure
    }

    /// A session that `refusal` says is dead, unless it is storage that failed.
    pub(super) fn dead_session(policy: &Policy, refusal: &Refusal, received: &Received) -> Self {
        if is_not_kept(refusal) {
            return Self::not_kept(refusal);
        }
        let mut failure = Self::not_logged_in(policy, refusal.why.clone());
        failure.0.judgement = Judgement::from(refusal);
        failure.0.challenge = received.headers.contains_key(AUTHORIZATION);
        failure
    }

    /// Nothing was done, because it could not be kept.
    pub(super) fn not_kept(refusal: &Refusal) -> Self {
        let mut failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, refusal.why.clone());
        failure.0.judgement = Judgement::from(refusal);
        failure
    }

    /// With the challenge that RFC 6750 §3 asks for where a Bearer token was refused.
    pub(super) fn challenged(mut self) -> Self {
        self.0.challenge = true;
        self
    }

    fn with_class(mut self, class: &'static str) -> Self {
        self.0.class = Some(class);
        self
    }
}

impl From<Failure> for Reply {
    fn from(Failure(details): Failure) -> Self {
        let Details { status, class, message, judgement, retry_after, challenge } = *details;
        let error = match class {
            Some(class) => json!({ "class": class, "message": message }),
            None => json!({ "message": message }),
        };
        let mut reply = Self::new(status, judgement).json(&json!({ "error": error }));
        if retry_after {
            reply = reply.with(RETRY_AFTER, "1");
        }
        if challenge && status == StatusCode::UNAUTHORIZED {
            let challenge = "Bearer realm=\"Workfront sandbox\", error=\"invalid_token\"";
            reply = reply.with(WWW_AUTHENTICATE, challenge);
        }
        reply
    }
}

/// The class of a failed log-in, on which clients match.
pub(crate) const AUTHENTICATION: &str = "com.attask.common.AuthenticationException";
/// The class of a parameter that the API cannot take.
pub(crate) const ILLEGAL_ARGUMENT: &str = "java.lang.IllegalArgumentException";
