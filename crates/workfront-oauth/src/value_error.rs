//! Why a configured value was refused.

/// A value that cannot be what it was given as; said where the value is made, before any request exists.
///
/// The text of the value is never repeated, since it may be a secret in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Nothing was given.
    #[error("the {what} is empty: copy it from Setup > System > OAuth2 Applications")]
    Empty {
        /// The value's name, as Workfront's page names it.
        what: &'static str,
    },
    /// White space at either end, as copying from a page leaves it.
    #[error("the {what} begins or ends with white space: copy it without")]
    SurroundingSpace {
        /// The value's name.
        what: &'static str,
    },
    /// A character that the value cannot carry on the wire.
    #[error("the {what} has a character at byte {at} that it cannot carry ({why}): copy it again")]
    Character {
        /// The value's name.
        what: &'static str,
        /// Offset in bytes.
        at: usize,
        /// Which rule the character breaks.
        why: &'static str,
    },
    /// Too few characters to be a secret.
    #[error("the {what} has {found} characters, at least {least} are needed: use more randomness")]
    TooShort {
        /// The value's name.
        what: &'static str,
        /// Characters given.
        found: usize,
        /// Characters needed.
        least: usize,
    },
    /// More characters than any real value has.
    #[error("the {what} has {found} characters, at most {most} are allowed: use a shorter one")]
    TooLong {
        /// The value's name.
        what: &'static str,
        /// Characters given.
        found: usize,
        /// Characters allowed.
        most: usize,
    },
    /// Not a redirect URL that Workfront could have registered.
    #[error("the redirect URL cannot be used: {why}")]
    RedirectUri {
        /// What is wrong and what to write instead.
        why: &'static str,
    },
}

/// Refuses empty text, surrounding white space and control characters; `what` names the value.
pub(crate) fn plain(what: &'static str, text: &str) -> Result<(), ValueError> {
    if text.is_empty() {
        return Err(ValueError::Empty { what });
    }
    // Every real value is plain ASCII and ends here.
    if is_graphic(text) {
        return Ok(());
    }
    if text.trim() != text {
        return Err(ValueError::SurroundingSpace { what });
    }
    match text.find(char::is_control) {
        Some(at) => Err(ValueError::Character { what, at, why: "a control character" }),
        None => Ok(()),
    }
}

/// Whether every character is printable ASCII other than a space. Without an early end, so that many bytes are looked at at once.
pub(crate) fn is_graphic(text: &str) -> bool {
    text.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic())
}
