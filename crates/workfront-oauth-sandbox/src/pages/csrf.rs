//! The token in every form of somebody who is logged in: a page of another site can send such a form but not read its token.
//!
//! One for each browser session, so that any number of tabs and the Back button work (RFC 6749 §10.12). The consent page has
//! something stricter, a ticket that is good once.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::authority::SecretHash;

/// What the tokens of one sandbox are made with.
#[derive(Clone)]
pub(crate) struct FormKey(Option<[u8; 32]>);

impl FormKey {
    /// The token for the session `hash`; nothing fits when the machine gave no randomness.
    pub(crate) fn token(&self, session: SecretHash) -> String {
        let Some(key) = self.0 else { return String::new() };
        // Both parts have a fixed length, so nothing can be appended.
        let digest = Sha256::new().chain_update(key).chain_update(session.to_string()).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The seal of `text`: by it, what this sandbox has shown is known when it comes back, whoever's session is over.
    pub(crate) fn seal(&self, text: &str) -> String {
        let Some(key) = self.0 else { return String::new() };
        let digest = Sha256::new()
            .chain_update(key)
            .chain_update("seal")
            .chain_update(Sha256::digest(text.as_bytes()))
            .finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether `sent` is the seal of `text`, in constant time.
    pub(crate) fn has_sealed(&self, text: &str, sent: &str) -> bool {
        let seal = self.seal(text);
        !seal.is_empty() && bool::from(seal.as_bytes().ct_eq(sent.as_bytes()))
    }

    /// Whether `sent` is the token for the session `hash`, in constant time.
    pub(crate) fn fits(&self, session: SecretHash, sent: &str) -> bool {
        let token = self.token(session);
        !token.is_empty() && bool::from(token.as_bytes().ct_eq(sent.as_bytes()))
    }
}

impl Default for FormKey {
    fn default() -> Self {
        let mut key = [0; 32];
        Self(getrandom::fill(&mut key).ok().map(|()| key))
    }
}

impl std::fmt::Debug for FormKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Secret;

    #[test]
    fn a_token_fits_one_session_of_one_sandbox() {
        let (key, other) = (FormKey::default(), FormKey::default());
        let (mine, yours) = (Secret::new("mine").hash(), Secret::new("yours").hash());
        let token = key.token(mine);
        assert!(key.fits(mine, &token));
        assert!(!key.fits(yours, &token) && !other.fits(mine, &token));
        assert!(!key.fits(mine, "") && !key.fits(mine, &token[1..]));
        assert!(!FormKey(None).fits(mine, ""));
    }

    #[test]
    fn a_seal_fits_one_text_of_one_sandbox() {
        let (key, other) = (FormKey::default(), FormKey::default());
        let seal = key.seal("text");
        assert!(key.has_sealed("text", &seal));
        assert!(!key.has_sealed("another", &seal) && !other.has_sealed("text", &seal));
        assert!(!key.has_sealed("text", "") && !FormKey(None).has_sealed("text", ""));
    }
}
