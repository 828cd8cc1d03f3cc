//! A token family: one refresh token, and with rotation all those that follow it (RFC 9700 §4.14.2).

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::client_authentication::Authenticated;
use super::command::Decider;
use super::event::Event;
use super::id::{ClientId, FamilyId, GrantId, KeyId, SecretId, UserId};
use super::secret::{Secret, SecretHash};
use super::session::{Origin, Session};
use super::tenant::Tenant;
use super::time::Timestamp;

/// The refresh tokens that came of one authorization code, or of one JWT. Exactly one of them is live, or none.
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
    /// The public key that verified the JWT behind it, if it came of one.
    #[serde(default)]
    pub key: Option<KeyId>,
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
    /// Its public key was deleted.
    KeyDeleted,
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

/// A family that has just begun.
pub(super) struct Started {
    pub(super) family: FamilyId,
    pub(super) ends_at: Option<Timestamp>,
    /// The first refresh token.
    pub(super) token: Secret,
}

impl<'a> Decider<'a> {
    /// Starts a family for what `user` allowed the app, or what a JWT verified by `key` says.
    pub(super) fn start_family(
        &mut self,
        client: &Authenticated<'_>,
        user: UserId,
        grant: GrantId,
        key: Option<KeyId>,
    ) -> Started {
        let id = FamilyId::draw(&mut self.draw);
        let token = Secret::refresh_token(&mut self.draw);
        let settings = &client.app.settings;
        let ends_at = settings.absolute_seconds.map(|seconds| self.now.plus_seconds(seconds));
        let family = Box::new(TokenFamily {
            id,
            client_id: client.app.client_id,
            user,
            grant,
            secret: client.secret,
            key,
            started_at: self.now,
            issued_at: self.now,
            active_at: self.now,
            absolute_seconds: settings.absolute_seconds,
            ends_at,
            inactivity_seconds: settings.inactivity_seconds,
            revoked: None,
            live: token.hash(),
            retired: VecDeque::new(),
        });
        self.record(Event::FamilyStarted { tenant: client.tenant.clone(), family });
        Started { family: id, ends_at, token }
    }

    /// Ends the access tokens that came with a family.
    pub(super) fn end_sessions_of(&mut self, tenant: &Tenant, grant: GrantId, family: FamilyId) {
        for (hash, _) in self.sessions_of(tenant, grant, family) {
            self.record(Event::SessionEnded { tenant: tenant.clone(), hash });
        }
    }

    /// Puts off the end of the access tokens that came with a family and are still alive.
    pub(super) fn extend_sessions_of(&mut self, tenant: &Tenant, grant: GrantId, family: FamilyId) {
        for (hash, session) in self.sessions_of(tenant, grant, family) {
            if session.is_alive(self.now) && session.last_used < self.now {
                self.record(Event::SessionUsed { tenant: tenant.clone(), hash });
            }
        }
    }

    /// The access tokens that came with a family.
    fn sessions_of(
        &self,
        tenant: &Tenant,
        grant: GrantId,
        family: FamilyId,
    ) -> impl Iterator<Item = (SecretHash, &'a Session)> + use<'a> {
        let environment = self.state.environment(tenant);
        let of_grant = environment.and_then(|environment| {
            let sessions = &environment.grants.get(&grant)?.sessions;
            Some(sessions.iter().filter_map(|hash| Some((*hash, environment.sessions.get(hash)?))))
        });
        of_grant.into_iter().flatten().filter(move |(_, session)| {
            matches!(&session.origin, Origin::Token { family: of, .. } if *of == Some(family))
        })
    }
}

impl std::fmt::Display for RevokedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Request => "the app asked for it",
            Self::Reuse => "a replaced token was used again",
            Self::CodeReuse => "its authorization code was used again",
            Self::ConsentWithdrawn => "the person took the permission back",
            Self::SecretDeleted => "its client secret was deleted",
            Self::KeyDeleted => "its public key was deleted",
            Self::LogOut => "the person logged out",
        })
    }
}
