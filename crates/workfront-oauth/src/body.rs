//! The body of a request: it holds secrets, so it does not print itself.

use std::fmt;

use zeroize::Zeroizing;

/// The bytes of a request's body, wiped when dropped.
#[derive(Clone, Default)]
pub struct Body(Zeroizing<Vec<u8>>);

impl Body {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, secrets included.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }

    /// Hands the bytes to an HTTP client, which will not wipe them.
    pub fn into_exposed_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut *self.0)
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no body, as on a GET.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body([redacted], {} bytes)", self.len())
    }
}
