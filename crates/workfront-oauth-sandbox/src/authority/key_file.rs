//! The file of a public key as a person chooses one: PEM, or DER, which `.cer` and `.der` files often are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::{RsaPrivateKey, RsaPublicKey};
use rsa::pkcs8::PrivateKeyInfo;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::spki::SubjectPublicKeyInfoRef;

/// The PEM document that [`AddKey`](super::AddKey) takes. A private key becomes an empty block of its name, so that it is refused
/// for what it is and goes no further.
pub(crate) fn pem_of(file: &[u8]) -> String {
    let (label, der) = if Certificate::from_der(file).is_ok() {
        ("CERTIFICATE", file)
    } else if SubjectPublicKeyInfoRef::from_der(file).is_ok() {
        ("PUBLIC KEY", file)
    } else if RsaPublicKey::from_der(file).is_ok() {
        ("RSA PUBLIC KEY", file)
    } else if PrivateKeyInfo::try_from(file).is_ok() || RsaPrivateKey::try_from(file).is_ok() {
        ("PRIVATE KEY", [].as_slice())
    } else {
        return String::from_utf8_lossy(file).into_owned();
    };
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
