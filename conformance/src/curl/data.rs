//! What `--data`, `--data-raw` and `--data-urlencode` put into a request's body.

use super::CommandError;

/// One piece of a body; curl joins the pieces with `&` in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Data {
    /// Sent as it stands.
    Literal(String),
    /// `--data-urlencode`: the content is percent-encoded, the name before the first `=` is not.
    Urlencoded {
        /// The name, which curl expects to be encoded already; none for the forms `content` and `=content`.
        name: Option<String>,
        /// What is encoded.
        content: String,
    },
}

impl Data {
    /// Reads the value of `--data`, where a leading `@` would name a file.
    pub(super) fn plain(option: &str, value: String) -> Result<Self, CommandError> {
        if value.starts_with('@') {
            Err(CommandError::ReadsFile { option: option.to_owned() })
        } else {
            Ok(Data::Literal(value))
        }
    }

    /// Reads the value of `--data-urlencode` in the forms `content`, `=content` and `name=content`.
    ///
    /// The first `=` decides, and only without one does an `@` make the rest a file's name (`man curl`, `--data-urlencode`).
    pub(super) fn urlencode(option: &str, value: String) -> Result<Self, CommandError> {
        match value.split_once('=') {
            Some(("", content)) => Ok(Data::Urlencoded { name: None, content: content.to_owned() }),
            Some((name, content)) => {
                Ok(Data::Urlencoded { name: Some(name.to_owned()), content: content.to_owned() })
            }
            None if value.contains('@') => {
                Err(CommandError::ReadsFile { option: option.to_owned() })
            }
            None => Ok(Data::Urlencoded { name: None, content: value }),
        }
    }

    /// The bytes that curl sends for this piece.
    #[must_use]
    pub fn to_body(&self) -> String {
        match self {
            Data::Literal(text) => text.clone(),
            Data::Urlencoded { name: None, content } => encode(content),
            Data::Urlencoded { name: Some(name), content } => format!("{name}={}", encode(content)),
        }
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters, a blank as `+`, as curl does.
fn encode(content: &str) -> String {
    use std::fmt::Write as _;

    content.bytes().fold(String::with_capacity(content.len()), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            b' ' => encoded.push('+'),
            // Writing to a string cannot fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
        encoded
    })
}
