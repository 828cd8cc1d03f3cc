//! Steps of apps and browsers: sessions, consents, codes, tokens.

use super::super::world::VERIFIER;
use super::invariants::Invariant;
use super::model::{KnownApp, KnownCode, KnownFamily, KnownSession, KnownUser, Model};
use super::run::{Run, authorize_request, code_request, pick_index, refresh_request};
use super::steps::{Step, What, Where};
use crate::authority::*;
use crate::policy::choice::{AbsoluteFrom, Activity, CodeReuse, LogOutEnds, RefreshReuse};

impl Run {
    pub(super) fn use_apps(&mut self, step: &Step) {
        match step.what {
            What::LogIn { user } => {
                let user = self.user(user);
                let tenant = self.place_of_user(step.at, &user);
                let (username, password) =
                    (user.username.clone(), Secret::new(format!("{} password", user.username)));
                let command = LogIn { tenant: tenant.clone(), username, password };
                let answer = self.apply(&tenant, command);
                self.logged_in(tenant, &user, answer);
            }
            What::LogInAs { user } => {
                let user = self.user(user);
                let tenant = self.place_of_user(step.at, &user);
                let command = LogInAs { tenant: tenant.clone(), user: user.id };
                let answer = self.apply(&tenant, command);
                self.logged_in(tenant, &user, answer);
            }
            What::UseSession { token } => self.use_session(step.at, token),
            What::LogOut { token } => self.log_out(step.at, token),
            What::Allow { client, user } => self.allow(step.at, client, user),
            What::Connect { client, user } => {
                self.allow(step.at, client, user);
                self.redeem(Where::Home, None, 0);
            }
            What::Deny { client, user } => {
                let (app, user) = (self.app(client), self.user(user));
                let tenant = self.place(step.at, &app.tenant);
                let request = authorize_request(&app, true);
                let command = Deny { tenant: tenant.clone(), request, user: Some(user.id) };
                if self.apply(&tenant, command).is_ok() {
                    self.blame_place(&tenant, &app.tenant);
                }
            }
            What::Withdraw { grant } => self.withdraw(step.at, grant),
            What::Redeem { client, code } => self.redeem(step.at, client, code),
            What::Refresh { client, token } => self.refresh(step.at, client, token),
            What::Revoke { client, token, refresh: true } => {
                self.revoke_refresh_token(step.at, client, token);
            }
            What::Revoke { client, token, refresh: false } => {
                self.revoke_session(step.at, client, token);
            }
            What::Exchange { client } => self.exchange(step.at, client),
            _ => {}
        }
    }

    fn place_of_user(&self, at: Where, user: &KnownUser) -> Tenant {
        let mut all = self.model.tenants.iter();
        let home = all.find(|tenant| tenant.domain() == user.domain).unwrap();
        self.place(at, home)
    }

    fn logged_in(&mut self, tenant: Tenant, user: &KnownUser, answer: Result<LoggedIn, Refusal>) {
        let Ok(logged_in) = answer else { return };
        self.blame(user.removed.then_some(Invariant::RemovedUser));
        self.blame((user.domain != tenant.domain()).then_some(Invariant::Tenants));
        let (now, policy) = (self.world.now, self.world.authority.policy());
        if policy.activity != Activity::Refresh {
            let is_theirs =
                |family: &&mut KnownFamily| family.tenant == tenant && family.user == user.id;
            for family in self.model.families.iter_mut().filter(is_theirs) {
                if Model::family_death(family, now).is_none() {
                    family.active_at = now;
                }
            }
        }
        self.model.sessions.push(KnownSession {
            id: logged_in.session_id,
            tenant,
            user: user.id,
            client_id: None,
            family: None,
            with: None,
            key: None,
            last_used: now,
            ends_at: None,
            death: None,
        });
    }

    fn use_session(&mut self, at: Where, token: usize) {
        let Some(index) = pick_index(&self.model.sessions, token) else { return };
        let session = &self.model.sessions[index];
        let (session_id, home) = (session.id.clone(), session.tenant.clone());
        let tenant = self.place(at, &home);
        if self.apply(&tenant, UseSession { tenant: tenant.clone(), session_id }).is_err() {
            return;
        }
        self.blame_place(&tenant, &home);
        let (now, policy) = (self.world.now, self.world.authority.policy().clone());
        let session = &mut self.model.sessions[index];
        let (death, family) = (Model::session_death(session, now, &policy), session.family);
        if policy.session_use {
            session.last_used = now;
        }
        if let Some(family) = family.map(|family| &mut self.model.families[family])
            && policy.activity == Activity::AnyUse
            && Model::family_death(family, now).is_none()
        {
            family.active_at = now;
        }
        self.blame(death);
    }

    fn log_out(&mut self, at: Where, token: usize) {
        let Some(index) = pick_index(&self.model.sessions, token) else { return };
        let session = &self.model.sessions[index];
        let (session_id, home, family) =
            (session.id.clone(), session.tenant.clone(), session.family);
        let gone = session.death.is_some();
        let tenant = self.place(at, &home);
        let done = self.apply(&tenant, LogOut { tenant: tenant.clone(), session_id });
        if done.is_err() || tenant != home || gone {
            return;
        }
        let why = Some(Invariant::LoggedOut);
        self.model.sessions[index].death = why;
        if self.world.authority.policy().log_out == LogOutEnds::Tokens
            && let Some(family) = family
        {
            let death = &mut self.model.families[family].death;
            *death = death.or(why);
        }
    }

    fn allow(&mut self, at: Where, client: usize, user: usize) {
        let (app, user) = (self.app(client), self.user(user));
        let tenant = self.place(at, &app.tenant);
        let request = authorize_request(&app, true);
        let command = Allow { tenant: tenant.clone(), request, user: user.id };
        let Ok(allowed) = self.apply(&tenant, command) else { return };
        self.blame_place(&tenant, &app.tenant);
        self.blame((user.domain != tenant.domain()).then_some(Invariant::Tenants));
        self.blame(user.removed.then_some(Invariant::RemovedUser));
        let seconds = self.world.authority.policy().code_seconds;
        self.model.codes.push(KnownCode {
            secret: allowed.code,
            tenant,
            client_id: app.client.client_id,
            user: user.id,
            expires_at: self.world.now.plus_seconds(seconds),
            spent: false,
            session: None,
            family: None,
            death: None,
        });
    }

    fn withdraw(&mut self, at: Where, grant: usize) {
        let state = self.world.authority.state();
        let grants: Vec<_> = state
            .environments()
            .flat_map(|(tenant, home)| home.grants().map(move |grant| (tenant.clone(), grant)))
            .collect();
        let Some(index) = pick_index(&grants, grant) else { return };
        let (home, grant) = &grants[index];
        let (home, id, client_id, user) = (home.clone(), grant.id, grant.client_id, grant.user);
        let tenant = self.place(at, &home);
        if self.apply(&tenant, WithdrawConsent { tenant: tenant.clone(), grant: id }).is_ok() {
            self.blame_place(&tenant, &home);
            let why = Invariant::WithdrawnConsent;
            self.model.kill_all_of(why, Some(&home), Some(client_id), Some(user));
        }
    }

    /// The app at `client`, or the one with `own`.
    fn presenter(&self, client: Option<usize>, own: ClientId) -> KnownApp {
        match client {
            Some(client) => self.app(client),
            None => self.model.app(own).unwrap(),
        }
    }

    fn redeem(&mut self, at: Where, client: Option<usize>, code: usize) {
        let Some(index) = pick_index(&self.model.codes, code) else { return };
        let code = &self.model.codes[index];
        let (own, secret) = (code.client_id, code.secret.clone());
        let app = self.presenter(client, own);
        let tenant = self.place(at, &code.tenant);
        let mut request = code_request(&app, &secret);
        // The verifier belongs to the code, whoever presents it.
        let kind = self.model.app(own).unwrap().kind;
        request.code_verifier = (kind == AppKind::SinglePage).then(|| Secret::new(VERIFIER));
        match self.apply(&tenant, Token { tenant: tenant.clone(), request }) {
            Ok(tokens) => {
                let code = &self.model.codes[index];
                let (home, user) = (code.tenant.clone(), code.user);
                self.blame(Model::code_death(code, self.world.now));
                self.blame_place(&tenant, &home);
                self.blame((app.client.client_id != own).then_some(Invariant::CodeOwner));
                let family = tokens.refresh_token.map(|token| self.start_family(&app, user, token));
                let session = self.open(&app, user, tokens.access_token, family);
                let code = &mut self.model.codes[index];
                code.spent = true;
                (code.session, code.family) = (Some(session), family);
            }
            Err(refusal) => {
                let policy = self.world.authority.policy();
                if refusal.rule.id == "code.single-use"
                    && policy.code_reuse == CodeReuse::RevokeTokens
                {
                    let code = &self.model.codes[index];
                    let (family, session) = (code.family, code.session);
                    self.kill_family_and_sessions(Invariant::CodeReuse, family, true);
                    if let Some(session) = session {
                        self.model.sessions[session].death.get_or_insert(Invariant::CodeReuse);
                    }
                }
            }
        }
    }

    fn kill_family_and_sessions(&mut self, why: Invariant, family: Option<usize>, sessions: bool) {
        let Some(index) = family else { return };
        self.model.families[index].death.get_or_insert(why);
        if sessions {
            self.model.kill_sessions(why, |session| session.family == family);
        }
    }

    fn start_family(&mut self, app: &KnownApp, user: UserId, token: Secret) -> usize {
        let now = self.world.now;
        let home = self.world.authority.state().environment(&app.tenant).unwrap();
        let settings = home.app(app.client.client_id).map(|app| &app.settings);
        let absolute_seconds = settings.and_then(|settings| settings.absolute_seconds);
        self.model.families.push(KnownFamily {
            tenant: app.tenant.clone(),
            client_id: app.client.client_id,
            user,
            with: app.client.secret.as_ref().map(Secret::hash),
            absolute_seconds,
            ends_at: absolute_seconds.map(|seconds| now.plus_seconds(seconds)),
            inactivity_seconds: settings.and_then(|settings| settings.inactivity_seconds),
            active_at: now,
            tokens: vec![(token, None)],
            death: None,
        });
        self.model.families.len() - 1
    }

    /// Remembers an access token.
    fn open(&mut self, app: &KnownApp, user: UserId, id: Secret, family: Option<usize>) -> usize {
        let state = self.world.authority.state().environment(&app.tenant).unwrap();
        let hash = id.hash();
        let key = match state.sessions.get(&hash).map(|session| &session.origin) {
            Some(Origin::Exchange { key, .. }) => Some(*key),
            _ => None,
        };
        let limited = self.world.authority.policy().absolute_ends_sessions;
        let ends_at = family.and_then(|family| self.model.families[family].ends_at);
        self.model.sessions.push(KnownSession {
            id,
            tenant: app.tenant.clone(),
            user,
            client_id: Some(app.client.client_id),
            family,
            with: app.client.secret.as_ref().map(Secret::hash),
            key,
            last_used: self.world.now,
            ends_at: ends_at.filter(|_| limited),
            death: None,
        });
        self.model.sessions.len() - 1
    }

    fn refresh(&mut self, at: Where, client: Option<usize>, token: usize) {
        let Some((index, place)) = self.pick_token(token) else { return };
        let family = &self.model.families[index];
        let (own, home, user) = (family.client_id, family.tenant.clone(), family.user);
        let presented = family.tokens[place].0.clone();
        let app = self.presenter(client, own);
        let tenant = self.place(at, &home);
        let request = refresh_request(&app, &presented);
        let rotates = self.rotates(&app);
        let policy = self.world.authority.policy().clone();
        match self.apply(&tenant, Token { tenant: tenant.clone(), request }) {
            Ok(tokens) => {
                let now = self.world.now;
                let family = &self.model.families[index];
                self.blame(Model::token_death(family, place, now, &policy));
                self.blame_place(&tenant, &home);
                self.blame((app.client.client_id != own).then_some(Invariant::TokenOwner));
                let next = tokens.refresh_token.filter(|next| next.hash() != presented.hash());
                self.blame((rotates && next.is_none()).then_some(Invariant::OneLiveToken));
                if policy.refresh_ends_session {
                    let why = Invariant::RefreshEndsSessions;
                    self.model.kill_sessions(why, |session| session.family == Some(index));
                }
                let family = &mut self.model.families[index];
                family.with = app.client.secret.as_ref().map(Secret::hash);
                if policy.activity != Activity::LogIn {
                    family.active_at = now;
                }
                if rotates && policy.absolute_from == AbsoluteFrom::EachToken {
                    family.ends_at =
                        family.absolute_seconds.map(|seconds| now.plus_seconds(seconds));
                }
                if let Some(next) = next {
                    for (_, replaced) in &mut family.tokens {
                        replaced.get_or_insert(now);
                    }
                    family.tokens.push((next, None));
                }
                self.open(&app, user, tokens.access_token, Some(index));
            }
            Err(refusal) => {
                if refusal.rule.id == "refresh.rotated"
                    && policy.refresh_reuse == RefreshReuse::RevokeFamily
                {
                    let sessions = policy.reuse_ends_sessions;
                    self.kill_family_and_sessions(Invariant::TokenReuse, Some(index), sessions);
                }
            }
        }
    }

    /// One of the refresh tokens of one of the latest families, by its places.
    fn pick_token(&self, token: usize) -> Option<(usize, usize)> {
        let family = pick_index(&self.model.families, token % 3)?;
        Some((family, pick_index(&self.model.families[family].tokens, token / 3)?))
    }

    fn rotates(&self, app: &KnownApp) -> bool {
        let home = self.world.authority.state().environment(&app.tenant);
        home.and_then(|home| home.app(app.client.client_id))
            .is_some_and(|app| app.settings.rotation)
    }

    fn revoke_refresh_token(&mut self, at: Where, client: Option<usize>, token: usize) {
        let Some((index, place)) = self.pick_token(token) else { return };
        let family = &self.model.families[index];
        let (own, token) = (family.client_id, family.tokens[place].0.clone());
        let home = family.tenant.clone();
        if self.revoke(at, &home, client, own, token) {
            let sessions = self.world.authority.policy().revoke_ends_sessions;
            self.kill_family_and_sessions(Invariant::Revoked, Some(index), sessions);
        }
    }

    fn revoke_session(&mut self, at: Where, client: Option<usize>, token: usize) {
        let Some(index) = pick_index(&self.model.sessions, token) else { return };
        let session = &self.model.sessions[index];
        let Some(own) = session.client_id else { return };
        let (home, token) = (session.tenant.clone(), session.id.clone());
        if self.revoke(at, &home, client, own, token) {
            self.model.sessions[index].death.get_or_insert(Invariant::Revoked);
        }
    }

    /// Whether `token` was found and revoked.
    fn revoke(
        &mut self,
        at: Where,
        home: &Tenant,
        client: Option<usize>,
        own: ClientId,
        token: Secret,
    ) -> bool {
        let app = self.presenter(client, own);
        let tenant = self.place(at, home);
        let client = app.client.presented();
        let command =
            Revoke { tenant: tenant.clone(), client, token: Some(token), refresh_token: None };
        let found = matches!(
            self.apply(&tenant, command),
            Ok(RevokeOutcome::Family | RevokeOutcome::Session)
        );
        if found {
            self.blame_place(&tenant, home);
            self.blame((app.client.client_id != own).then_some(Invariant::TokenOwner));
        }
        found
    }

    fn exchange(&mut self, at: Where, client: usize) {
        let app = self.app(client);
        let app = self.model.app(app.client.client_id).unwrap();
        let tenant = self.place(at, &app.tenant);
        let owner = app.keys.values().next().copied().unwrap_or(self.world.admin);
        let jwt = Some(self.jwt(&tenant, owner));
        let (client, audiences) = (app.client.presented(), Vec::new());
        let command = ExchangeJwt { tenant: tenant.clone(), client, jwt, audiences };
        let Ok(tokens) = self.apply(&tenant, command) else { return };
        self.blame_place(&tenant, &app.tenant);
        self.blame(app.keys.is_empty().then_some(Invariant::DeletedKey));
        self.open(&app, tokens.user, tokens.access_token, None);
    }
}
