//! What a failure means for the grant: the cause, in the few words that a program acts on.

/// The cause of a failed call.
///
/// Only [`Diagnosis::DeadGrant`] may end a user's connection. Gateways answer 403 and 429 with pages of their own, and a
/// client that takes any 4xx for a dead session logs everybody out (matrix-js-sdk #5495, toolhive #5170).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Diagnosis {
    /// The code, refresh token or JWT is worth nothing any more: authorize again.
    DeadGrant,
    /// The application's settings are wrong: nothing changes until a person changes them.
    Misconfigured,
    /// Too many requests: wait as [`CallError::retry_after`](crate::CallError::retry_after) says.
    RateLimited,
    /// The server refused in readable words, for another reason: do not repeat the request unchanged.
    Refused,
    /// The server, or the way to it, failed: try later.
    Unavailable,
    /// Something between here and Workfront answered, with a page of its own or a redirect: look at the network.
    Intermediary,
    /// The server answered success with something that is no token response: tell the vendor of this crate.
    Unintelligible,
}
