//! What the command line may be, and the exit codes that callers rely on.

use std::fmt;

/// Exit codes with a meaning of their own; everything else is success, failure, or a child's code passed through.
pub(crate) mod exit {
    /// The command line makes no sense.
    pub(crate) const USAGE: u8 = 2;
    /// A tool that the task needs is not installed.
    pub(crate) const TOOL_MISSING: u8 = 3;
}

/// A command line that makes no sense; ends the program with [`exit::USAGE`] and the list of tasks.
#[derive(Debug)]
pub(crate) struct Usage(String);

impl Usage {
    /// Says what made no sense.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Refuses arguments where a task takes none.
pub(crate) fn no_arguments(task: &str, arguments: &[std::ffi::OsString]) -> Result<(), Usage> {
    match arguments.first() {
        None => Ok(()),
        Some(first) => {
            Err(Usage::new(format!("`{task}` takes no arguments, not `{}`", first.display())))
        }
    }
}
