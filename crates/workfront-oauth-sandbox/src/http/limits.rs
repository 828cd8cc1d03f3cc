//! How much, how long and how many: what keeps a slow, silent or greedy client from holding the sandbox up.

use std::time::Duration;

/// The limits of one listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How long a client may take over the head of a request, silence between two requests included.
    pub head: Duration,
    /// How long a client may take over the body of a request.
    pub body: Duration,
    /// How long a client may leave an answer unread.
    pub write: Duration,
    /// The most bytes in a body; a logo is the largest thing that is ever sent.
    pub body_bytes: usize,
    /// The most connections open at once; the next one waits to be accepted.
    pub connections: usize,
    /// The most requests answered at once; the next one is told 503.
    pub requests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            write: Duration::from_secs(10),
            body_bytes: 512 * 1024,
            connections: 2_048,
            requests: 2_048,
        }
    }
}
