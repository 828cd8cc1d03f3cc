//! What must hold of everything that a person or a log gets to see.

use std::fmt::{Debug, Display};

use crate::application::{CLIENT_SECRET, CODE};

/// An error is one line that can be shown.
pub(crate) fn check_line(error: &impl Display) {
    let line = error.to_string();
    assert!(!line.is_empty() && !line.contains(char::is_control), "not one line: {line:?}");
}

/// An error over a server's answer also holds none of our secrets, whatever the server echoed.
pub(crate) fn check_answer(error: &(impl Display + Debug)) {
    check_line(error);
    for shown in [error.to_string(), format!("{error:?}")] {
        for secret in [CLIENT_SECRET, CODE] {
            assert!(!shown.contains(secret), "a secret is shown: {shown}");
        }
    }
}
