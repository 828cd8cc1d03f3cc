//! A client secret, as it is kept: its hash, its last four characters, and what the setup page tells about it.

use serde::{Deserialize, Serialize};

use super::id::SecretId;
use super::secret::SecretHash;
use super::time::Timestamp;

/// One client secret of an app. The secret itself is shown once and not kept ("You will not be able to see this secret
/// again", create-oauth-application).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClientSecretRecord {
    /// What the setup page calls it.
    pub id: SecretId,
    /// The last four characters, shown after the mask.
    pub last_four: String,
    /// When it was generated.
    pub created_at: Timestamp,
    /// When an app last authenticated with it.
    pub last_used: Option<Timestamp>,
    /// Free text, at most 64 characters.
    pub note: String,
    pub(super) hash: SecretHash,
}

/// The longest note, in characters.
pub const NOTE_CHARACTERS: usize = 64;
