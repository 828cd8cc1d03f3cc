//! The code verifier and its challenge (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::{first, unescaped};

/// A challenge that is not the SHA-256 of its verifier, or, where no verifier stands beside it, that cannot be any SHA-256: base64url
/// of 32 bytes is 43 characters (RFC 7636 section 4.2).
pub(super) fn challenge_is_not_the_verifiers(texts: &[&str]) -> bool {
    let text = unescaped(first(texts)).replace("code_challenge_method", "");
    let Some(challenge) = value(&text, "code_challenge") else { return false };
    match value(&text, "code_verifier") {
        Some(verifier) => URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != challenge,
        None => URL_SAFE_NO_PAD.decode(challenge).map_or(0, |hash| hash.len()) != SHA256_BYTES,
    }
}

const SHA256_BYTES: usize = 32;

/// What stands after a name in JSON or in a query.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let rest = rest.trim_start_matches(['"', ':', '=', ' ']);
    rest.split(|character: char| !character.is_ascii_alphanumeric() && !"-_.~".contains(character))
        .next()
}

/// A verifier has at most 128 characters (RFC 7636 section 4.1).
pub(super) fn no_maximum_length(texts: &[&str]) -> bool {
    first(texts).contains("43") && !first(texts).contains("128")
}

/// `S256` is a hash: nothing can be decrypted again.
pub(super) fn hash_called_encryption(texts: &[&str]) -> bool {
    first(texts).contains("S256") && first(texts).contains("Verschlüsselung")
}
