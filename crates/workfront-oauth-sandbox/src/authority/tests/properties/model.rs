//! What is known outside of the authority: all that it handed out, and what should have killed it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::world::Client;
use super::invariants::Invariant;
use crate::authority::*;
use crate::policy::Policy;

/// An app, as its vendor knows it.
#[derive(Clone)]
pub(super) struct KnownApp {
    pub(super) tenant: Tenant,
    pub(super) kind: AppKind,
    pub(super) client: Client,
    /// Its keys that [`KEY`](super::super::world::KEY) signs for, and their owners.
    pub(super) keys: BTreeMap<KeyId, UserId>,
}

#[derive(Clone)]
pub(super) struct KnownUser {
    pub(super) id: UserId,
    pub(super) domain: String,
    pub(super) username: String,
    pub(super) removed: bool,
}

pub(super) struct KnownCode {
    pub(super) secret: Secret,
    pub(super) tenant: Tenant,
    pub(super) client_id: ClientId,
    pub(super) user: UserId,
    pub(super) expires_at: Timestamp,
    pub(super) spent: bool,
    pub(super) session: Option<usize>,
    pub(super) family: Option<usize>,
    pub(super) death: Option<Invariant>,
}

pub(super) struct KnownFamily {
    pub(super) tenant: Tenant,
    pub(super) client_id: ClientId,
    pub(super) user: UserId,
    /// The client secret that was last used for it.
    pub(super) with: Option<SecretHash>,
    pub(super) absolute_seconds: Option<u64>,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) inactivity_seconds: Option<u64>,
    pub(super) active_at: Timestamp,
    /// Its tokens in the order in which they were issued, and when each was replaced.
    pub(super) tokens: Vec<(Secret, Option<Timestamp>)>,
    pub(super) death: Option<Invariant>,
}

pub(super) struct KnownSession {
    pub(super) id: Secret,
    pub(super) tenant: Tenant,
    pub(super) user: UserId,
    pub(super) client_id: Option<ClientId>,
    pub(super) family: Option<usize>,
    /// The client secret that it was got with.
    pub(super) with: Option<SecretHash>,
    pub(super) key: Option<KeyId>,
    pub(super) last_used: Timestamp,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) death: Option<Invariant>,
}

/// All that was handed out.
#[derive(Default)]
pub(super) struct Model {
    pub(super) tenants: Vec<Tenant>,
    pub(super) users: Vec<KnownUser>,
    pub(super) apps: Vec<KnownApp>,
    pub(super) codes: Vec<KnownCode>,
    pub(super) families: Vec<KnownFamily>,
    pub(super) sessions: Vec<KnownSession>,
    pub(super) deleted_apps: BTreeSet<ClientId>,
    pub(super) deleted_secrets: Vec<KnownApp>,
}

impl Model {
    /// The app that holds what `client_id` holds, with a client secret that is still good if there is one.
    pub(super) fn app(&self, client_id: ClientId) -> Option<KnownApp> {
        let mut all = self.apps.iter().rev().filter(|app| app.client.client_id == client_id);
        let good = all.clone().find(|app| !self.is_deleted(&app.client));
        good.or_else(|| all.next()).cloned()
    }

    pub(super) fn is_deleted(&self, client: &Client) -> bool {
        let hash = |client: &Client| client.secret.as_ref().map(Secret::hash);
        self.deleted_secrets.iter().any(|dead| hash(&dead.client) == hash(client))
    }

    /// Why `session` has to be dead, if it has to be.
    pub(super) fn session_death(
        session: &KnownSession,
        now: Timestamp,
        policy: &Policy,
    ) -> Option<Invariant> {
        let idle_at = session.last_used.plus_seconds(policy.session_seconds);
        let ended = session.ends_at.is_some_and(|end| now >= end);
        session
            .death
            .or(ended.then_some(Invariant::AbsoluteEndsSessions))
            .or((now >= idle_at).then_some(Invariant::SessionInactivity))
    }

    /// Why `family` has to be dead, if it has to be.
    pub(super) fn family_death(family: &KnownFamily, now: Timestamp) -> Option<Invariant> {
        let idle_at = family.inactivity_seconds.map(|idle| family.active_at.plus_seconds(idle));
        let past = |end: Option<Timestamp>| end.is_some_and(|end| now >= end);
        family
            .death
            .or(past(family.ends_at).then_some(Invariant::AbsoluteLimit))
            .or(past(idle_at).then_some(Invariant::Inactivity))
    }

    /// Why the token at `index` of `family` has to be dead, if it has to be.
    pub(super) fn token_death(
        family: &KnownFamily,
        index: usize,
        now: Timestamp,
        policy: &Policy,
    ) -> Option<Invariant> {
        let replaced = family.tokens.get(index).and_then(|(_, replaced)| *replaced);
        let is_past = |at: Timestamp| now >= at.plus_seconds(policy.refresh_grace_seconds);
        Self::family_death(family, now)
            .or(replaced.is_some_and(is_past).then_some(Invariant::ReplacedToken))
    }

    /// Why `code` has to be dead, if it has to be.
    pub(super) fn code_death(code: &KnownCode, now: Timestamp) -> Option<Invariant> {
        code.death
            .or(code.spent.then_some(Invariant::CodeOnce))
            .or((now >= code.expires_at).then_some(Invariant::CodeLifetime))
    }

    pub(super) fn kill_sessions(&mut self, why: Invariant, which: impl Fn(&KnownSession) -> bool) {
        for session in self.sessions.iter_mut().filter(|session| which(session)) {
            session.death.get_or_insert(why);
        }
    }

    pub(super) fn kill_families(&mut self, why: Invariant, which: impl Fn(&KnownFamily) -> bool) {
        for family in self.families.iter_mut().filter(|family| which(family)) {
            family.death.get_or_insert(why);
        }
    }

    pub(super) fn kill_codes(&mut self, why: Invariant, which: impl Fn(&KnownCode) -> bool) {
        for code in self.codes.iter_mut().filter(|code| which(code)) {
            code.death.get_or_insert(why);
        }
    }

    /// What hangs on an app, a person, or both, is dead.
    pub(super) fn kill_all_of(
        &mut self,
        why: Invariant,
        tenant: Option<&Tenant>,
        client_id: Option<ClientId>,
        user: Option<UserId>,
    ) {
        let is = |at: &Tenant, app: Option<ClientId>, person: UserId| {
            tenant.is_none_or(|tenant| tenant == at)
                && client_id.is_none_or(|id| Some(id) == app)
                && user.is_none_or(|user| user == person)
        };
        self.kill_codes(why, |code| is(&code.tenant, Some(code.client_id), code.user));
        self.kill_families(why, |family| is(&family.tenant, Some(family.client_id), family.user));
        self.kill_sessions(why, |session| is(&session.tenant, session.client_id, session.user));
    }
}
