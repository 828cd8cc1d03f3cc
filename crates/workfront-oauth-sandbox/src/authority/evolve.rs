//! How events change the state. Total: an event about something that is gone changes nothing.
//!
//! Memory stays flat under any load, because what is remembered is bounded: dead sessions, codes and families are forgotten
//! a day after they died; of codes the latest [`CODES`] are kept, of one grant's sessions the latest [`SESSIONS`] and of its
//! token families the latest [`FAMILIES`], and of a family's retired tokens the latest [`RETIRED_REMEMBERED`]. What is
//! pushed out is dead.

use std::collections::BTreeMap;

use super::event::Event;
use super::family::{RETIRED_REMEMBERED, RefreshToken, Revoked, RevokedBy, TokenFamily};
use super::grant::Grant;
use super::id::{ClientId, FamilyId, GrantId, UserId};
use super::secret::SecretHash;
use super::session::{Origin, Session};
use super::state::{Environment, Failures, State};
use super::time::Timestamp;

/// Codes remembered in one environment.
const CODES: usize = 10_000;
/// Sessions that one grant, or the JWTs of one app, may have at a time.
const SESSIONS: usize = 100;
/// Token families that one grant may have at a time.
const FAMILIES: usize = 1_000;
/// Seconds for which the dead are remembered.
const REMEMBERED_SECONDS: u64 = 86_400;
/// The dead are forgotten once in so many commits.
const SWEEP_EVERY: u64 = 1_024;

impl State {
    /// Adds one commit: what one accepted command did at `at`.
    pub(super) fn evolve(&mut self, events: &[Event], at: Timestamp) {
        self.accepted += 1;
        for event in events {
            self.evolve_one(event, at);
        }
        if self.accepted.is_multiple_of(SWEEP_EVERY) {
            for environment in self.environments.values_mut() {
                environment.forget_the_dead(at);
            }
        }
    }

    fn evolve_one(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::TenantAdded { tenant, customer_id } => {
                self.environments
                    .entry(tenant.clone())
                    .or_insert_with(|| Environment::new(*customer_id));
            }
            Event::UserAdded { user } => {
                self.users.insert(user.user_id, user.clone());
            }
            Event::UserRemoved { user } => {
                self.users.remove(user);
                for environment in self.environments.values_mut() {
                    environment.forget_user(*user);
                }
            }
            Event::SessionOpened { tenant, session, .. } => {
                if session.origin == Origin::LogIn
                    && let Some(user) = self.users.get_mut(&session.user)
                {
                    user.last_log_in = Some(at);
                }
                if let Some(environment) = self.environments.get_mut(tenant) {
                    environment.evolve(event, at);
                }
            }
            Event::SessionUsed { tenant, .. }
            | Event::SessionEnded { tenant, .. }
            | Event::AppCreated { tenant, .. }
            | Event::AppSaved { tenant, .. }
            | Event::AppDeleted { tenant, .. }
            | Event::SecretAdded { tenant, .. }
            | Event::SecretUsed { tenant, .. }
            | Event::SecretNoted { tenant, .. }
            | Event::SecretDeleted { tenant, .. }
            | Event::KeyAdded { tenant, .. }
            | Event::KeyUsed { tenant, .. }
            | Event::KeyDeleted { tenant, .. }
            | Event::Consented { tenant, .. }
            | Event::ConsentWithdrawn { tenant, .. }
            | Event::CodeIssued { tenant, .. }
            | Event::CodeSpent { tenant, .. }
            | Event::FamilyStarted { tenant, .. }
            | Event::FamilyUsed { tenant, .. }
            | Event::FamilyActive { tenant, .. }
            | Event::FamilyRevoked { tenant, .. }
            | Event::JwtSeen { tenant, .. }
            | Event::GuessFailed { tenant, .. }
            | Event::GuessesForgiven { tenant, .. } => {
                if let Some(environment) = self.environments.get_mut(tenant) {
                    environment.evolve(event, at);
                }
            }
        }
    }
}

impl Environment {
    fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::SessionOpened { hash, session, .. } => self.open_session(*hash, session.clone()),
            Event::SessionUsed { hash, .. } => {
                if let Some(session) = self.sessions.get_mut(hash) {
                    session.last_used = session.last_used.max(at);
                }
            }
            Event::SessionEnded { hash, .. } => {
                self.sessions.remove(hash);
            }
            Event::Consented { grant, client_id, user, .. } => {
                let grant = self
                    .grants
                    .entry(*grant)
                    .or_insert_with(|| Grant::new(*grant, *client_id, *user, at));
                grant.granted_at = at;
            }
            Event::ConsentWithdrawn { grant, .. } => self.withdraw(*grant, at),
            Event::CodeIssued { hash, code, .. } => {
                self.codes.insert(*hash, code.as_ref().clone());
                self.code_order.push_back(*hash);
                if self.code_order.len() > CODES
                    && let Some(oldest) = self.code_order.pop_front()
                {
                    self.codes.remove(&oldest);
                }
            }
            Event::CodeSpent { hash, spent, .. } => {
                if let Some(code) = self.codes.get_mut(hash) {
                    code.spent = Some(spent.clone());
                }
            }
            Event::FamilyStarted { family, .. } => self.start_family(family),
            Event::FamilyUsed { family, secret, active_at, ends_at, next, .. } => {
                if let Some(family) = self.families.get_mut(family) {
                    family.secret = *secret;
                    family.active_at = *active_at;
                    family.ends_at = *ends_at;
                    if let Some(next) = next {
                        rotate(family, *next, at, &mut self.refresh_tokens);
                    }
                }
            }
            Event::FamilyActive { family, .. } => {
                if let Some(family) = self.families.get_mut(family) {
                    family.active_at = family.active_at.max(at);
                }
            }
            Event::FamilyRevoked { family, by, .. } => {
                if let Some(family) = self.families.get_mut(family) {
                    family.revoked.get_or_insert(Revoked { at, by: *by });
                }
            }
            Event::JwtSeen { hash, until, .. } => {
                self.seen_jwts.insert(*hash, *until);
            }
            Event::GuessFailed { client_id, .. } => {
                let failures =
                    self.failures.entry(*client_id).or_insert(Failures { count: 0, last: at });
                failures.count = failures.count.saturating_add(1);
                failures.last = at;
            }
            Event::GuessesForgiven { client_id, .. } => {
                self.failures.remove(client_id);
            }
            _ => self.evolve_app(event, at),
        }
    }

    fn evolve_app(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::AppCreated { app, .. } => {
                self.apps.insert(app.client_id, app.as_ref().clone());
            }
            Event::AppDeleted { client_id, .. } => {
                self.apps.remove(client_id);
                self.forget_app(*client_id);
            }
            Event::AppSaved { client_id, settings, .. } => {
                if let Some(app) = self.apps.get_mut(client_id) {
                    app.settings = settings.as_ref().clone();
                }
            }
            Event::SecretAdded { client_id, secret, .. } => {
                if let Some(app) = self.apps.get_mut(client_id) {
                    app.secrets.push(secret.clone());
                }
            }
            Event::SecretUsed { client_id, secret, .. } => {
                if let Some(app) = self.apps.get_mut(client_id)
                    && let Some(record) = app.secrets.iter_mut().find(|record| record.id == *secret)
                {
                    record.last_used = Some(at);
                }
            }
            Event::SecretNoted { client_id, secret, note, .. } => {
                if let Some(app) = self.apps.get_mut(client_id)
                    && let Some(record) = app.secrets.iter_mut().find(|record| record.id == *secret)
                {
                    record.note.clone_from(note);
                }
            }
            Event::SecretDeleted { client_id, secret, .. } => {
                if let Some(app) = self.apps.get_mut(client_id) {
                    app.secrets.retain(|record| record.id != *secret);
                }
            }
            Event::KeyAdded { client_id, key, .. } => {
                if let Some(app) = self.apps.get_mut(client_id) {
                    app.keys.push(key.as_ref().clone());
                }
            }
            Event::KeyUsed { client_id, key, .. } => {
                if let Some(app) = self.apps.get_mut(client_id)
                    && let Some(record) = app.keys.iter_mut().find(|record| record.id == *key)
                {
                    record.last_used = Some(at);
                }
            }
            Event::KeyDeleted { client_id, key, .. } => {
                if let Some(app) = self.apps.get_mut(client_id) {
                    app.keys.retain(|record| record.id != *key);
                }
            }
            _ => {}
        }
    }

    fn open_session(&mut self, hash: SecretHash, session: Session) {
        let siblings = match &session.origin {
            Origin::LogIn => None,
            Origin::Token { grant, .. } => {
                self.grants.get_mut(grant).map(|grant| &mut grant.sessions)
            }
            Origin::Exchange { client_id, .. } => {
                self.apps.get_mut(client_id).map(|app| &mut app.sessions)
            }
        };
        if let Some(siblings) = siblings {
            siblings.push_back(hash);
            if siblings.len() > SESSIONS
                && let Some(oldest) = siblings.pop_front()
            {
                self.sessions.remove(&oldest);
            }
        }
        self.sessions.insert(hash, session);
    }

    fn start_family(&mut self, family: &TokenFamily) {
        let token = RefreshToken { family: family.id, retired_at: None };
        self.refresh_tokens.insert(family.live, token);
        self.families.insert(family.id, family.clone());
        let Some(grant) = self.grants.get_mut(&family.grant) else { return };
        grant.families.push_back(family.id);
        if grant.families.len() > FAMILIES
            && let Some(oldest) = grant.families.pop_front()
        {
            self.forget_family(oldest);
        }
    }

    fn withdraw(&mut self, grant: GrantId, at: Timestamp) {
        self.grants.remove(&grant);
        self.codes.retain(|_, code| code.grant != grant);
        self.sessions.retain(
            |_, session| !matches!(&session.origin, Origin::Token { grant: g, .. } if *g == grant),
        );
        for family in self.families.values_mut().filter(|family| family.grant == grant) {
            family.revoked.get_or_insert(Revoked { at, by: RevokedBy::ConsentWithdrawn });
        }
    }

    fn forget_app(&mut self, client_id: ClientId) {
        self.codes.retain(|_, code| code.client_id != client_id);
        self.sessions.retain(|_, session| session.origin.client_id() != Some(client_id));
        self.grants.retain(|_, grant| grant.client_id != client_id);
        self.forget_families(|family| family.client_id == client_id);
        self.failures.remove(&client_id);
    }

    fn forget_user(&mut self, user: UserId) {
        self.codes.retain(|_, code| code.user != user);
        self.sessions.retain(|_, session| session.user != user);
        self.grants.retain(|_, grant| grant.user != user);
        self.forget_families(|family| family.user == user);
        for app in self.apps.values_mut() {
            app.keys.retain(|key| key.owner != user);
        }
    }

    fn forget_the_dead(&mut self, at: Timestamp) {
        let long_ago = |end: Timestamp| end.plus_seconds(REMEMBERED_SECONDS) <= at;
        self.sessions.retain(|_, session| !long_ago(session.expires_at()));
        self.codes.retain(|_, code| !long_ago(code.expires_at));
        let codes = &self.codes;
        self.code_order.retain(|hash| codes.contains_key(hash));
        self.seen_jwts.retain(|_, until| *until > at);
        self.failures.retain(|_, failures| !long_ago(failures.last));
        self.forget_families(|family| {
            family.revoked.as_ref().is_some_and(|revoked| long_ago(revoked.at))
                || family.ends_at.is_some_and(long_ago)
                || family.idle_at().is_some_and(long_ago)
        });
    }

    fn forget_families(&mut self, which: impl Fn(&TokenFamily) -> bool) {
        let dead: Vec<_> =
            self.families.values().filter(|family| which(family)).map(|family| family.id).collect();
        for family in dead {
            self.forget_family(family);
        }
    }

    fn forget_family(&mut self, family: FamilyId) {
        if let Some(family) = self.families.remove(&family) {
            self.refresh_tokens.remove(&family.live);
            for retired in &family.retired {
                self.refresh_tokens.remove(retired);
            }
        }
    }
}

fn rotate(
    family: &mut TokenFamily,
    next: SecretHash,
    at: Timestamp,
    tokens: &mut BTreeMap<SecretHash, RefreshToken>,
) {
    let retired = std::mem::replace(&mut family.live, next);
    family.issued_at = at;
    if let Some(token) = tokens.get_mut(&retired) {
        token.retired_at = Some(at);
    }
    family.retired.push_back(retired);
    if family.retired.len() > RETIRED_REMEMBERED
        && let Some(oldest) = family.retired.pop_front()
    {
        tokens.remove(&oldest);
    }
    tokens.insert(next, RefreshToken { family: family.id, retired_at: None });
}
