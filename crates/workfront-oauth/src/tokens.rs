//! Access tokens and refresh tokens.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::home::Home;
use crate::secret::SecretText;
use crate::value_error::{ValueError, is_graphic, plain};

/// An access token: the id of a Workfront session (page 001: "the access token is the same as sessionID").
///
/// Cloning shares the text. 32 lower-case hexadecimal digits in the wild; taken as opaque.
#[derive(Clone, Debug)]
pub struct AccessToken(SecretText);

impl AccessToken {
    /// Takes a token from the caller's own storage.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if it is empty or no header can carry it.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        const WHAT: &str = "access token";
        let text = SecretText::new(text);
        if is_graphic(text.expose()) && !text.expose().is_empty() {
            return Ok(Self(text));
        }
        plain(WHAT, text.expose())?;
        let at = text.expose().bytes().position(|b| !b.is_ascii_graphic()).unwrap_or_default();
        Err(ValueError::Character { what: WHAT, at, why: "a header cannot carry it" })
    }

    /// The token itself.
    pub fn expose_secret(&self) -> &str {
        self.0.expose()
    }

    /// Sets the header `sessionID`, marked sensitive, in place of any other.
    ///
    /// Never in the URL: page 001 uses the header, and URLs end in logs (RFC 9700 section 4.3.2).
    pub fn apply_to(&self, headers: &mut HeaderMap) {
        // Invariant: the constructor accepted printable ASCII only, which every header value can hold.
        if let Ok(mut value) = HeaderValue::from_str(self.expose_secret()) {
            value.set_sensitive(true);
            headers.insert(SESSION_ID, value);
        }
    }
}

/// A refresh token and the application and host that it belongs to.
///
/// Cloning shares the text. 340 characters of standard base64 in the wild, with `+` and `/`, which only a properly encoded
/// form body carries unharmed.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    text: SecretText,
    home: Home,
}

impl RefreshToken {
    /// Takes a token from the caller's own storage, with the home it was stored with.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if it is empty or holds control characters.
    pub fn new(text: impl Into<String>, home: Home) -> Result<Self, ValueError> {
        let text = SecretText::new(text);
        plain("refresh token", text.expose())?;
        Ok(Self { text, home })
    }

    /// The token itself: what to store, together with [`RefreshToken::home`].
    pub fn expose_secret(&self) -> &str {
        self.text.expose()
    }

    /// The application and the host that issued it.
    pub fn home(&self) -> &Home {
        &self.home
    }
}

/// The header of Workfront's API (page 001); header names are compared without regard to case.
pub(crate) const SESSION_ID: HeaderName = HeaderName::from_static("sessionid");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_example() {
        let mut headers = HeaderMap::new();
        headers.insert("sessionID", HeaderValue::from_static("an older one"));
        AccessToken::new("0123456789abcdef0123456789abcdef").unwrap().apply_to(&mut headers);
        assert_eq!(headers.len(), 1);
        assert_eq!(headers["sessionID"], "0123456789abcdef0123456789abcdef");
        assert!(headers["sessionID"].is_sensitive());
    }

    #[test]
    fn a_token_that_cannot_stand_in_a_header_is_refused() {
        for text in ["", "a b", "a\r\nx: y", "é"] {
            assert!(AccessToken::new(text).is_err(), "{text:?}");
        }
    }
}
