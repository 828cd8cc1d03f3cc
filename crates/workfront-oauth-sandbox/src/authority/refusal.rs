//! A refusal: which rule said no, where that rule stands, and what about this request broke it.
//!
//! The authority knows no status codes and no JSON. It says *what* went wrong in terms that any policy can render: as
//! RFC 6749 §5.2, in the shape that clients of the real service were written for, or as a page for a person.

use std::fmt;

use crate::policy::choice::ErrorText;

/// A rule of the vendor's pages, an RFC or current practice.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, such as `code.single-use`.
    pub id: &'static str,
    /// The page or RFC section it comes from.
    pub source: &'static str,
    /// What it says, in the words of that source or a close paraphrase.
    pub says: &'static str,
}

impl Rule {
    pub(crate) const fn new(id: &'static str, source: &'static str, says: &'static str) -> Self {
        Self { id, source, says }
    }
}

/// Why a command was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}: {why}", rule = rule.id)]
#[non_exhaustive]
pub struct Refusal {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// What about this request broke it: one line, lower case, no secret in it.
    pub why: String,
    /// The error to answer with.
    pub error: ErrorCode,
    /// The form field that is to blame, on a setup page.
    pub field: Option<&'static str>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(rule: &'static Rule, error: ErrorCode, why: impl Into<String>) -> Self {
        Self { rule, why: why.into(), error, field: None, retry_after: None }
    }

    /// The text for `error_description`, in the characters that RFC 6749 §5.2 allows there.
    pub fn description(&self, text: ErrorText) -> Option<String> {
        let text = match text {
            ErrorText::Absent => return None,
            ErrorText::Rule => self.rule.says,
            ErrorText::Why => &self.why,
        };
        let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
        Some(text.chars().map(|c| if allowed(c) { c } else { '\'' }).collect())
    }

    pub(crate) fn about(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

/// What kind of answer a refusal calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode {
    /// `invalid_request`.
    InvalidRequest,
    /// `invalid_client`.
    InvalidClient,
    /// `invalid_grant`.
    InvalidGrant,
    /// `unauthorized_client`.
    UnauthorizedClient,
    /// `unsupported_grant_type`.
    UnsupportedGrantType,
    /// `unsupported_response_type`.
    UnsupportedResponseType,
    /// `invalid_scope`.
    InvalidScope,
    /// `access_denied`.
    AccessDenied,
    /// `unsupported_token_type` (RFC 7009 §2.2.1).
    UnsupportedTokenType,
    /// Too many failed attempts: status 429.
    SlowDown,
    /// The session is unknown, expired or ended: status 401 of the API.
    NotLoggedIn,
    /// The user is not a Workfront administrator: status 403.
    Forbidden,
    /// There is no such thing: status 404.
    NotFound,
    /// It is there already, or there is no room for one more: status 409.
    Conflict,
    /// A field breaks its rule: status 422.
    Unprocessable,
}

impl ErrorCode {
    /// The name for an `error` member: RFC 6749's where there is one.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::SlowDown => "slow_down",
            Self::NotLoggedIn => "not_logged_in",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Unprocessable => "unprocessable",
        }
    }

    /// Whether RFC 6749 §4.1.2.1 or §5.2, or RFC 7009 §2.2.1, has this name.
    pub fn is_oauth(self) -> bool {
        !matches!(
            self,
            Self::SlowDown
                | Self::NotLoggedIn
                | Self::Forbidden
                | Self::NotFound
                | Self::Conflict
                | Self::Unprocessable
        )
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
