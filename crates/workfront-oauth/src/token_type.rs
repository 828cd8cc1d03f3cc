//! `token_type`: what Workfront calls its access tokens.

use std::fmt;

use crate::mask::Mask;

/// The type of an access token, compared without regard to case (RFC 6749 section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenType {
    /// `sessionID`, as page 001 prints it: the token is a session, sent in the header `sessionID`.
    SessionId,
    /// `Bearer`, as page 003 prints it, which then calls the API with the header `sessionID` all the same.
    Bearer,
    /// Absent, as an answer of the JWT exchange may have it: no page shows one, and clients read `access_token` alone.
    Unstated,
    /// A type of neither page, kept as text. A client must not use such a token (RFC 6749 section 7.1).
    Other(String),
}

impl TokenType {
    pub(crate) fn read(text: &str, mask: Mask<'_>) -> Self {
        if text.eq_ignore_ascii_case("sessionID") {
            Self::SessionId
        } else if text.eq_ignore_ascii_case("Bearer") {
            Self::Bearer
        } else {
            Self::Other(mask.show(text))
        }
    }

    /// Whether this crate knows how such a token is used: in the header `sessionID`.
    pub fn is_understood(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

impl fmt::Display for TokenType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SessionId => "sessionID",
            Self::Bearer => "Bearer",
            Self::Unstated => "unstated",
            Self::Other(text) => text,
        })
    }
}

/// A token of a type that this crate does not know how to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the token's type is {token_type:?}, neither sessionID nor Bearer: do not send it (RFC 6749 section 7.1)"
)]
pub struct UnknownTokenType {
    pub(crate) token_type: String,
}
