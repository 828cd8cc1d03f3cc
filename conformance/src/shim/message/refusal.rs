//! The words in which a client says why it did not do what it was asked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::line::NotAMessage;

/// Why a client did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the words of protocol 1 are closed")]
pub enum Refusal {
    /// The callback has no `state`, though one was sent.
    StateMissing,
    /// The callback's `state` is not one that was sent.
    StateMismatch,
    /// The callback's `state` has been used before.
    StateUsed,
    /// The callback came to another browser than the log-in.
    SessionMismatch,
    /// The user, or the server for the user, said no.
    AccessDenied,
    /// The callback is none: a parameter twice, neither code nor error, both, or an empty one.
    BadCallback,
    /// The callback's `iss` is another server's.
    IssuerMismatch,
    /// The callback's `domain` or `lane` is another tenant's.
    HostMismatch,
    /// The server refused the token request.
    TokenRefused,
    /// The server's answer is not a token response.
    BadResponse,
    /// The token is of a type that the client cannot use.
    BadTokenType,
    /// The address is not https, or its certificate not to be trusted.
    Insecure,
    /// The server redirected a request that carries a secret.
    RedirectRefused,
    /// No whole answer came.
    Transport,
    /// The user has to log in again.
    Reauthorize,
    /// The server asks to wait.
    RateLimited,
    /// There is nothing stored to do it with.
    NoTokens,
    /// The client does not know the operation, or cannot read the line.
    UnknownOp,
    /// Something else.
    Other,
}

impl Refusal {
    /// Every word, in the order of the protocol's document.
    pub const ALL: [Self; 19] = [
        Self::StateMissing,
        Self::StateMismatch,
        Self::StateUsed,
        Self::SessionMismatch,
        Self::AccessDenied,
        Self::BadCallback,
        Self::IssuerMismatch,
        Self::HostMismatch,
        Self::TokenRefused,
        Self::BadResponse,
        Self::BadTokenType,
        Self::Insecure,
        Self::RedirectRefused,
        Self::Transport,
        Self::Reauthorize,
        Self::RateLimited,
        Self::NoTokens,
        Self::UnknownOp,
        Self::Other,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateMissing => "state_missing",
            Self::StateMismatch => "state_mismatch",
            Self::StateUsed => "state_used",
            Self::SessionMismatch => "session_mismatch",
            Self::AccessDenied => "access_denied",
            Self::BadCallback => "bad_callback",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::HostMismatch => "host_mismatch",
            Self::TokenRefused => "token_refused",
            Self::BadResponse => "bad_response",
            Self::BadTokenType => "bad_token_type",
            Self::Insecure => "insecure",
            Self::RedirectRefused => "redirect_refused",
            Self::Transport => "transport",
            Self::Reauthorize => "reauthorize",
            Self::RateLimited => "rate_limited",
            Self::NoTokens => "no_tokens",
            Self::UnknownOp => "unknown_op",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Refusal {
    type Err = NotAMessage;

    fn from_str(word: &str) -> Result<Self, NotAMessage> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == word);
        known.ok_or_else(|| NotAMessage::new("no error of the protocol has this name"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::shim::message::Answer;

    #[test]
    fn every_refusal_has_its_word() {
        for refusal in Refusal::ALL {
            assert_eq!(refusal.as_str().parse(), Ok(refusal));
            let line = Answer::refused(refusal, "why").to_line();
            assert_eq!(Answer::from_line(&line).unwrap().error, Some(refusal));
            assert!(line.contains(&format!("\"error\":\"{refusal}\"")), "{line}");
        }
        assert!("state_mismatched".parse::<Refusal>().is_err());
    }
}
