//! Text that must not be printed, wiped when its last holder drops it.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A secret of one holder: of one attempt to log in.
pub(crate) struct SecretString(Zeroizing<String>);

impl SecretString {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// A secret of many holders, such as a token that goes into many requests.
///
/// Cloning shares the text, so it is stored, and wiped, once.
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
        f.write_str(REDACTED)
    }
}

const REDACTED: &str = "[redacted]";
