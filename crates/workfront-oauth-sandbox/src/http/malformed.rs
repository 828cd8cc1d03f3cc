//! A request that cannot be read as one: the client's mistake, and never a 5xx.

use http::StatusCode;

/// What is wrong with the form of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) status: StatusCode,
    /// One sentence, for the answer and the journal. It repeats nothing of what was sent but names of parameters.
    pub(crate) why: String,
}

impl Malformed {
    /// Answered with 400.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, why: why.into() }
    }

    /// Answered with `status`, a 4xx.
    pub(crate) fn with_status(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }
}
