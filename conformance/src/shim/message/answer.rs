//! What a client answers.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::line::{self, NotAMessage};
use super::refusal::Refusal;

/// What the client under test says to an [`Ask`](super::Ask).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "clients build it, and fixtures of other files do")]
pub struct Answer {
    /// Whether it was done. If not, `error` says why.
    pub ok: bool,
    /// Why it was not done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Refusal>,
    /// The server's word for it, as `invalid_grant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_error: Option<String>,
    /// The status of the server's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many seconds the server asks to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// For a person to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// To `login`: where to send the user's browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// To `api_get`: the status of each answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<u16>>,
    /// To `dump_tokens`: `null`, which is `Some(None)` here, when nothing is stored.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "even_null")]
    pub tokens: Option<Option<Tokens>>,
    /// To `hello`: the protocol that the client speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// To `hello`: the client's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// To `hello`: the client's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// To `hello`: the operations that the client can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<Vec<String>>,
}

/// What a client has stored.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "clients build it, and fixtures of other files do")]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, if there is one.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// The type of the access token, as the server wrote it or as the client did.
    #[serde(default)]
    pub token_type: Option<String>,
    /// When the access token expires, in seconds since 1970, with or without a fraction; `null` if that is not known.
    #[serde(default)]
    pub expires_at: Option<serde_json::Number>,
}

impl Answer {
    /// Done.
    #[must_use]
    pub fn done() -> Self {
        Self { ok: true, ..Self::default() }
    }

    /// Not done, and why.
    #[must_use]
    pub fn refused(error: Refusal, message: impl Into<String>) -> Self {
        Self { ok: false, error: Some(error), message: Some(message.into()), ..Self::default() }
    }

    /// The line to send, its line feed included.
    pub fn to_line(&self) -> String {
        line::write(self)
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`NotAMessage`] says what is wrong with it, without repeating a value of it.
    pub fn from_line(line: &str) -> Result<Self, NotAMessage> {
        // A list of the members' values would be read as if it had their names.
        if !line.trim_start().starts_with('{') {
            return Err(NotAMessage::new("it is no JSON object"));
        }
        let answer: Self = line::read(line)?;
        match (answer.ok, answer.error) {
            (false, None) => Err(NotAMessage::new("`ok` is false and there is no `error`")),
            (true, Some(_)) => Err(NotAMessage::new("`ok` is true beside an `error`")),
            _ => Ok(answer),
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("token_type", &self.token_type)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

fn even_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Tokens>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_with_members_that_nobody_knows() {
        let answer = Answer::from_line(r#" {"ok":true,"tokens":null,"mood":"good"} "#).unwrap();
        assert_eq!(answer, Answer { tokens: Some(None), ..Answer::done() });
        assert_eq!(answer.to_line(), "{\"ok\":true,\"tokens\":null}\n");
        assert_eq!(Answer::from_line(r#"{"ok":true}"#).unwrap(), Answer::done());
        assert!(Answer::from_line("[true]").is_err());
        let answer = Answer::from_line(
            r#"{"ok":true,"tokens":{"access_token":"CANARY","expires_at":1700000000.5}}"#,
        )
        .unwrap();
        assert!(!format!("{answer:?}").contains("CANARY"));
        let tokens = answer.tokens.unwrap().unwrap();
        assert_eq!(tokens.expires_at.unwrap().as_f64(), Some(1_700_000_000.5));
    }
}
