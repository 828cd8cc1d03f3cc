//! What ties a callback to the browser that began the log-in.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::secret::SecretText;
use crate::value_error::{ValueError, plain};

/// The browser, or the program, that an attempt to log in belongs to.
///
/// `state` alone does not stop an attacker who begins a log-in himself and hands his own callback to somebody else's
/// browser (RFC 9700 section 4.7, RFC 6819 section 4.4.1.8): the callback must come from the browser that began.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Browser {
    /// A secret that only this browser sends: the value of a cookie, set before the redirect, `HttpOnly` and
    /// `SameSite=Lax`.
    Cookie(BrowserSecret),
    /// There is one browser because there is one user: a command-line program that waits for its own callback.
    SameProcess,
}

impl Browser {
    /// Takes the value of the cookie that identifies the browser's session.
    ///
    /// # Errors
    ///
    /// [`ValueError`] under 16 characters, which cannot hold enough randomness, or with control characters.
    pub fn cookie(value: impl Into<String>) -> Result<Self, ValueError> {
        const WHAT: &str = "browser's cookie";
        let text = SecretText::new(value);
        plain(WHAT, text.expose())?;
        let found = text.expose().chars().count();
        if found < 16 {
            return Err(ValueError::TooShort { what: WHAT, found, least: 16 });
        }
        Ok(Self::Cookie(BrowserSecret(text)))
    }

    /// What a pending authorization keeps: enough to recognise the browser, not enough to be it.
    pub(crate) fn fingerprint(&self) -> BrowserHash {
        BrowserHash(match self {
            Self::Cookie(BrowserSecret(text)) => {
                let labelled = Sha256::new_with_prefix(b"workfront-oauth browser\0");
                labelled.chain_update(text.expose().as_bytes()).finalize().into()
            }
            // No text is known whose hash this is.
            Self::SameProcess => [0; 32],
        })
    }
}

/// The secret of a browser's session.
#[derive(Clone, Debug)]
pub struct BrowserSecret(SecretText);

/// SHA-256 over a browser's secret.
#[derive(Clone, Copy)]
pub(crate) struct BrowserHash(pub(crate) [u8; 32]);

impl BrowserHash {
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for BrowserHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserHash([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_browser_is_another_fingerprint() {
        let of = |value: &str| Browser::cookie(value).unwrap().fingerprint();
        assert!(of("0123456789abcdef").matches(&of("0123456789abcdef")));
        assert!(!of("0123456789abcdef").matches(&of("0123456789abcdeg")));
        assert!(!of("0123456789abcdef").matches(&Browser::SameProcess.fingerprint()));
    }

    #[test]
    fn a_guessable_cookie_is_refused() {
        let error = Browser::cookie("user-17").unwrap_err();
        assert_eq!(error, ValueError::TooShort { what: "browser's cookie", found: 7, least: 16 });
    }
}
