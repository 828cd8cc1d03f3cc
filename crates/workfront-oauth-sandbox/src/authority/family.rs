//! A token family: one refresh token, and with rotation all those that follow it (RFC 9700 §4.14.2).

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{ClientId, FamilyId, GrantId, SecretId, UserId};
use super::secret::SecretHash;
use super::time::Timestamp;

/// The refresh tokens that came of one authorization code. Exactly one of them is live, or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TokenFamily {
    /// Its name in the state.
    pub id: FamilyId,
    /// The app that holds it.
    pub client_id: ClientId,
    /// The person it acts for.
    pub user: UserId,
    /// The consent behind it.
    pub grant: GrantId,
    /// The client secret that last authenticated for it, if one did.
    pub secret: Option<SecretId>,
    /// When the first token was issued.
    pub started_at: Timestamp,
    /// When the live token was issued.
    pub issued_at: Timestamp,
    /// When it was last used, or its user was last active, as the policy counts activity.
    pub active_at: Timestamp,
    /// The absolute limit in seconds, as it was when the family started; `None` is "No expiration".
    pub absolute_seconds: Option<u64>,
    /// The first moment past the absolute limit; `None` is "No expiration".
    pub ends_at: Option<Timestamp>,
    /// Seconds without activity that end it; `None` is no such limit.
    pub inactivity_seconds: Option<u64>,
    /// How it was revoked, once it is.
    pub revoked: Option<Revoked>,
    pub(super) live: SecretHash,
    pub(super) retired: VecDeque<SecretHash>,
}

impl TokenFamily {
    /// The first moment at which inactivity ends it.
    pub fn idle_at(&self) -> Option<Timestamp> {
        self.inactivity_seconds.map(|seconds| self.active_at.plus(Duration::from_secs(seconds)))
    }

    /// Whether its live token would be accepted at `now`.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.revoked.is_none()
            && self.ends_at.is_none_or(|end| now < end)
            && self.idle_at().is_none_or(|end| now < end)
    }
}

/// Why a family is dead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Revoked {
    /// When.
    pub at: Timestamp,
    /// By what.
    pub by: RevokedBy,
}

/// What killed a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RevokedBy {
    /// The app asked for it.
    Request,
    /// A rotated token was used again.
    Reuse,
    /// Its authorization code was used again.
    CodeReuse,
    /// The person took the permission back.
    ConsentWithdrawn,
    /// Its client secret was deleted.
    SecretDeleted,
    /// The person logged out.
    LogOut,
}

/// One refresh token, kept under its hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefreshToken {
    /// The family it belongs to.
    pub family: FamilyId,
    /// When another took its place.
    pub retired_at: Option<Timestamp>,
}

/// How many retired tokens a family remembers. An older one is still refused, as unknown.
pub(super) const RETIRED_REMEMBERED: usize = 1_000;

impl std::fmt::Display for RevokedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Request => "the app asked for it",
            Self::Reuse => "a replaced token was used again",
            Self::CodeReuse => "its authorization code was used again",
            Self::ConsentWithdrawn => "the person took the permission back",
            Self::SecretDeleted => "its client secret was deleted",
            Self::LogOut => "the person logged out",
        })
    }
}
