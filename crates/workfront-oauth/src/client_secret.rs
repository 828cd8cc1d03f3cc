//! The client secret of an application.

use crate::secret::SecretText;
use crate::value_error::{ValueError, plain};

/// A client secret, which Workfront shows once (page 000: "you will not be able to see it again").
///
/// `Debug` prints `[redacted]`, in every build profile; the memory is wiped when the last clone is dropped.
///
/// ```
/// use workfront_oauth::ClientSecret;
/// let secret = ClientSecret::new("CANARY-0123456789abcdef")?;
/// assert_eq!(format!("{secret:?}"), "ClientSecret([redacted])");
/// # Ok::<(), workfront_oauth::ValueError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClientSecret(SecretText);

impl ClientSecret {
    /// Checks and keeps a client secret.
    ///
    /// # Errors
    ///
    /// Empty text, surrounding white space, or a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = SecretText::new(text);
        plain("client secret", text.expose())?;
        Ok(Self(text))
    }

    /// The secret itself; the only way out.
    pub fn expose_secret(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_secret_is_not_repeated() {
        let error = ClientSecret::new("CANARY\u{0}x").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the client secret has a character at byte 6 that it cannot carry (a control character): copy it again"
        );
        assert!(!format!("{error:?}").contains("CANARY"));
    }
}
