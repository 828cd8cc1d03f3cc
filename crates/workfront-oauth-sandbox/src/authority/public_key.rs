//! A public key of a machine app, as it is kept: what the signature of a JWT is verified with.

use std::sync::Arc;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::id::{KeyId, UserId};
use super::time::Timestamp;

/// One public key of an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublicKeyRecord {
    /// The "Public key ID" of the setup page.
    pub id: KeyId,
    /// The user "that created the public key in setup" (oauth-app-jwt-flow): who a JWT's `sub` must name.
    pub owner: UserId,
    /// When it was added.
    pub added_at: Timestamp,
    /// When a signature was last verified with it.
    pub last_used: Option<Timestamp>,
    /// How it came in.
    pub source: KeySource,
    /// The length of the RSA modulus, in bits.
    pub bits: usize,
    /// The SHA-256 hash of its SubjectPublicKeyInfo, in hexadecimal digits.
    pub fingerprint: String,
    pub(super) key: VerificationKey,
}

impl PublicKeyRecord {
    /// The key as a PEM document, `-----BEGIN PUBLIC KEY-----`.
    pub fn to_pem(&self) -> String {
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for (index, character) in STANDARD.encode(self.key.spki()).chars().enumerate() {
            if index > 0 && index % 64 == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push_str("\n-----END PUBLIC KEY-----\n");
        pem
    }
}

/// How a public key came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeySource {
    /// **Add public key**, with an X.509 certificate.
    Certificate {
        /// Its subject, as RFC 4514 writes one.
        subject: String,
        /// Its validity begins.
        not_before: Timestamp,
        /// Its validity ends with this second.
        not_after: Timestamp,
    },
    /// **Add public key**, with a bare public key.
    PublicKey,
    /// **Generate a public/private key pair**.
    Generated,
}

/// An RSA public key, parsed once: parsing costs more than verifying.
#[derive(Debug, Clone)]
pub(super) struct VerificationKey(Arc<ParsedPublicKey>);

impl VerificationKey {
    /// Takes in a SubjectPublicKeyInfo. How strong a key must be is a rule of the upload, and judged there.
    pub(super) fn from_spki(der: &[u8]) -> Option<Self> {
        ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der)
            .ok()
            .map(|key| Self(Arc::new(key)))
    }

    pub(super) fn spki(&self) -> &[u8] {
        self.0.as_ref().as_ref()
    }

    /// Whether `signature` is an RSASSA-PKCS1-v1_5 SHA-256 signature of `message` (RFC 8017 §8.2.2).
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

impl PartialEq for VerificationKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki() == other.spki()
    }
}

impl Serialize for VerificationKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&STANDARD.encode(self.spki()))
    }
}

impl<'de> Deserialize<'de> for VerificationKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let der = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Self::from_spki(&der)
            .ok_or_else(|| serde::de::Error::custom("not an RSA public key of 1024 to 8192 bits"))
    }
}
