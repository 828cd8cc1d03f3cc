//! RS256 on the pure-Rust `rsa` crate, behind the feature `rsa`: for places with no C compiler.

use std::fmt;

use pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
// RSA arithmetic is blinded with randomness that is not seen again.
#[allow(clippy::disallowed_types)]
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{RandomizedSigner, SignatureEncoding};

use crate::key_error::KeyError;
use crate::private_key::PrivateKey;
use crate::signer::{SignError, Signer};
use crate::transport::BoxFuture;

/// Signs in pure Rust, five times slower than aws-lc-rs and with an open advisory.
///
/// **RUSTSEC-2023-0071** ("Marvin", no fixed release): the crate's arithmetic takes time that depends on the key, which an
/// attacker who can measure many signatures closely may use. Signatures are blinded here, which makes that harder, not
/// impossible. Prefer `AwsLcSigner`, or a key service, where signing can be observed from a network.
pub struct RsaSigner {
    key: SigningKey<Sha256>,
    bytes: usize,
}

impl RsaSigner {
    /// Takes over a private key.
    ///
    /// # Errors
    ///
    /// [`KeyError::Inconsistent`] if the numbers of the key do not fit together.
    pub fn new(key: &PrivateKey) -> Result<Self, KeyError> {
        let parsed = rsa::RsaPrivateKey::from_pkcs1_der(&key.pkcs1);
        let parsed = parsed.map_err(|_| KeyError::Inconsistent)?;
        Ok(Self { key: SigningKey::new(parsed), bytes: key.bits().div_ceil(8) })
    }

    /// The signature over a JWT's signing input, at once.
    ///
    /// # Errors
    ///
    /// [`SignError::Failed`] if the arithmetic's own check fails.
    pub fn sign_now(&self, signing_input: &[u8]) -> Result<Vec<u8>, SignError> {
        // The padding is deterministic; the generator only blinds the arithmetic.
        self.key
            .try_sign_with_rng(&mut OsRng, signing_input)
            .map(|signature| signature.to_vec())
            .map_err(|error| SignError::Failed { reason: error.to_string() })
    }
}

impl Signer for RsaSigner {
    fn sign<'a>(&'a self, signing_input: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignError>> {
        Box::pin(std::future::ready(self.sign_now(signing_input)))
    }
}

impl fmt::Debug for RsaSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RsaSigner([redacted], {} bytes)", self.bytes)
    }
}
