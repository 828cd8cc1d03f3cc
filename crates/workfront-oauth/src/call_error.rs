//! Why an answer was not a success.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::api_error::{ApiError, ApiMeaning};
use crate::diagnosis::Diagnosis;
use crate::endpoint::Endpoint;
use crate::host::Host;
use crate::oauth_error::{OAuthError, OAuthErrorCode};
use crate::retry_after::RetryAfter;
use crate::workfront_error::WorkfrontError;

/// An answer that is not the success it should be.
///
/// `Display` is one line: which endpoint, which status, what it said, what to do next. Of the body only the members that
/// the error shapes define are kept, with our own secrets masked; the rest of it is never shown, since a success that
/// could not be read holds tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    endpoint: Endpoint,
    host: Host,
    status: StatusCode,
    retry_after: Option<RetryAfter>,
    kind: CallErrorKind,
}

/// What was wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// A 3xx status; the request was not repeated at the other address.
    Redirected,
    /// An error of RFC 6749 section 5.2, under whatever status.
    OAuth(OAuthError),
    /// An error in the token endpoint's own shape.
    Workfront(WorkfrontError),
    /// An error of the resource API.
    Api(ApiError),
    /// An HTML page.
    Html,
    /// Neither JSON nor HTML; cut off, for example.
    NotJson,
    /// JSON of an error status in none of the shapes above.
    Unexplained,
    /// JSON of a success status that is no token response.
    NotATokenResponse(TokenResponseProblem),
}

/// What kept a JSON body from being a token response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenResponseProblem {
    /// Not a JSON object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// The same member twice, so that two readers could take two different tokens.
    #[error("it has the member {0} twice")]
    Repeated(String),
    /// A required member is absent, null or empty.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A member of another JSON type.
    #[error("its {0} is of the wrong type")]
    WrongType(&'static str),
    /// A token that no header can carry.
    #[error("its {0} holds characters that a header cannot carry")]
    Unusable(&'static str),
}

impl CallError {
    pub(crate) fn new(
        endpoint: Endpoint,
        host: &Host,
        status: StatusCode,
        headers: &HeaderMap,
        kind: CallErrorKind,
    ) -> Self {
        Self { endpoint, host: host.clone(), status, retry_after: RetryAfter::read(headers), kind }
    }

    /// The endpoint that answered.
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// The host that answered.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What was wrong.
    pub fn kind(&self) -> &CallErrorKind {
        &self.kind
    }

    /// The error in RFC 6749's words, where the answer had one.
    pub fn oauth_error(&self) -> Option<&OAuthError> {
        match &self.kind {
            CallErrorKind::OAuth(error) => Some(error),
            _ => None,
        }
    }

    /// When the server asks to be tried again.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.retry_after
    }

    /// The cause. The grant counts as dead only on RFC 6749's `invalid_grant`.
    pub fn diagnosis(&self) -> Diagnosis {
        self.diagnosis_with(&[])
    }

    /// The cause, where the vendor knows which `type`s of [`WorkfrontError`] mean a dead grant.
    pub fn diagnosis_with(&self, dead_grant_types: &[&str]) -> Diagnosis {
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            return Diagnosis::RateLimited;
        }
        match &self.kind {
            CallErrorKind::Redirected | CallErrorKind::Html => Diagnosis::Intermediary,
            _ if self.status.is_server_error() || self.status == StatusCode::REQUEST_TIMEOUT => {
                Diagnosis::Unavailable
            }
            CallErrorKind::OAuth(error) => of_code(&error.code),
            CallErrorKind::Workfront(error) => {
                let kind = error.kind.as_deref();
                let dead = kind.is_some_and(|kind| dead_grant_types.contains(&kind));
                if dead { Diagnosis::DeadGrant } else { Diagnosis::Refused }
            }
            CallErrorKind::Api(error) => match error.meaning {
                ApiMeaning::TooMany => Diagnosis::RateLimited,
                ApiMeaning::VersionRetired => Diagnosis::Misconfigured,
                _ => Diagnosis::Refused,
            },
            CallErrorKind::NotATokenResponse(_) => Diagnosis::Unintelligible,
            CallErrorKind::Unexplained => Diagnosis::Refused,
            // A proxy's plain-text page, or a body cut short on its way.
            CallErrorKind::NotJson => Diagnosis::Intermediary,
        }
    }

    /// Whether the server may have acted on the request, so that a code may be spent or a refresh token rotated.
    ///
    /// False only where the answer itself says that it did not: a 429, or a 4xx in a readable error shape.
    pub fn may_have_acted(&self) -> bool {
        let readable = matches!(
            self.kind,
            CallErrorKind::OAuth(_) | CallErrorKind::Workfront(_) | CallErrorKind::Api(_)
        );
        let refused = self.status == StatusCode::TOO_MANY_REQUESTS
            || (self.status.is_client_error() && readable);
        !refused
    }
}

fn of_code(code: &OAuthErrorCode) -> Diagnosis {
    match code {
        OAuthErrorCode::InvalidGrant => Diagnosis::DeadGrant,
        OAuthErrorCode::InvalidClient
        | OAuthErrorCode::InvalidRequest
        | OAuthErrorCode::InvalidScope
        | OAuthErrorCode::UnauthorizedClient
        | OAuthErrorCode::UnsupportedGrantType
        | OAuthErrorCode::UnsupportedResponseType => Diagnosis::Misconfigured,
        OAuthErrorCode::ServerError | OAuthErrorCode::TemporarilyUnavailable => {
            Diagnosis::Unavailable
        }
        OAuthErrorCode::AccessDenied | OAuthErrorCode::Other(_) => Diagnosis::Refused,
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} at {} answered {}", self.endpoint, self.host, self.status.as_u16())?;
        match &self.kind {
            CallErrorKind::Redirected => f.write_str(" with a redirect, which is not followed")?,
            CallErrorKind::OAuth(error) => write!(f, " with {error}")?,
            CallErrorKind::Workfront(error) => write!(f, " with {error}")?,
            CallErrorKind::Api(error) => write!(f, ", {error}")?,
            CallErrorKind::Html => f.write_str(" with an HTML page")?,
            CallErrorKind::NotJson => f.write_str(" with a body that is not JSON")?,
            CallErrorKind::Unexplained => f.write_str(" without saying why")?,
            CallErrorKind::NotATokenResponse(problem) => write!(f, ", but {problem}")?,
        }
        write!(f, ": {}", self.next_step())
    }
}

impl CallError {
    fn next_step(&self) -> &'static str {
        if let CallErrorKind::Api(ApiError { meaning: ApiMeaning::SessionDead, .. }) = self.kind {
            return "refresh once and try again, then authorize again";
        }
        match self.diagnosis() {
            Diagnosis::DeadGrant => "authorize again",
            Diagnosis::Misconfigured => "check the application's settings and the API version",
            Diagnosis::RateLimited => "wait as the answer asks, then try again",
            Diagnosis::Refused => "do not repeat the request unchanged",
            Diagnosis::Unavailable => "try again later",
            Diagnosis::Intermediary => "check the host and what stands between it and here",
            Diagnosis::Unintelligible => "compare the answer with what the page documents",
        }
    }
}

impl std::error::Error for CallError {}
