//! The key pair of the machine application: one for a whole run, because drawing one takes its time.

use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use zeroize::Zeroizing;

/// A key pair, made anew for each run and registered with each sandbox that needs it.
pub(super) struct Machine {
    private_key_pem: Zeroizing<String>,
    public_key_pem: String,
}

impl Machine {
    /// Draws the pair.
    pub(super) fn draw() -> Result<Self, String> {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(|error| format!("no key pair can be drawn: {error}"))?;
        Ok(Self {
            private_key_pem: Zeroizing::new(pair.serialize_pem()),
            public_key_pem: pair.public_key_pem(),
        })
    }

    pub(super) fn private_key_pem(&self) -> &str {
        &self.private_key_pem
    }

    pub(super) fn public_key_pem(&self) -> &str {
        &self.public_key_pem
    }
}
