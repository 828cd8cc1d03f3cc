//! The state: what all events so far add up to, and the views that pages and the control port read.
//!
//! Ordered maps throughout, so that equal histories give equal bytes. What is dead is remembered for a while, so that a
//! refusal can say "expired" or "used" and not just "unknown", but never without bound: see [`super::evolve`].

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::app::App;
use super::code::AuthorizationCode;
use super::family::{RefreshToken, TokenFamily};
use super::grant::Grant;
use super::id::{ClientId, CustomerId, FamilyId, GrantId, UserId};
use super::secret::{Secret, SecretHash};
use super::session::Session;
use super::tenant::Tenant;
use super::time::Timestamp;
use super::user::User;

/// Everything there is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct State {
    pub(super) accepted: u64,
    pub(super) environments: BTreeMap<Tenant, Environment>,
    pub(super) users: BTreeMap<UserId, User>,
}

impl State {
    /// How many commands were accepted to get here: the place in the log.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// The environments, in the order of their names.
    pub fn environments(&self) -> impl Iterator<Item = (&Tenant, &Environment)> {
        self.environments.iter()
    }

    /// The environment of `tenant`.
    pub fn environment(&self, tenant: &Tenant) -> Option<&Environment> {
        self.environments.get(tenant)
    }

    /// Everybody, in the order of their User IDs.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// The user `id`.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// The user of the organization `domain` who logs in as `username`.
    pub fn user_named(&self, domain: &str, username: &str) -> Option<&User> {
        self.users
            .values()
            .find(|user| user.domain == domain && user.username.eq_ignore_ascii_case(username))
    }

    /// The live session that `id` names in `tenant`, and its user. Looking puts off no expiry.
    pub fn session(
        &self,
        tenant: &Tenant,
        id: &Secret,
        now: Timestamp,
    ) -> Option<(&Session, &User)> {
        let session = self.environment(tenant)?.sessions.get(&id.hash())?;
        session.is_alive(now).then_some(())?;
        Some((session, self.user(session.user)?))
    }
}

/// One domain and lane: apps, and what hangs on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Environment {
    /// The Customer ID of the organization, the same in all its lanes.
    pub customer_id: CustomerId,
    pub(super) apps: BTreeMap<ClientId, App>,
    pub(super) sessions: BTreeMap<SecretHash, Session>,
    pub(super) codes: BTreeMap<SecretHash, AuthorizationCode>,
    pub(super) grants: BTreeMap<GrantId, Grant>,
    pub(super) families: BTreeMap<FamilyId, TokenFamily>,
    pub(super) refresh_tokens: BTreeMap<SecretHash, RefreshToken>,
    pub(super) seen_jwts: BTreeMap<SecretHash, Timestamp>,
    pub(super) failures: BTreeMap<ClientId, Failures>,
    pub(super) code_order: VecDeque<SecretHash>,
}

impl Environment {
    pub(super) fn new(customer_id: CustomerId) -> Self {
        Self {
            customer_id,
            apps: BTreeMap::new(),
            sessions: BTreeMap::new(),
            codes: BTreeMap::new(),
            grants: BTreeMap::new(),
            families: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            seen_jwts: BTreeMap::new(),
            failures: BTreeMap::new(),
            code_order: VecDeque::new(),
        }
    }

    /// The apps, oldest first.
    pub fn apps(&self) -> Vec<&App> {
        let mut apps: Vec<_> = self.apps.values().collect();
        apps.sort_by_key(|app| (app.created_at, app.client_id));
        apps
    }

    /// The app `client_id`.
    pub fn app(&self, client_id: ClientId) -> Option<&App> {
        self.apps.get(&client_id)
    }

    /// The sessions, dead ones that are still remembered included.
    pub fn sessions(&self) -> impl Iterator<Item = (&SecretHash, &Session)> {
        self.sessions.iter()
    }

    /// The codes, used and expired ones that are still remembered included.
    pub fn codes(&self) -> impl Iterator<Item = (&SecretHash, &AuthorizationCode)> {
        self.codes.iter()
    }

    /// What people allowed.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.grants.values()
    }

    /// What `user` allowed the app `client_id`.
    pub fn grant(&self, client_id: ClientId, user: UserId) -> Option<&Grant> {
        self.grants.values().find(|grant| grant.client_id == client_id && grant.user == user)
    }

    /// The token families, dead ones that are still remembered included.
    pub fn families(&self) -> impl Iterator<Item = &TokenFamily> {
        self.families.values()
    }

    /// The hashes of the refresh tokens that would be accepted, as far as they themselves are concerned.
    pub fn live_refresh_tokens(&self) -> impl Iterator<Item = (&SecretHash, FamilyId)> {
        self.refresh_tokens
            .iter()
            .filter(|(_, token)| token.retired_at.is_none())
            .map(|(hash, token)| (hash, token.family))
    }
}

/// How often in a row an app was wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Failures {
    pub(super) count: u32,
    pub(super) last: Timestamp,
}
