//! What a shell makes of a command.

use super::{first, two};
use crate::curl::{self, ScriptError};

/// A shell waits for the closing quote, and the rest of the page becomes a part of the argument.
pub(super) fn quote_is_not_closed(texts: &[&str]) -> bool {
    matches!(curl::split(first(texts)), Err(ScriptError::UnclosedQuote { .. }))
}

/// curl follows redirects with the method that `--request` names, and repeats body and headers after a 307 or 308
/// (`man curl`, `--location`; RFC 9110 section 15.4).
pub(super) fn redirects_get_the_credentials(texts: &[&str]) -> bool {
    curl::parse(first(texts)).is_ok_and(|command| command.location && command.method == "POST")
}

/// The first word is what a shell runs.
pub(super) fn no_program_named(texts: &[&str]) -> bool {
    first(texts).split_whitespace().next() != Some("curl")
}

/// The backslash joins whatever is pasted next to the command.
pub(super) fn ends_in_a_continuation(texts: &[&str]) -> bool {
    first(texts).trim_end().ends_with('\\')
}

/// A line that begins with `#` is a comment, so two commands around it are one script and both run.
pub(super) fn heading_in_a_script(texts: &[&str]) -> bool {
    let script = format!("curl https://a.example\n{}\ncurl https://b.example\n", first(texts));
    curl::split(&script).is_ok_and(|commands| commands.len() == 2)
}

/// One page says that the flow without PKCE requires the header; the other page's second command is that flow without it.
pub(super) fn header_is_optional_there_too(texts: &[&str]) -> bool {
    let (claim, command) = two(texts);
    claim.contains("Autorisierungs-Kopfzeile") && !command.contains("Authorization:")
}
