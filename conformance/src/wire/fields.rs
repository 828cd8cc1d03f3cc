//! `application/x-www-form-urlencoded`, in a query or a body, read strictly.
//!
//! The format is `name=value` pairs joined by `&`, each percent-encoded, a blank as `+` (URL Standard, section 5.1). That section
//! tells how to read anything at all; what it would have to guess at is refused here instead.

/// Reads the pairs in their order.
///
/// # Errors
///
/// An empty pair, a pair without `=`, a broken percent sequence, a character that had to be encoded, or bytes that are not UTF-8.
pub(super) fn read(text: &str) -> Result<Vec<(String, String)>, FieldsError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split('&')
        .enumerate()
        .map(|(index, pair)| {
            let number = index + 1;
            let (name, value) = pair.split_once('=').ok_or(FieldsError::NotAPair { number })?;
            Ok((decoded(name, number)?, decoded(value, number)?))
        })
        .collect()
}

/// Why a text is not form-encoded. No message repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldsError {
    /// A pair without `=`, or nothing between two `&`.
    #[error("parameter {number} is not `name=value`")]
    NotAPair {
        /// Which one, from 1.
        number: usize,
    },
    /// A `%` without two hexadecimal digits.
    #[error("parameter {number} has a `%` without two hexadecimal digits")]
    Percent {
        /// Which one, from 1.
        number: usize,
    },
    /// A character that stands unencoded and may not.
    #[error("parameter {number} has a `{}` that is not percent-encoded", character.escape_default())]
    Unencoded {
        /// Which one, from 1.
        number: usize,
        /// The character.
        character: char,
    },
    /// Bytes that are not UTF-8 once decoded.
    #[error("parameter {number} is not UTF-8 once decoded")]
    NotUtf8 {
        /// Which one, from 1.
        number: usize,
    },
}

fn decoded(text: &str, number: usize) -> Result<String, FieldsError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '+' => bytes.push(b' '),
            '%' => {
                let digit = |c: Option<char>| {
                    c.and_then(|c| c.to_digit(16)).ok_or(FieldsError::Percent { number })
                };
                let value = digit(rest.next())? * 16 + digit(rest.next())?;
                bytes.push(u8::try_from(value).map_err(|_| FieldsError::Percent { number })?);
            }
            // RFC 3986's characters of a query, without the separators of the format itself and `#`, which ends a query.
            'A'..='Z'
            | 'a'..='z'
            | '0'..='9'
            | '-'
            | '.'
            | '_'
            | '~'
            | '!'
            | '$'
            | '\''
            | '('
            | ')'
            | '*'
            | ','
            | ';'
            | ':'
            | '@'
            | '/'
            | '?' => {
                bytes.push(
                    u8::try_from(character)
                        .map_err(|_| FieldsError::Unencoded { number, character })?,
                );
            }
            _ => return Err(FieldsError::Unencoded { number, character }),
        }
    }
    String::from_utf8(bytes).map_err(|_| FieldsError::NotUtf8 { number })
}
