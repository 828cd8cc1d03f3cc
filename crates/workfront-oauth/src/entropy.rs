//! Randomness as an argument.

use std::fmt;

use zeroize::Zeroizing;

/// 48 bytes from a cryptographically secure source, for one attempt to log in.
///
/// Sixteen become the `state` (128 bits, RFC 6749 section 10.10), thirty-two the code verifier (256 bits, RFC 7636 section
/// 7.1). Not `Clone` and taken by value, so one draw cannot serve two attempts; wiped when used.
///
/// With the feature `getrandom`, `Entropy::from_os` draws it; without, this crate draws nothing.
pub struct Entropy(Zeroizing<[u8; Self::BYTES]>);

impl Entropy {
    /// How many bytes one attempt takes.
    pub const BYTES: usize = 48;

    /// Takes bytes that the caller drew.
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The part for the `state`, 16 bytes, and the part for the code verifier, 32 bytes.
    pub(crate) fn parts(&self) -> (&[u8], &[u8]) {
        self.0.split_at(16)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy([redacted])")
    }
}
