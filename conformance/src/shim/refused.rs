//! Why a client of this package did not do what it was asked, on its way to becoming an [`Answer`].

use super::message::{Answer, Refusal};

/// A refusal, with what the server said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "the clients of this package build it, member by member"
)]
pub struct Refused {
    /// The protocol's word.
    pub error: Refusal,
    /// The server's word.
    pub oauth_error: Option<String>,
    /// The status of the server's answer.
    pub status: Option<u16>,
    /// How many seconds the server asks to wait.
    pub retry_after: Option<u64>,
    /// For a person to read; holds no secret.
    pub message: String,
}

impl Refused {
    /// A refusal that no answer of the server's stands behind.
    #[must_use]
    pub fn new(error: Refusal, message: impl Into<String>) -> Self {
        Self { error, oauth_error: None, status: None, retry_after: None, message: message.into() }
    }

    /// With the status of the server's answer.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// With the server's word for it.
    #[must_use]
    pub fn with_oauth_error(self, error: Option<String>) -> Self {
        Self { oauth_error: error, ..self }
    }

    /// With the time that the server asks to wait.
    #[must_use]
    pub fn with_retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after: seconds, ..self }
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        Self {
            oauth_error: refused.oauth_error,
            status: refused.status,
            retry_after: refused.retry_after,
            ..Self::refused(refused.error, refused.message)
        }
    }
}
