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
    pub(crate) der: Zeroizing<Vec<u8>>,
    pub(crate) encoding: Encoding,
    public_half: PublicHalf,
}

/// How the bytes of a private key are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// RFC 8017 appendix A.1.2, `RSA PRIVATE KEY`.
    Pkcs1,
    /// RFC 5958, `PRIVATE KEY`.
    Pkcs8,
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
        let encoding = match pem.label.as_str() {
            "PRIVATE KEY" => Encoding::Pkcs8,
            "RSA PRIVATE KEY" if pem.encrypted => return Err(KeyError::Encrypted),
            "RSA PRIVATE KEY" => Encoding::Pkcs1,
            label => return Err(KeyError::for_label(Some(label))),
        };
        Self::from_der(pem.bytes()?, encoding)
    }

    fn from_der(der: Zeroizing<Vec<u8>>, encoding: Encoding) -> Result<Self, KeyError> {
        let inner = match encoding {
            Encoding::Pkcs1 => der.as_slice(),
            Encoding::Pkcs8 => {
                let info = pkcs8::PrivateKeyInfo::from_der(&der).map_err(|_| KeyError::Damaged)?;
                if info.algorithm.oid != pkcs1::ALGORITHM_OID {
                    return Err(KeyError::NotRsa);
                }
                info.private_key
            }
        };
        let key = pkcs1::RsaPrivateKey::from_der(inner).map_err(|_| KeyError::Damaged)?;
        let public_half =
            PublicHalf::of_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes());
        let bits = public_half.bits();
        if bits < MIN_BITS {
            return Err(KeyError::TooSmall { bits });
        }
        Ok(Self { der, encoding, public_half })
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
