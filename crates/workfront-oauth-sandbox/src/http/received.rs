//! A request read to its end, before anything is decided about it.

use std::fmt;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use http::header::ACCEPT;
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::gate;
use super::limits::Limits;
use super::malformed::Malformed;
use crate::authority::Timestamp;

/// One request, with its whole body.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The name by which the client called this machine.
    pub(crate) host: Authority,
    /// The moment at which it is judged.
    pub(crate) now: Timestamp,
}

impl Received {
    /// The part of the URL behind `?`, or nothing.
    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// Whether the client asks for a page, as browsers do when they open an address.
    pub(crate) fn wants_page(&self) -> bool {
        let accepted = self.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/html"))
    }

    /// Whether a browser says that a page of another site led here, be it by a link alone.
    pub(crate) fn comes_from_elsewhere(&self) -> bool {
        gate::is_led_from_elsewhere(&self.headers)
    }

    /// Whether a browser says that a page of another origin sends this.
    pub(crate) fn is_cross_site(&self) -> bool {
        gate::is_cross_site(&self.method, &self.headers, &self.host)
    }
}

/// Reads `request` under `limits`.
///
/// # Errors
///
/// 400 or 421 when it is not for this machine, 408 when its body does not come, 413 when that is too long.
pub(crate) async fn read(
    request: Request<Body>,
    limits: &Limits,
    now: Timestamp,
) -> Result<Received, Malformed> {
    let (parts, body) = request.into_parts();
    let host = gate::loopback_host(&parts.uri, &parts.headers)?;
    let body = read_body(body, limits.body_bytes, limits.body).await?;
    let Parts { method, uri, headers, .. } = parts;
    Ok(Received { method, uri, headers, body, host, now })
}

async fn read_body(body: Body, most: usize, patience: Duration) -> Result<Bytes, Malformed> {
    let collected = tokio::time::timeout(patience, Limited::new(body, most).collect()).await;
    match collected {
        Err(_) => Err(Malformed::with_status(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not come in time",
        )),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Malformed::with_status(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body is longer than {most} bytes"),
        )),
        Ok(Err(_)) => {
            Err(Malformed::new("the body ends too early or is not framed as HTTP/1.1 asks"))
        }
    }
}

/// Headers, query and body hold secrets: only where it goes is shown.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} {})", self.method, self.uri.path())
    }
}

impl<S: Sync> FromRequestParts<S> for Received {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Invariant: `intake` puts it there before any handler runs.
        parts.extensions.remove::<Self>().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
