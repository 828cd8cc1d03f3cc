//! Reading the key that signs JWTs, and saying what was given when it is not one.

use std::fmt;

use pkcs8::der::Decode;
use zeroize::Zeroizing;

use crate::key_error::KeyError;
use crate::pem::Pem;
use crate::public_half::PublicHalf;

/// An RSA private key, in memory and wiped when dropped.
///
/// Made by the command of page 002 (`openssl req -x509 … -keyout private.key`) or by Workfront's "Generate public/private
/// keypair".
#[derive(Clone)]
pub struct PrivateKey {
    /// An `RSAPrivateKey`, whatever it came in (RFC 8017 appendix A.1.2).
    pub(crate) pkcs1: Zeroizing<Vec<u8>>,
    public_half: PublicHalf,
}

impl PrivateKey {
    /// Reads PEM as people have it: PKCS#1 or PKCS#8; LF, CRLF or CR; `\n` written out, as in environment variables; all on
    /// one line; in quotes; after other text, such as a certificate in the same file.
    ///
    /// # Errors
    ///
    /// [`KeyError`], which says what was found instead: a certificate, a public key, an encrypted key, a key of another
    /// kind, a damaged or cut-off file, fewer than 2,048 bits.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let blocks = Pem::blocks(text)?;
        let private = blocks.iter().find(|pem| pem.label.ends_with("PRIVATE KEY"));
        let Some(pem) = private else {
            return Err(KeyError::for_label(blocks.first().map(|pem| pem.label.as_str())));
        };
        match pem.label.as_str() {
            "PRIVATE KEY" => Self::from_pkcs8(&pem.bytes()?),
            "RSA PRIVATE KEY" if pem.encrypted => Err(KeyError::Encrypted),
            "RSA PRIVATE KEY" => Self::from_pkcs1(pem.bytes()?),
            label => Err(KeyError::for_label(Some(label))),
        }
    }

    /// RFC 5958: a key of any algorithm, named.
    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let info = pkcs8::PrivateKeyInfo::from_der(der).map_err(|_| KeyError::Damaged)?;
        if info.algorithm.oid != pkcs1::ALGORITHM_OID {
            return Err(KeyError::NotRsa);
        }
        Self::from_pkcs1(Zeroizing::new(info.private_key.to_vec()))
    }

    fn from_pkcs1(der: Zeroizing<Vec<u8>>) -> Result<Self, KeyError> {
        let key = pkcs1::RsaPrivateKey::from_der(&der).map_err(|_| KeyError::Damaged)?;
        let public_half =
            PublicHalf::of_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes());
        let bits = public_half.bits();
        if bits < MIN_BITS {
            return Err(KeyError::TooSmall { bits });
        }
        Ok(Self { pkcs1: der, public_half })
    }

    /// Length of the modulus in bits.
    pub fn bits(&self) -> usize {
        self.public_half.bits()
    }

    /// Checks, without asking anybody, that this key is the private half of a certificate or public key in PEM: of what
    /// was uploaded to Workfront.
    ///
    /// # Errors
    ///
    /// [`KeyError::Mismatch`] if it is another's; [`KeyError::NoPublicHalf`] if there is none in the text; the rest as
    /// [`PrivateKey::from_pem`].
    pub fn matches_certificate(&self, text: &str) -> Result<(), KeyError> {
        let blocks = Pem::blocks(text)?;
        let theirs = blocks.iter().find_map(PublicHalf::of).ok_or(KeyError::NoPublicHalf)??;
        if theirs == self.public_half { Ok(()) } else { Err(KeyError::Mismatch) }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey([redacted], {} bits)", self.bits())
    }
}

/// RFC 7518 section 3.3.
const MIN_BITS: usize = 2_048;
