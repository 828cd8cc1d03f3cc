//! The one file of this crate that draws randomness, behind the feature `getrandom`.

use zeroize::Zeroizing;

use crate::entropy::Entropy;

/// The operating system gave no randomness.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness ({reason}): do not log in without it")]
pub struct EntropyError {
    reason: String,
}

impl Entropy {
    /// Draws the bytes from the operating system, in one call.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] where the system has no source, as in an early boot or a target without one.
    pub fn from_os() -> Result<Self, EntropyError> {
        let mut bytes = Zeroizing::new([0; Self::BYTES]);
        // This file exists to make this one call.
        #[allow(clippy::disallowed_methods)]
        getrandom::fill(&mut *bytes).map_err(|error| EntropyError { reason: error.to_string() })?;
        Ok(Self::from_bytes(*bytes))
    }
}
