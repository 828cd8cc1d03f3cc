//! What comes of a printed text when it is used.

use serde::Deserialize;

/// What comes of a text when it is used with its placeholders filled, the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// The shell, the URL parser or the JSON parser does not take it.
    Refused,
    /// It stops at a question to whoever sits at the terminal.
    Asks,
    /// It goes to another host than the organization's, or there without TLS.
    Elsewhere,
    /// It does something else than it means.
    Different,
    /// It does what it means.
    Sound,
}
