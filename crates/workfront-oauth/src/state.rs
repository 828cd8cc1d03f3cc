//! The `state` of one attempt: unguessable, compared in constant time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::secret::SecretString;

/// The `state` parameter, always sent although the pages do not show it.
///
/// Workfront hands it back byte for byte. RFC 9700 section 2.1 asks for it, or for PKCE, against forged callbacks; this
/// crate checks it in any case.
#[derive(Debug)]
pub struct State(SecretString);

impl State {
    /// 22 characters out of 16 random bytes.
    pub(crate) fn from_entropy(bytes: &[u8]) -> Self {
        Self(SecretString::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn from_text(text: impl Into<String>) -> Self {
        Self(SecretString::new(text))
    }

    /// The state itself: the key under which to keep the pending authorization.
    pub fn expose_secret(&self) -> &str {
        self.0.expose()
    }

    /// Compares without telling, by the time it takes, how much of it was right.
    pub(crate) fn matches(&self, found: &str) -> bool {
        self.expose_secret().as_bytes().ct_eq(found.as_bytes()).into()
    }
}
