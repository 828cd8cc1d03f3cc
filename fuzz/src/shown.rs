//! What must hold of everything that a person or a log gets to see.

use std::fmt::{Debug, Display};

use crate::application::{CLIENT_SECRET, CODE};

/// An error is one line, can be shown, and holds none of our secrets, whatever the server echoed.
pub(crate) fn check_error(error: &(impl Display + Debug)) {
    let line = error.to_string();
    assert!(!line.is_empty() && !line.contains(char::is_control), "not one line: {line:?}");
    for shown in [line, format!("{error:?}")] {
        for secret in [CLIENT_SECRET, CODE] {
            assert!(!shown.contains(secret), "a secret is shown: {shown}");
        }
    }
}
