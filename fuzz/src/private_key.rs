//! Key files, as people paste them.

use workfront_oauth::PrivateKey;

use crate::shown::check_line;

/// Reads the input as a private key, and as the certificate that should belong to one.
///
/// Holds: what is accepted is long enough for RS256 and is accepted again with CRLF line ends; a refusal can be shown.
pub fn private_key(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match PrivateKey::from_pem(text) {
        Ok(key) => {
            assert!(key.bits() >= 2048, "a key of {} bits was accepted", key.bits());
            assert!(!format!("{key:?}").contains("MII"), "a key is shown");
            if !text.contains('\r') {
                let again = PrivateKey::from_pem(&text.replace('\n', "\r\n"));
                assert!(again.is_ok(), "a key was refused for its line ends: {again:?}");
            }
            if let Err(error) = key.matches_certificate(text) {
                check_line(&error);
            }
        }
        Err(error) => check_line(&error),
    }
}
