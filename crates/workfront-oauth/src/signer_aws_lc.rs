//! RS256 on aws-lc-rs, behind the feature `aws-lc-rs`: the fast signer, which needs a C compiler to build.

use std::fmt;

// RSA arithmetic is blinded with randomness that is not seen again.
#[allow(clippy::disallowed_types)]
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};

use crate::key_error::KeyError;
use crate::private_key::PrivateKey;
use crate::signer::{SignError, Signer};
use crate::transport::BoxFuture;

/// Signs with a key that aws-lc-rs has parsed and checked once.
///
/// Keep it: parsing costs half as much again as a signature.
pub struct AwsLcSigner {
    key: RsaKeyPair,
}

impl AwsLcSigner {
    /// Takes over a private key.
    ///
    /// # Errors
    ///
    /// [`KeyError::Inconsistent`] if the numbers of the key do not fit together.
    pub fn new(key: &PrivateKey) -> Result<Self, KeyError> {
        RsaKeyPair::from_der(&key.pkcs1).map(|key| Self { key }).map_err(|_| KeyError::Inconsistent)
    }

    /// The signature over a JWT's signing input, at once.
    ///
    /// # Errors
    ///
    /// [`SignError::Failed`], which a key that was taken over does not lead to.
    #[allow(clippy::disallowed_types)]
    pub fn sign_now(&self, signing_input: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        // The padding is deterministic; the generator only blinds the arithmetic.
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signing_input, &mut signature)
            .map_err(|error| SignError::Failed { reason: error.to_string() })?;
        Ok(signature)
    }
}

impl Signer for AwsLcSigner {
    fn sign<'a>(&'a self, signing_input: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignError>> {
        Box::pin(std::future::ready(self.sign_now(signing_input)))
    }
}

impl fmt::Debug for AwsLcSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.key.public_key().as_ref().len();
        write!(f, "AwsLcSigner([redacted], public half of {bytes} bytes)")
    }
}
