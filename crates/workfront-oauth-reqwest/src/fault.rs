//! What a failure of reqwest's means: what went wrong, and whether the server can have seen the request.

use std::error::Error;
use std::io;

use workfront_oauth::{Delivery, TransportError, TransportErrorKind};

/// Reads an error. Nothing of it is kept, for it holds the URL.
pub(crate) fn read(error: reqwest::Error) -> TransportError {
    // Only what fails before there is a connection is known not to have been sent.
    let connecting = error.is_connect();
    let delivery = match connecting || error.is_builder() {
        true => Delivery::NotSent,
        false => Delivery::MaybeSent,
    };
    TransportError::new(kind(&error, connecting), delivery)
}

fn kind(error: &reqwest::Error, connecting: bool) -> TransportErrorKind {
    if error.is_timeout() {
        return TransportErrorKind::Timeout;
    }
    if connecting {
        return match cause::<rustls::Error>(error) {
            Some(_) => TransportErrorKind::Tls,
            None => TransportErrorKind::Connect,
        };
    }
    match cause::<hyper::Error>(error) {
        Some(error) if error.is_parse() => TransportErrorKind::Undecodable,
        Some(_) => TransportErrorKind::Broken,
        // The connection held, so it is what it carried that does not decode.
        None if error.is_decode() || error.is_body() => TransportErrorKind::Undecodable,
        None => TransportErrorKind::Other,
    }
}

/// The first cause of one type.
fn cause<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // `io::Error::source` passes over the error that it wraps.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}
