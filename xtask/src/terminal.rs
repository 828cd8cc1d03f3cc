//! The one place that writes to the terminal: answers to standard output, progress and complaints to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Writes an answer. A reader that has gone away (`| head`) is not an error of ours.
pub(crate) fn say(text: impl Display) {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).unwrap_or_default();
}

/// Writes how far a task has come.
pub(crate) fn progress(text: impl Display) {
    complain_plainly(format_args!("xtask: {text}"));
}

/// Writes what went wrong, as a line of its own.
pub(crate) fn complain(text: impl Display) {
    complain_plainly(format_args!("xtask: error: {text}"));
}

/// Writes text to standard error as it is.
pub(crate) fn complain_plainly(text: impl Display) {
    writeln!(io::stderr().lock(), "{text}").unwrap_or_default();
}

/// Whether a person is watching standard error, so that a progress bar makes sense.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}
