//! Challenges and verifiers that were made otherwise than S256 makes them (RFC 7636 §4.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Asked;
use crate::authority::{Found, Secret, s256};

/// What a malformed `code_challenge` is.
pub(super) fn challenge(found: &str) -> Option<String> {
    let is_hash = |text: &str| URL_SAFE_NO_PAD.decode(text).is_ok_and(|hash| hash.len() == 32);
    let bare = found.trim_end_matches('=');
    let url_safe = bare.replace('+', "-").replace('/', "_");
    let padding = if bare == found { "" } else { ", and without padding" };
    let what = if is_hash(bare) && bare != found {
        "without its padding, code_challenge is a base64url hash".to_owned()
    } else if is_hash(&url_safe) && url_safe != bare {
        format!("code_challenge is base64, and base64url is wanted: - for + and _ for /{padding}")
    } else if found.len() == 64 && found.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        "code_challenge is the hash in hexadecimal, and base64url is wanted".to_owned()
    } else {
        return None;
    };
    Some(what)
}

/// What there is to say about a `code_verifier` that does not fit.
pub(super) fn verifier(asked: &Asked<'_>) -> Option<String> {
    let verifier = asked.secret("code_verifier")?;
    let (_, Found::Code(code)) = asked.state.find(&Secret::new(asked.secret("code")?))? else {
        return None;
    };
    let challenge = code.challenge.as_deref()?;
    let hash = s256(verifier.as_bytes());
    let decoded = URL_SAFE_NO_PAD.decode(verifier).ok();
    let other = || {
        let mut codes = asked.home()?.codes();
        codes.find(|(_, other)| other.challenge.as_ref() == Some(&hash))
    };
    let what = if verifier == challenge {
        "code_challenge is the code_verifier itself, as the method plain has it, and no hash of it"
    } else if s256(challenge.as_bytes()) == verifier {
        "code_challenge and code_verifier are swapped: the verifier is the hash of the challenge"
    } else if decoded.is_some_and(|bytes| s256(&bytes) == challenge) {
        "code_challenge is the hash of the decoded code_verifier, and its characters are what is hashed"
    } else if other().is_some() {
        "code_verifier fits the code_challenge of another authorization request"
    } else {
        return None;
    };
    Some(what.to_owned())
}
