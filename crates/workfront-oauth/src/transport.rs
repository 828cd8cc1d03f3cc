//! What an HTTP client has to do for this crate, and how it may fail.

use std::pin::Pin;

use http::{Request, Response};

use crate::body::Body;
use crate::call_error::CallError;
use crate::diagnosis::Diagnosis;

/// A future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An asynchronous HTTP client as this crate needs one.
///
/// 1. One request out, one response back: no redirect followed, nothing repeated, no cookie kept.
/// 2. The body comes back decoded and whole, or as an error; it is capped.
/// 3. There is a deadline for the whole of it.
/// 4. Plain http goes to loopback hosts only, and not through a proxy.
/// 5. Any status is a response, not an error.
pub trait Transport: Send + Sync {
    /// Sends one request.
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>>;
}

/// The blocking twin of [`Transport`], under the same rules.
pub trait BlockingTransport: Send + Sync {
    /// Sends one request.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when no response came.
    fn send(&self, request: Request<Body>) -> Result<Response<Vec<u8>>, TransportError>;
}

/// No response came. Holds no URL, for URLs may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, and {delivery}: {}", self.next_step())]
pub struct TransportError {
    kind: TransportErrorKind,
    delivery: Delivery,
}

/// What failed between here and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request would have gone over plain http to another machine, or to no host.
    #[error("the address is neither https nor this machine")]
    Insecure,
    /// No connection: no such name, nobody listening, no way there.
    #[error("no connection could be made")]
    Connect,
    /// The server's certificate was not accepted, or TLS failed otherwise.
    #[error("no secure connection could be made")]
    Tls,
    /// The deadline passed.
    #[error("the deadline passed")]
    Timeout,
    /// The connection broke before the response was whole.
    #[error("the connection broke")]
    Broken,
    /// The response is larger than any token response.
    #[error("the response is too large")]
    TooLarge,
    /// The response is not HTTP, or its body does not decode.
    #[error("the response could not be decoded")]
    Undecodable,
    /// Something else.
    #[error("the request failed")]
    Other,
}

/// Whether the server can have seen the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Delivery {
    /// Not one byte of it was sent: it may be sent again.
    #[error("nothing was sent")]
    NotSent,
    /// It may have arrived: the code may be spent, the refresh token rotated.
    #[error("the request may have arrived")]
    MaybeSent,
}

impl TransportError {
    /// Says what failed and whether the request can have arrived.
    pub fn new(kind: TransportErrorKind, delivery: Delivery) -> Self {
        Self { kind, delivery }
    }

    /// What failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the request can have arrived.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    fn next_step(&self) -> &'static str {
        match (self.kind, self.delivery) {
            (TransportErrorKind::Insecure, _) => "use https",
            (TransportErrorKind::Tls, _) => "check the certificate and the clock",
            (_, Delivery::NotSent) => "check the host and the network, then send it again",
            (_, Delivery::MaybeSent) => "do not take it for undone",
        }
    }
}

/// Why a call did not end in its output: no response came, or one that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// No response came.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The response is not a success.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl SendError {
    /// The cause.
    pub fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Transport(error) => match error.kind {
                TransportErrorKind::Insecure => Diagnosis::Misconfigured,
                TransportErrorKind::Tls | TransportErrorKind::TooLarge => Diagnosis::Intermediary,
                _ => Diagnosis::Unavailable,
            },
            Self::Call(error) => error.diagnosis(),
        }
    }

    /// Whether the server may have acted on the request.
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Transport(error) => error.delivery == Delivery::MaybeSent,
            Self::Call(error) => error.may_have_acted(),
        }
    }
}
