//! The public half of an RSA key, out of a certificate, a public key, or the private key itself.

use pkcs8::der::Decode;
use pkcs8::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::key_error::KeyError;
use crate::pem::Pem;

/// The numbers of an RSA public key, most significant byte first, without leading zeros.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PublicHalf {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl PublicHalf {
    pub(crate) fn of_numbers(modulus: &[u8], exponent: &[u8]) -> Self {
        Self { modulus: modulus.to_vec(), exponent: exponent.to_vec() }
    }

    /// Out of a certificate or a public key; nothing for a block of another kind.
    pub(crate) fn of(pem: &Pem) -> Option<Result<Self, KeyError>> {
        let read = match pem.label.as_str() {
            "CERTIFICATE" => Self::of_certificate,
            "PUBLIC KEY" => Self::of_public_key,
            "RSA PUBLIC KEY" => Self::of_pkcs1,
            _ => return None,
        };
        Some(pem.bytes().and_then(|der| read(&der)))
    }

    pub(crate) fn bits(&self) -> usize {
        let leading = self.modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        self.modulus.len() * 8 - leading
    }

    fn of_certificate(der: &[u8]) -> Result<Self, KeyError> {
        let certificate = x509_cert::Certificate::from_der(der).map_err(|_| KeyError::Damaged)?;
        let info = &certificate.tbs_certificate.subject_public_key_info;
        Self::of_bits(info.algorithm.oid, info.subject_public_key.as_bytes())
    }

    fn of_public_key(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| KeyError::Damaged)?;
        Self::of_bits(info.algorithm.oid, info.subject_public_key.as_bytes())
    }

    fn of_bits(algorithm: ObjectIdentifier, bits: Option<&[u8]>) -> Result<Self, KeyError> {
        if algorithm != pkcs1::ALGORITHM_OID {
            return Err(KeyError::NotRsa);
        }
        Self::of_pkcs1(bits.ok_or(KeyError::Damaged)?)
    }

    fn of_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        let key = pkcs1::RsaPublicKey::from_der(der).map_err(|_| KeyError::Damaged)?;
        Ok(Self::of_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes()))
    }
}
