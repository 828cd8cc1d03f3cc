//! Reading curl command lines: which request a printed command means, or why it means none.
//!
//! A page prints commands for people to paste, so they are read the way a shell and curl would read them, in two steps with one
//! error type each:
//!
//! ```text
//! text --[script: quotes, comments, line ends]--> words --[command: curl's options]--> Command { method, url, headers, data }
//! ```
//!
//! Nothing is expanded and nothing is run. What a shell would replace (variables, file name patterns, redirections) is refused with
//! its place, so that whatever is accepted here is what a real shell hands to a real curl; a test holds that against both.

mod command;
mod config;
mod data;
mod option;
mod script;

pub use command::{Command, CommandError};
pub use config::config;
pub use data::Data;
pub use script::{ScriptError, Words, split};

/// Reads a text that must hold exactly one curl command.
///
/// # Errors
///
/// Says what a shell would not take, what curl would not take, or how many commands there are if it is not one.
pub fn parse(text: &str) -> Result<Command, ParseError> {
    let mut commands = split(text)?.into_iter();
    let (Some(words), None) = (commands.next(), commands.next()) else {
        return Err(ParseError::NotOneCommand { found: split(text)?.len() });
    };
    Ok(Command::from_words(words.words)?)
}

/// Why a text is not one curl command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// A shell would not read the text as plain words.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// The words are not a command line that curl takes.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The text holds no command, or several.
    #[error(
        "expected one command, found {found}: join its lines with a backslash at each line's end, or separate the commands"
    )]
    NotOneCommand {
        /// How many commands the text holds.
        found: usize,
    },
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
