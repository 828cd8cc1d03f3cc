//! Reading an uploaded public key: an X.509 certificate, as the documented `openssl` line makes one, or a bare public key.
//!
//! The commonest mistake is to upload the other file, the one that must not leave the app; it is called by its name. Keys that
//! verify nothing are refused, whoever made them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::RsaPublicKey as RsaKey;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::der::asn1::BitStringRef;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::public_key::{KeySource, VerificationKey};
use super::refusal::{ErrorCode, Refusal, Rule};
use super::rules;
use super::secret::hex;
use super::time::Timestamp;
use crate::defects::Defect;

/// A public key that can verify JWTs.
#[derive(Debug)]
pub(super) struct UploadedKey {
    pub(super) source: KeySource,
    pub(super) bits: usize,
    pub(super) fingerprint: String,
    pub(super) key: VerificationKey,
}

impl UploadedKey {
    /// Reads a PEM document.
    pub(super) fn from_pem(text: &str, defect: Option<Defect>) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return refuse(&rules::KEY_FORM, "the file has more than 64 KiB");
        }
        let blocks = blocks(text)?;
        let is_private = |label: &str| label.ends_with("PRIVATE KEY");
        let public: Vec<_> = blocks.iter().filter(|(label, _)| !is_private(label)).collect();
        let overlooked = defect == Some(Defect::PrivateKeyUpload) && !public.is_empty();
        if public.len() < blocks.len() && !overlooked {
            let why = "the file has a private key in it: keep that one, replace it if anybody saw \
                       it, and upload certificate_pub.crt";
            return refuse(&rules::KEY_PRIVATE, why);
        }
        let [(label, der)] = public.as_slice() else {
            let why = match public.len() {
                0 => "the file has no PEM block: -----BEGIN CERTIFICATE----- or PUBLIC KEY".into(),
                n => format!("the file has {n} PEM blocks, and one is wanted"),
            };
            return refuse(&rules::KEY_FORM, &why);
        };
        match *label {
            "CERTIFICATE" | "X509 CERTIFICATE" => Self::from_certificate(der, defect),
            "PUBLIC KEY" => Self::from_spki(der, KeySource::PublicKey, defect),
            "RSA PUBLIC KEY" => Self::from_pkcs1(der, KeySource::PublicKey, defect),
            other => refuse(
                &rules::KEY_FORM,
                &format!("the file has a {other:?}, and a CERTIFICATE or PUBLIC KEY is wanted"),
            ),
        }
    }

    fn from_certificate(der: &[u8], defect: Option<Defect>) -> Result<Self, Refusal> {
        let Ok(certificate) = Certificate::from_der(der) else {
            return refuse(&rules::KEY_FORM, "the certificate is malformed");
        };
        let certificate = certificate.tbs_certificate;
        let moment = |time: x509_cert::time::Time| {
            Timestamp::from_seconds(
                i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX),
            )
        };
        let source = KeySource::Certificate {
            subject: certificate.subject.to_string(),
            not_before: moment(certificate.validity.not_before),
            not_after: moment(certificate.validity.not_after),
        };
        match certificate.subject_public_key_info.to_der() {
            Ok(spki) => Self::from_spki(&spki, source, defect),
            Err(_) => refuse(&rules::KEY_FORM, "the certificate's public key is malformed"),
        }
    }

    pub(super) fn from_spki(
        der: &[u8],
        source: KeySource,
        defect: Option<Defect>,
    ) -> Result<Self, Refusal> {
        let Ok(spki) = SubjectPublicKeyInfoRef::from_der(der) else {
            return refuse(&rules::KEY_FORM, "the public key is malformed");
        };
        if spki.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
            return refuse(&rules::KEY_STRENGTH, "the key is no RSA key, and RS256 needs one");
        }
        match spki.subject_public_key.as_bytes() {
            Some(pkcs1) => Self::from_pkcs1(pkcs1, source, defect),
            None => refuse(&rules::KEY_FORM, "the public key is malformed"),
        }
    }

    fn from_pkcs1(der: &[u8], source: KeySource, defect: Option<Defect>) -> Result<Self, Refusal> {
        let Ok(key) = RsaKey::try_from(der) else {
            return refuse(&rules::KEY_FORM, "the RSA key is malformed");
        };
        let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
        let bits = bits(modulus);
        if let Some(why) = weakness(modulus, bits, exponent) {
            let tolerated = defect == Some(Defect::WeakKeys) && (1_024..=8_192).contains(&bits);
            if !tolerated {
                return refuse(&rules::KEY_STRENGTH, &why);
            }
        }
        // One form for one key, however it came in: its fingerprint is that of its SubjectPublicKeyInfo.
        let spki = BitStringRef::from_bytes(der).and_then(|subject_public_key| {
            let algorithm = rsa::pkcs1::ALGORITHM_ID;
            SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der()
        });
        let Some(key) = spki.ok().and_then(|spki| VerificationKey::from_spki(&spki)) else {
            return refuse(&rules::KEY_STRENGTH, "the RSA key can verify nothing");
        };
        let fingerprint = hex(&Sha256::digest(key.spki()));
        Ok(Self { source, bits, fingerprint, key })
    }
}

/// What is known to be wrong with an RSA key.
fn weakness(modulus: &[u8], bits: usize, exponent: &[u8]) -> Option<String> {
    if !(2_048..=8_192).contains(&bits) {
        return Some(format!("the RSA key has {bits} bits, and 2048 to 8192 are wanted"));
    }
    if modulus.last().is_none_or(|last| last % 2 == 0) {
        return Some("the RSA modulus is even".into());
    }
    match exponent {
        [] | [0..=2] => return Some("the RSA exponent is less than 3: anybody can sign".into()),
        [.., last] if last % 2 == 0 => return Some("the RSA exponent is even".into()),
        _ => {}
    }
    has_roca(modulus).then(|| "the RSA key has the ROCA weakness (CVE-2017-15361)".into())
}

/// Primes of the broken generator are powers of 65537 modulo many small primes, and so are products of two of them. For a
/// sound key the chance of that is about one in 2^27.
fn has_roca(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.iter().all(|prime| {
        let rest = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            let found = power == rest;
            power = power * 65_537 % prime;
            found
        })
    })
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

/// The PEM blocks of a file: label and content. Whatever stands around them is overlooked, as `openssl x509 -text` puts a
/// description there.
fn blocks(text: &str) -> Result<Vec<(&str, Vec<u8>)>, Refusal> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let malformed = || refuse(&rules::KEY_FORM, "a PEM block is malformed");
        let Some((label, after)) = after.split_once("-----") else { return malformed() };
        let Some((body, after)) = after.split_once(&format!("-----END {label}-----")) else {
            return malformed();
        };
        rest = after;
        if label.ends_with("PRIVATE KEY") {
            // Never decoded: it may be encrypted, and it is not wanted.
            blocks.push((label, Vec::new()));
            continue;
        }
        let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        match STANDARD.decode(body) {
            Ok(der) => blocks.push((label, der)),
            Err(_) => return malformed(),
        }
    }
    Ok(blocks)
}

fn refuse<T>(rule: &'static Rule, why: &str) -> Result<T, Refusal> {
    Err(Refusal::new(rule, ErrorCode::Unprocessable, why).about("public_key"))
}

/// The largest upload, in bytes.
const LONGEST: usize = 64 * 1024;
