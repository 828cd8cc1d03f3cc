//! Text that must not be printed: shared by reference, wiped when its last holder drops it.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// The text inside every secret newtype of this crate.
///
/// Cloning shares the text, so a token handed to many requests is stored, and wiped, once.
#[derive(Clone)]
pub(crate) struct SecretText(Arc<Zeroizing<String>>);

impl SecretText {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
