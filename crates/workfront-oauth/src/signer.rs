//! Who signs: a key in memory, or a service that keeps it.

use crate::transport::BoxFuture;

/// Signs the bytes of a JWT with RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3).
///
/// 1. The input is hashed by the signer: a key service that takes digests is given SHA-256 of it.
/// 2. The signature is as long as the key's modulus, most significant byte first.
/// 3. A failure names no key material.
pub trait Signer: Send + Sync {
    /// The signature over `signing_input`.
    fn sign<'a>(&'a self, signing_input: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignError>>;
}

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The signature cannot be RS256 over a key that Workfront takes.
    #[error(
        "the signature has {bytes} bytes, RS256 gives 256 or more: sign with an RSA key of at least 2,048 bits"
    )]
    TooShort {
        /// Length of the signature.
        bytes: usize,
    },
    /// The signer refused or failed.
    #[error("the signer failed ({reason}): check that it may use the key")]
    Failed {
        /// In the signer's words, without key material.
        reason: String,
    },
}
