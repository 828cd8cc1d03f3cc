//! The seam between this crate and whatever carries its requests.

use http::{Request, Response};

use crate::body::Body;
use crate::call_error::CallError;

/// One request and how to read its answer.
///
/// 1. `request` cannot fail: what could make it fail was refused when the values were made.
/// 2. `request` gives the same bytes each time. Whether it may be *sent* again is another matter: an authorization code and a
///    rotating refresh token are spent by the first delivery, even if its answer is lost.
/// 3. `response` takes the decoded body whole. A redirect is an answer, and an error: do not follow it, the request holds
///    secrets (RFC 9110 section 15.4 repeats a POST on 307 and 308).
/// 4. Headers that hold secrets are marked sensitive.
///
/// Object-safe, so that a list of pending calls can be kept.
pub trait Call: Send + Sync {
    /// What a successful answer is read into.
    type Output;

    /// The request, ready to be sent.
    fn request(&self) -> Request<Body>;

    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// [`CallError`] for everything that is not the success it should be.
    fn response(&self, response: Response<&[u8]>) -> Result<Self::Output, CallError>;
}
