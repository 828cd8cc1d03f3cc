//! Secrets on their way through, and the hashes that stay.
//!
//! A client secret, code, token, password or private key is held in clear only between the request that carries it and the
//! answer; what the state keeps, what the log records and what a page may print is its SHA-256 hash ("Workfront does not
//! store your refresh token", oauth-app-code-token-flow) or its last four characters.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::generator::Generator;

/// A secret in clear: wiped when dropped, and silent in `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes `text` in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself: the only way out, so that each use can be searched for.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// A client secret: 32 drawn bytes in base64url, 43 characters.
    pub(crate) fn client_secret(draw: &mut Generator) -> Self {
        Self::new(URL_SAFE_NO_PAD.encode(draw.bytes::<32>()))
    }

    /// An authorization code: 32 drawn bytes in base64url, 43 characters.
    pub(crate) fn authorization_code(draw: &mut Generator) -> Self {
        Self::new(URL_SAFE_NO_PAD.encode(draw.bytes::<32>()))
    }

    /// A refresh token: 255 drawn bytes in standard base64, 340 characters among which `+` and `/` occur.
    pub(crate) fn refresh_token(draw: &mut Generator) -> Self {
        Self::new(STANDARD.encode(draw.bytes::<255>()))
    }

    /// A session id, which is also an access token: 16 drawn bytes, 32 lowercase hexadecimal digits.
    pub(crate) fn session_id(draw: &mut Generator) -> Self {
        Self::new(hex(&draw.bytes::<16>()))
    }

    /// The last four characters, which the setup page shows of a client secret.
    pub(crate) fn last_four(&self) -> String {
        let skip = self.0.chars().count().saturating_sub(4);
        self.0.chars().skip(skip).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// The SHA-256 hash of a secret: what the state is keyed by.
///
/// Looking one up in an ordered map takes a time that depends on the hash, never on the secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// Whether `secret` is the one that was hashed, in constant time.
    pub fn is_of(&self, secret: &Secret) -> bool {
        self.0.ct_eq(&secret.hash().0).into()
    }

    /// The first eight hexadecimal digits: enough to tell two apart on a page, too few to be of use.
    pub fn fingerprint(&self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretHash({}…)", self.fingerprint())
    }
}

impl Serialize for SecretHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SecretHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for SecretHash {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        unhex(text).map(Self).ok_or("a hash is 64 lowercase hexadecimal digits")
    }
}

/// `bytes` as lowercase hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Invariant: a nibble is less than 16.
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}

/// The `N` bytes that exactly `2 * N` lowercase hexadecimal digits stand for.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    fn nibble(digit: u8) -> Option<u8> {
        match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        }
    }
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::generator::Seed;
    use super::*;

    #[test]
    fn drawn_secrets_have_the_shapes_seen_in_the_wild() {
        let mut draw = Seed::new(1).stream(0);
        let of = |secret: Secret| secret.expose_secret().to_owned();
        assert_eq!(of(Secret::client_secret(&mut draw)).len(), 43);
        assert_eq!(of(Secret::authorization_code(&mut draw)).len(), 43);
        let session = of(Secret::session_id(&mut draw));
        assert!(session.len() == 32 && unhex::<16>(&session).is_some());
        let refresh = of(Secret::refresh_token(&mut draw));
        assert!(refresh.len() == 340 && !refresh.contains('='));
        assert!(refresh.contains('+') || refresh.contains('/'));
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new("CANARY");
        assert!(!format!("{secret:?} {:?}", secret.hash()).contains("CANARY"));
    }

    #[test]
    fn a_hash_survives_its_text_form() {
        let hash = Secret::new("text").hash();
        assert_eq!(hash.to_string().parse::<SecretHash>().unwrap(), hash);
        assert!(hash.is_of(&Secret::new("text")) && !hash.is_of(&Secret::new("Text")));
        assert!("zz".parse::<SecretHash>().is_err());
    }

    #[test]
    fn only_the_last_four_characters_stay_readable() {
        assert_eq!(Secret::new("abcdefgh").last_four(), "efgh");
        assert_eq!(Secret::new("ab").last_four(), "ab");
    }
}
