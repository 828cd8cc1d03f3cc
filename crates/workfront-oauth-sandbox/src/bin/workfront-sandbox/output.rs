//! The one place that prints.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program's own output")]

use std::io::Write as _;

/// A line on stdout, at once: whoever started this program waits for it.
pub(crate) fn line(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// A line on stderr.
pub(crate) fn log(text: &str) {
    // Nobody may be reading.
    let _ = writeln!(std::io::stderr(), "workfront-sandbox: {text}");
}
