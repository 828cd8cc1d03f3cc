//! The token endpoint's own error shape: `{"statusCode", "error": <bool>, "type", "message"}`.

use std::fmt;

/// An error as Workfront's token endpoint gives it, seen in a public client's reader (blackbird.io's Workfront app).
///
/// On none of the pages; which values `type` takes is not known, so none of them is taken for a dead grant unless the
/// vendor says so ([`CallError::diagnosis_with`](crate::CallError::diagnosis_with)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkfrontError {
    /// `statusCode`, where it is a whole number; may differ from the response's status.
    pub status_code: Option<u16>,
    /// `type`.
    pub kind: Option<String>,
    /// `message`, with our own secrets masked.
    pub message: Option<String>,
}

impl fmt::Display for WorkfrontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, &self.message) {
            (Some(kind), Some(message)) => write!(f, "{kind} ({message})"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str("an error without words"),
        }
    }
}
