//! What a failure of ureq's means.

use std::io::{self, ErrorKind};

use ureq::Error;
use workfront_oauth::{Delivery, TransportError, TransportErrorKind};

/// Reads an error. Nothing of it is kept, for it may hold the URL.
pub(crate) fn read(error: Error, delivery: Delivery) -> TransportError {
    TransportError::new(kind(&error, delivery), delivery)
}

fn kind(error: &Error, delivery: Delivery) -> TransportErrorKind {
    match error {
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::Io(error) => io_kind(error, delivery),
        Error::HostNotFound | Error::ConnectionFailed | Error::ConnectProxyFailed(_) => {
            TransportErrorKind::Connect
        }
        Error::Tls(_) | Error::TlsRequired | Error::Rustls(_) | Error::Pem(_) => {
            TransportErrorKind::Tls
        }
        Error::Protocol(_) | Error::Decompress(..) => TransportErrorKind::Undecodable,
        Error::LargeResponseHeader(..) | Error::BodyExceedsLimit(_) => TransportErrorKind::TooLarge,
        Error::RequireHttpsOnly(_) => TransportErrorKind::Insecure,
        Error::BodyStalled => TransportErrorKind::Broken,
        _ => TransportErrorKind::Other,
    }
}

fn io_kind(error: &io::Error, delivery: Delivery) -> TransportErrorKind {
    let tls = error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>());
    match (error.kind(), delivery) {
        (ErrorKind::TimedOut | ErrorKind::WouldBlock, _) => TransportErrorKind::Timeout,
        (_, Delivery::NotSent) if tls => TransportErrorKind::Tls,
        (_, Delivery::NotSent) => TransportErrorKind::Connect,
        _ => TransportErrorKind::Broken,
    }
}
