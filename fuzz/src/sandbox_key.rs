//! Public keys and certificates, as they are uploaded to the sandbox.

use crate::sandbox_world::{check_refusal, world};

/// Uploads the input.
///
/// Holds: no private key is taken, nor a key that RS256 cannot do with; what was taken can be uploaded again and is the same key.
pub fn sandbox_key(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match world().clone().upload(text) {
        Ok(Some((bits, pem))) => {
            assert!((2_048..=8_192).contains(&bits), "{bits} bits");
            let private = text.lines().any(|line| {
                line.starts_with("-----BEGIN ") && line.trim_end().ends_with("PRIVATE KEY-----")
            });
            assert!(!private, "a private key was taken");
            let again = world().clone().upload(&pem);
            let again = again.unwrap_or_else(|refusal| panic!("its own PEM: {}", refusal.why));
            assert_eq!(again, Some((bits, pem)));
        }
        Ok(None) => panic!("the machine app is gone"),
        Err(refusal) => check_refusal(&refusal),
    }
}
