//! Why a callback did not become an authorization code.

use std::time::Duration;

use crate::oauth_error::OAuthError;

/// A callback that was refused, before any token request.
///
/// No variant holds the code, the state or the verifier. None of them may be answered by trying the same callback again:
/// send the user to log in once more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// Longer than any redirect of Workfront's.
    #[error(
        "the callback's query has {bytes} bytes, more than any redirect of Workfront's: log in again"
    )]
    TooLong {
        /// Length of the query in bytes.
        bytes: usize,
    },
    /// No `?` in the URL.
    #[error("the callback has no query: pass the whole URL that the browser was redirected to")]
    NoQuery,
    /// A parameter came twice (RFC 6749 section 3.1).
    #[error("the callback repeats {parameter}: refuse it and log in again")]
    Repeated {
        /// The parameter.
        parameter: &'static str,
    },
    /// A parameter is not UTF-8 or holds a control character.
    #[error("the callback's {parameter} is not readable text: refuse it and log in again")]
    Malformed {
        /// The parameter.
        parameter: &'static str,
    },
    /// No `state` came back; one is always sent.
    #[error("the callback has no state: it does not come from a log-in begun here; log in again")]
    StateMissing,
    /// Another `state` came back.
    #[error("the callback's state is not the one sent: it belongs to another log-in; log in again")]
    StateMismatch,
    /// The callback came to another browser than the one that began.
    #[error("the callback came from another browser than the log-in: log in again in this one")]
    BrowserMismatch,
    /// The attempt is too old, or dated in the future.
    #[error("the log-in was begun {} seconds ago, more than the {} allowed: log in again", age.as_secs(), allowed.as_secs())]
    Expired {
        /// Time since the attempt began.
        age: Duration,
        /// Time allowed.
        allowed: Duration,
    },
    /// The clock stands before the beginning of the attempt.
    #[error("the log-in began {} seconds in the future: check the clock of the servers and log in again", ahead.as_secs())]
    NotYetBegun {
        /// How far in the future.
        ahead: Duration,
    },
    /// A sealed `state` that this application's keys did not make, for this browser, redirect URL and host.
    #[error(
        "the callback's state was not sealed by this application for this browser: log in again"
    )]
    SealBroken,
    /// `now` lies before 1970-01-01, from which a sealed `state` counts.
    #[error("the clock stands before 1970: set it and log in again")]
    ClockBeforeEpoch,
    /// The user pressed Cancel (RFC 6749 section 4.1.2.1).
    #[error("the user did not allow access: offer to log in again")]
    AccessDenied(OAuthError),
    /// Workfront refused the authorization request with another error (RFC 6749 section 4.1.2.1).
    #[error(
        "Workfront refused the authorization request with {0}: check the application's settings"
    )]
    Refused(OAuthError),
    /// Both a code and an error.
    #[error("the callback has both a code and an error: refuse it and log in again")]
    CodeAndError,
    /// Neither a code nor an error.
    #[error("the callback has neither a code nor an error: log in again")]
    NeitherCodeNorError,
    /// `domain` or `lane` names another tenant than the application's: a mix-up (RFC 9700 section 4.4).
    #[error(
        "the callback's {parameter} is not that of {expected}: refuse it; the code belongs elsewhere"
    )]
    TenantMismatch {
        /// `domain` or `lane`.
        parameter: &'static str,
        /// What the application expects.
        expected: String,
    },
    /// `domain` or `lane` is absent where the host is to be taken from it.
    #[error("the callback has no {parameter}, which names the host to redeem at: log in again")]
    TenantMissing {
        /// `domain` or `lane`.
        parameter: &'static str,
    },
    /// `domain` or `lane` is not one DNS label, or the lane is not an allowed one.
    #[error("the callback's {parameter} cannot be part of a Workfront host: refuse it")]
    TenantMalformed {
        /// `domain` or `lane`.
        parameter: &'static str,
    },
    /// `iss` names another issuer (RFC 9207 section 2.4).
    #[error(
        "the callback comes from another issuer than {expected}: refuse it; the code belongs elsewhere"
    )]
    IssuerMismatch {
        /// The issuer configured.
        expected: String,
    },
    /// No `iss`, although one is configured (RFC 9207 section 2.4).
    #[error("the callback has no iss, and {expected} announces one: refuse it")]
    IssuerMissing {
        /// The issuer configured.
        expected: String,
    },
}
