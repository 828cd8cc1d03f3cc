//! A session, which is what an access token is: "the same as sessionID and expires the same way"
//! (oauth-app-code-token-flow).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{ClientId, FamilyId, GrantId, KeyId, SecretId, UserId};
use super::time::Timestamp;

/// One session, kept under the hash of its id. It dies of inactivity, and with some policies at a moment set beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
    /// How many seconds without use end it.
    pub idle_seconds: u64,
    /// The first moment at which it is dead however much it is used: the absolute limit of its token family, where the policy
    /// has that end access tokens too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// How it came about.
    pub origin: Origin,
}

impl Session {
    /// The first moment at which it is dead, if it is not used before.
    pub fn expires_at(&self) -> Timestamp {
        let idle_at = self.last_used.plus(Duration::from_secs(self.idle_seconds));
        self.ends_at.map_or(idle_at, |end| end.min(idle_at))
    }

    /// Whether it is alive at `now`.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }
}

/// How a session came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// Somebody logged in at a browser.
    LogIn,
    /// An authorization code or a refresh token was exchanged.
    Token {
        /// The app that did.
        client_id: ClientId,
        /// What it acts on.
        grant: GrantId,
        /// The refresh token it came with, if there was one.
        family: Option<FamilyId>,
        /// The secret that authenticated, if one did.
        secret: Option<SecretId>,
    },
    /// A JWT was exchanged.
    Exchange {
        /// The app that did.
        client_id: ClientId,
        /// The key that verified the signature.
        key: KeyId,
        /// The secret that authenticated.
        secret: Option<SecretId>,
    },
}

impl Origin {
    /// The app it was opened for, if for one.
    pub fn client_id(&self) -> Option<ClientId> {
        match self {
            Self::LogIn => None,
            Self::Token { client_id, .. } | Self::Exchange { client_id, .. } => Some(*client_id),
        }
    }
}
