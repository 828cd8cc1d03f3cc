//! What sort of text a documented example is.

use serde::Deserialize;

/// What sort of text an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A URL.
    Url,
    /// A curl command.
    Command,
    /// The body of a request.
    Body,
    /// The body of an answer.
    Response,
    /// A code verifier with its challenge.
    Pair,
    /// An openssl command.
    Openssl,
}

impl Kind {
    /// The word in reports and in `example.toml`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Url => "url",
            Kind::Command => "command",
            Kind::Body => "body",
            Kind::Response => "response",
            Kind::Pair => "pair",
            Kind::Openssl => "openssl",
        }
    }
}
