//! Randomness as an argument.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// 48 bytes from a cryptographically secure source, for one attempt to log in.
///
/// Sixteen become the `state` (128 bits, RFC 6749 section 10.10), thirty-two the code verifier (256 bits, RFC 7636 section
/// 7.1). Not `Clone` and taken by value, so one draw cannot serve two attempts; wiped when used.
///
/// With the feature `getrandom`, `Entropy::from_os` draws it; without, this crate draws nothing.
pub struct Entropy {
    state: Zeroizing<[u8; 16]>,
    verifier: Zeroizing<[u8; 32]>,
}

impl Entropy {
    /// How many bytes one attempt takes.
    pub const BYTES: usize = 48;

    /// Takes bytes that the caller drew.
    pub fn from_bytes(mut bytes: [u8; Self::BYTES]) -> Self {
        let mut entropy =
            Self { state: Zeroizing::new([0; 16]), verifier: Zeroizing::new([0; 32]) };
        let (state, verifier) = bytes.split_at(entropy.state.len());
        entropy.state.copy_from_slice(state);
        entropy.verifier.copy_from_slice(verifier);
        bytes.zeroize();
        entropy
    }

    /// The part for the `state`.
    pub(crate) fn state(&self) -> &[u8; 16] {
        &self.state
    }

    /// The part for the code verifier.
    pub(crate) fn verifier(&self) -> &[u8; 32] {
        &self.verifier
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy([redacted])")
    }
}
