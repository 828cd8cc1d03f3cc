//! What every failure must say, and must not.

use std::fmt::Debug;

use workfront_oauth::{Delivery, SendError, TransportErrorKind};

/// Checks the kind of a failure and its delivery, and that it names no address.
pub(crate) fn check<T: Debug>(
    result: Result<T, SendError>,
    kind: TransportErrorKind,
    delivery: Delivery,
) {
    let error = result.unwrap_err();
    let text = format!("{error} {error:?}");
    let SendError::Transport(fault) = &error else { panic!("an answer came: {error}") };
    assert_eq!((fault.kind(), fault.delivery()), (kind, delivery));
    assert_eq!(error.may_have_acted(), delivery == Delivery::MaybeSent);
    for stranger in ["http://", "https://", "127.0.0.1", "localhost", "example"] {
        assert!(!text.contains(stranger), "{text}");
    }
    assert!(!error.to_string().contains('\n'), "one line: {error}");
}
