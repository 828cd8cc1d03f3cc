//! The bearer token of the control port.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::authority::Secret;

/// The token that a run draws and prints. Not from the seed: whoever knows the seed of a run is not thereby its operator.
#[derive(Debug, Clone)]
pub(crate) struct ControlToken(Secret);

impl ControlToken {
    /// A new one: 32 random bytes.
    pub(crate) fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The token itself, for the one line that announces it.
    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    /// Whether `Authorization` holds it. Hashed first, so that the comparison takes the same time for every length.
    pub(crate) fn is_carried_by(&self, authorization: Option<&HeaderValue>) -> bool {
        let Some((scheme, token)) = authorization
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.split_once(' '))
        else {
            return false;
        };
        let expected = Sha256::digest(self.0.expose_secret().as_bytes());
        let found = Sha256::digest(token.as_bytes());
        scheme.eq_ignore_ascii_case("bearer") && bool::from(expected.ct_eq(&found))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_opens() {
        let token = ControlToken::draw().unwrap();
        let carried = |text: &str| token.is_carried_by(HeaderValue::from_str(text).ok().as_ref());
        let text = token.secret().expose_secret();
        assert!(carried(&format!("Bearer {text}")) && carried(&format!("bearer {text}")));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer x",
            &format!("Basic {text}"),
            &format!("Bearer {text}x"),
            text,
        ] {
            assert!(!carried(wrong), "{wrong}");
        }
        assert!(!token.is_carried_by(None));
        assert_ne!(ControlToken::draw().unwrap().secret().expose_secret(), text);
    }
}
