//! The invariants, and what is tried of them after every step.

use std::collections::BTreeMap;

use super::model::{KnownApp, Model};
use super::run::{Run, code_request, refresh_request};
use crate::authority::*;

macro_rules! invariants {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// Something that holds after any sequence of commands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Invariant {
            $($(#[$doc])+ $name,)+
        }

        impl Invariant {
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

invariants! {
    /// A code yields tokens once.
    CodeOnce,
    /// A second use takes the tokens of the first, where the policy has it so.
    CodeReuse,
    /// A code yields nothing once its time is over.
    CodeLifetime,
    /// A code is its app's alone.
    CodeOwner,
    /// A family has one live refresh token, and with rotation each use replaces it.
    OneLiveToken,
    /// A replaced refresh token yields nothing, but for the grace that the policy gives.
    ReplacedToken,
    /// Its use takes the family, and the family's sessions, where the policy has it so.
    TokenReuse,
    /// A refresh token is its app's alone.
    TokenOwner,
    /// No refresh token outlives its family's absolute limit.
    AbsoluteLimit,
    /// Nor does an access token, where the policy has it so.
    AbsoluteEndsSessions,
    /// No refresh token outlives its family's limit of inactivity.
    Inactivity,
    /// A session dies of inactivity.
    SessionInactivity,
    /// Where the policy has it so, a refresh ends the access tokens before.
    RefreshEndsSessions,
    /// An environment has ten apps at most, or as many as the policy says.
    TenApps,
    /// With an app dies all that hangs on it.
    DeletedApp,
    /// A deleted client secret authenticates nobody.
    DeletedSecret,
    /// And takes its families and sessions along, where the policy has it so.
    DeletedSecretTokens,
    /// A deleted public key verifies nothing.
    DeletedKey,
    /// And takes its sessions along, where the policy has it so.
    DeletedKeySessions,
    /// With a user dies all that hangs on the account.
    RemovedUser,
    /// With a consent dies all that hangs on it.
    WithdrawnConsent,
    /// What was revoked is dead.
    Revoked,
    /// A session is dead once it was logged out of.
    LoggedOut,
    /// Administrators alone see and change what is on the setup page.
    Administrators,
    /// What belongs to one environment is no use in another.
    Tenants,
}

/// How many things of each kind are tried after every step: the latest.
const TRIED: usize = 3;

impl Run {
    /// What has to hold now, whatever happened.
    pub(super) fn check(&mut self) {
        let mut broken = Vec::new();
        self.check_codes(&mut broken);
        self.check_families(&mut broken);
        self.check_sessions(&mut broken);
        self.check_secrets(&mut broken);
        self.check_state(&mut broken);
        self.broken.extend(broken);
    }

    fn accepts<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.world.authority.decide(command, self.world.now).answer
    }

    fn check_codes(&self, broken: &mut Vec<Invariant>) {
        for code in self.model.codes.iter().rev().take(TRIED) {
            let Some(app) = self.model.app(code.client_id) else { continue };
            let request = code_request(&app, &code.secret);
            for tenant in self.lanes(&code.tenant) {
                let death = match tenant == code.tenant {
                    true => Model::code_death(code, self.world.now),
                    false => Some(Invariant::Tenants),
                };
                let request = request.clone();
                if death.is_some() && self.accepts(Token { tenant, request }).is_ok() {
                    broken.extend(death);
                }
            }
        }
        let Some(code) = self.model.codes.last() else { return };
        for app in self.other_apps(&code.tenant, code.client_id) {
            let tenant = code.tenant.clone();
            let mut request = code_request(app, &code.secret);
            // The verifier belongs to the code, whoever presents it.
            let own = self.model.app(code.client_id);
            request.code_verifier =
                own.and_then(|own| code_request(&own, &code.secret).code_verifier);
            if self.accepts(Token { tenant, request }).is_ok() {
                broken.push(Invariant::CodeOwner);
            }
        }
    }

    fn check_families(&self, broken: &mut Vec<Invariant>) {
        let (now, policy) = (self.world.now, self.world.authority.policy());
        for family in self.model.families.iter().rev().take(TRIED) {
            let Some(app) = self.model.app(family.client_id) else { continue };
            let mut live = 0;
            for (index, (token, replaced)) in family.tokens.iter().enumerate().rev().take(TRIED) {
                let (tenant, request) = (family.tenant.clone(), refresh_request(&app, token));
                if self.accepts(Token { tenant, request: request.clone() }).is_ok() {
                    live += usize::from(replaced.is_none());
                    broken.extend(Model::token_death(family, index, now, policy));
                }
                for tenant in self.lanes(&family.tenant).skip(1) {
                    if self.accepts(Token { tenant, request: request.clone() }).is_ok() {
                        broken.push(Invariant::Tenants);
                    }
                }
            }
            if live > 1 {
                broken.push(Invariant::OneLiveToken);
            }
        }
        let Some(family) = self.model.families.last() else { return };
        let Some((token, _)) = family.tokens.last() else { return };
        for app in self.other_apps(&family.tenant, family.client_id) {
            let (tenant, client) = (family.tenant.clone(), app.client.presented());
            let request = refresh_request(app, token);
            let revoke = Revoke {
                tenant: tenant.clone(),
                client,
                token: Some(token.clone()),
                refresh_token: None,
            };
            let refreshed = self.accepts(Token { tenant, request }).is_ok();
            let revoked = matches!(self.accepts(revoke), Ok(RevokeOutcome::Family));
            if refreshed || revoked {
                broken.push(Invariant::TokenOwner);
            }
        }
    }

    fn check_sessions(&self, broken: &mut Vec<Invariant>) {
        let (now, policy) = (self.world.now, self.world.authority.policy());
        let death = |session| Model::session_death(session, now, policy);
        let all = || self.model.sessions.iter().rev();
        let (dead, alive) = (
            all().filter(|session| death(session).is_some()).take(2 * TRIED),
            all().filter(|session| death(session).is_none()).take(TRIED),
        );
        for session in dead {
            let (tenant, session_id) = (session.tenant.clone(), session.id.clone());
            if self.accepts(UseSession { tenant, session_id }).is_ok() {
                broken.extend(death(session));
            }
        }
        for session in alive {
            for tenant in self.lanes(&session.tenant).skip(1) {
                let session_id = session.id.clone();
                if self.accepts(UseSession { tenant, session_id }).is_ok() {
                    broken.push(Invariant::Tenants);
                }
            }
        }
    }

    /// A request without a token gets as far as authentication lets it.
    fn check_secrets(&self, broken: &mut Vec<Invariant>) {
        let authenticates = |app: &KnownApp| {
            let grant_type = Some("refresh_token".into());
            let client = app.client.presented();
            let request = TokenRequest { client, grant_type, ..TokenRequest::default() };
            let refusal = self.accepts(Token { tenant: app.tenant.clone(), request }).err();
            refusal.is_none_or(|refusal| !refusal.rule.id.starts_with("client."))
        };
        if self.model.deleted_secrets.iter().rev().take(TRIED).any(authenticates) {
            broken.push(Invariant::DeletedSecret);
        }
        let deleted = |app: &&KnownApp| self.model.deleted_apps.contains(&app.client.client_id);
        if self.model.apps.iter().filter(deleted).rev().take(TRIED).any(authenticates) {
            broken.push(Invariant::DeletedApp);
        }
    }

    fn check_state(&self, broken: &mut Vec<Invariant>) {
        let state = self.world.authority.state();
        for (tenant, environment) in state.environments() {
            if environment.apps().len() as u64 > self.world.authority.policy().app_limit {
                broken.push(Invariant::TenApps);
            }
            let mut live: BTreeMap<FamilyId, usize> = BTreeMap::new();
            for (_, family) in environment.live_refresh_tokens() {
                *live.entry(family).or_default() += 1;
            }
            let families = environment.families().count();
            if live.len() != families || live.values().any(|count| *count != 1) {
                broken.push(Invariant::OneLiveToken);
            }
            let codes = environment.codes().map(|(_, code)| (Some(code.client_id), code.user));
            let of_families =
                environment.families().map(|family| (Some(family.client_id), family.user));
            let of_sessions = environment
                .sessions()
                .map(|(_, session)| (session.origin.client_id(), session.user));
            for (client_id, user) in codes.chain(of_families).chain(of_sessions) {
                if client_id.is_some_and(|id| environment.app(id).is_none()) {
                    broken.push(Invariant::DeletedApp);
                }
                match state.user(user) {
                    None => broken.push(Invariant::RemovedUser),
                    Some(user) if user.domain != tenant.domain() => {
                        broken.push(Invariant::Tenants);
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// Apps of `tenant` that redirect, and are not `client_id`.
    fn other_apps(&self, tenant: &Tenant, client_id: ClientId) -> impl Iterator<Item = &KnownApp> {
        let is_other = move |app: &&KnownApp| {
            app.tenant == *tenant && app.kind.redirects() && app.client.client_id != client_id
        };
        self.model.apps.iter().rev().filter(is_other).take(TRIED - 1)
    }

    /// The environments, `home` first.
    fn lanes(&self, home: &Tenant) -> impl Iterator<Item = Tenant> {
        let others = self.model.tenants.iter().filter(|tenant| *tenant != home).take(TRIED - 1);
        std::iter::once(home.clone()).chain(others.cloned().collect::<Vec<_>>())
    }
}
