//! A world in which steps are taken: each answer is held against what is known.

use std::collections::BTreeSet;

use super::super::world::{Client, KEY, REDIRECT, VERIFIER, World, challenge};
use super::invariants::Invariant;
use super::model::{KnownApp, KnownUser, Model};
use super::steps::{Step, What, Where, Who};
use crate::authority::*;
use crate::defects::Defect;
use crate::policy::Policy;

/// What is wrong with an authority, to see whether it is noticed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Flaw {
    None,
    /// It breaks a rule.
    Breaks(Defect),
    /// It loses events.
    Loses(fn(&Event) -> bool),
}

/// Such a world, and what was seen in it.
pub(super) struct Run {
    pub(super) world: World,
    pub(super) model: Model,
    /// The invariants that did not hold.
    pub(super) broken: BTreeSet<Invariant>,
    /// The commands that were accepted, by the names of their types.
    pub(super) accepted: BTreeSet<&'static str>,
    pub(super) log: Vec<(Timestamp, Vec<Event>)>,
    flaw: Flaw,
}

impl Run {
    pub(super) fn new(policy: Policy, flaw: Flaw) -> Self {
        let defect = match flaw {
            Flaw::Breaks(defect) => Some(defect),
            Flaw::None | Flaw::Loses(_) => None,
        };
        let world = World::with(policy, defect);
        let mut run = Self {
            model: Model { tenants: vec![world.tenant.clone()], ..Model::default() },
            broken: BTreeSet::new(),
            accepted: BTreeSet::new(),
            log: Vec::new(),
            flaw,
            world,
        };
        let home = run.world.tenant.clone();
        for (username, id) in [("admin", run.world.admin), ("planner", run.world.planner)] {
            let (domain, username) = (home.domain().to_owned(), username.to_owned());
            run.model.users.push(KnownUser { id, domain, username, removed: false });
        }
        for (kind, client) in [
            (AppKind::Machine, run.world.machine.clone()),
            (AppKind::SinglePage, run.world.spa.clone()),
            (AppKind::Web, run.world.web.clone()),
        ] {
            let key = (kind == AppKind::Machine).then_some((run.world.key, run.world.admin));
            let keys = key.into_iter().collect();
            run.model.apps.push(KnownApp { tenant: home.clone(), kind, client, keys });
        }
        for (domain, lane) in [("myorganization", "preview"), ("another", "my")] {
            let tenant = Tenant::new(domain, lane).unwrap();
            run.add_tenant(tenant.clone());
            run.create_app(tenant, Actor::Operator, AppKind::Web);
        }
        run.add_user("another", true);
        run.limit_web_app();
        // What comes next is of interest.
        run.log.clear();
        run.accepted.clear();
        run
    }

    /// Takes `step`, and then sees what holds.
    pub(super) fn step(&mut self, step: &Step) {
        match step.what {
            What::Wait(seconds) => {
                self.world.later(seconds);
            }
            What::AddTenant { lane } => {
                let lanes = [("myorganization", "sb01"), ("another", "preview")];
                let (domain, lane) = lanes[lane % lanes.len()];
                self.add_tenant(Tenant::new(domain, lane).unwrap());
            }
            What::AddUser { tenant, admin } => {
                let domain = self.lane(tenant).domain().to_owned();
                self.add_user(&domain, admin);
            }
            What::RemoveUser { user } => self.remove_user(user),
            What::LogIn { .. }
            | What::LogInAs { .. }
            | What::UseSession { .. }
            | What::LogOut { .. }
            | What::Allow { .. }
            | What::Connect { .. }
            | What::Deny { .. }
            | What::Withdraw { .. }
            | What::Redeem { .. }
            | What::Refresh { .. }
            | What::Revoke { .. }
            | What::Exchange { .. } => self.use_apps(step),
            _ => self.set_up(step),
        }
        self.check();
    }

    /// Decides `command`, which came to `tenant`, and commits what came of it.
    pub(super) fn apply<C: Command>(
        &mut self,
        tenant: &Tenant,
        command: C,
    ) -> Result<C::Outcome, Refusal> {
        self.apply_as(tenant, None, command)
    }

    /// The same, for a command of the setup page.
    pub(super) fn apply_as<C: Command>(
        &mut self,
        tenant: &Tenant,
        actor: Option<Actor>,
        command: C,
    ) -> Result<C::Outcome, Refusal> {
        let now = self.world.now;
        let decision = self.world.authority.decide(command, now);
        let may = actor.is_some_and(|actor| self.is_administrator(tenant, actor));
        let strange = actor.is_some() && decision.answer.is_ok();
        if !may && (strange || decision.events.iter().any(changes_setup)) {
            self.broken.insert(Invariant::Administrators);
        }
        if decision.events.iter().any(|event| is_elsewhere(event, tenant)) {
            self.broken.insert(Invariant::Tenants);
        }
        let mut events = decision.events;
        if let Flaw::Loses(lost) = self.flaw {
            events.retain(|event| !lost(event));
        }
        if !events.is_empty() {
            self.world.authority.commit(&events, now);
            self.log.push((now, events));
        }
        if decision.answer.is_ok() {
            self.accepted.insert(std::any::type_name::<C>().rsplit("::").next().unwrap());
        }
        decision.answer
    }

    fn is_administrator(&self, tenant: &Tenant, actor: Actor) -> bool {
        match actor {
            Actor::Operator => true,
            Actor::User(id) => self
                .world
                .authority
                .state()
                .user(id)
                .is_some_and(|user| user.admin && user.domain == tenant.domain()),
        }
    }

    pub(super) fn actor(&self, who: Who) -> Actor {
        match who {
            Who::Operator => Actor::Operator,
            Who::Admin => Actor::User(self.world.admin),
            Who::User(index) => Actor::User(self.user(index).id),
        }
    }

    pub(super) fn user(&self, index: usize) -> KnownUser {
        self.model.users[index % self.model.users.len()].clone()
    }

    /// An app, the latest first.
    pub(super) fn app(&self, index: usize) -> KnownApp {
        pick(&self.model.apps, index).unwrap().clone()
    }

    fn lane(&self, index: usize) -> Tenant {
        self.model.tenants[index % self.model.tenants.len()].clone()
    }

    /// Where something that belongs to `home` is used.
    pub(super) fn place(&self, at: Where, home: &Tenant) -> Tenant {
        match at {
            Where::Home => home.clone(),
            Where::Lane(index) => self.lane(index),
        }
    }

    /// Notes that something was accepted that had to be dead, if it had to.
    pub(super) fn blame(&mut self, death: Option<Invariant>) {
        self.broken.extend(death);
    }

    /// Notes that something of `home` was accepted at `tenant`.
    pub(super) fn blame_place(&mut self, tenant: &Tenant, home: &Tenant) {
        self.blame((tenant != home).then_some(Invariant::Tenants));
    }
}

/// The latest are the interesting ones.
pub(super) fn pick<T>(all: &[T], index: usize) -> Option<&T> {
    all.iter().rev().nth(index % all.len().max(1))
}

/// The place in `all` of what [`pick`] picks.
pub(super) fn pick_index<T>(all: &[T], index: usize) -> Option<usize> {
    (!all.is_empty()).then(|| all.len() - 1 - index % all.len())
}

/// An authorization request as the pages have it.
pub(super) fn authorize_request(app: &KnownApp, offline: bool) -> AuthorizeRequest {
    let pkce = app.kind == AppKind::SinglePage;
    AuthorizeRequest {
        client_id: Some(app.client.client_id.to_string()),
        redirect_uri: Some(REDIRECT.into()),
        response_type: Some("code".into()),
        scope: offline.then(|| "offline_access".into()),
        code_challenge: pkce.then(|| challenge(VERIFIER)),
        code_challenge_method: pkce.then(|| "S256".into()),
        ..AuthorizeRequest::default()
    }
}

/// The request of `app` that redeems `code`.
pub(super) fn code_request(app: &KnownApp, code: &Secret) -> TokenRequest {
    TokenRequest {
        client: app.client.presented(),
        grant_type: Some("authorization_code".into()),
        code: Some(code.clone()),
        redirect_uri: Some(REDIRECT.into()),
        code_verifier: (app.kind == AppKind::SinglePage).then(|| Secret::new(VERIFIER)),
        ..TokenRequest::default()
    }
}

/// The request of `app` that refreshes with `token`.
pub(super) fn refresh_request(app: &KnownApp, token: &Secret) -> TokenRequest {
    TokenRequest {
        client: app.client.presented(),
        grant_type: Some("refresh_token".into()),
        refresh_token: Some(token.clone()),
        ..TokenRequest::default()
    }
}

/// What only the setup page does.
fn changes_setup(event: &Event) -> bool {
    matches!(
        event,
        Event::AppCreated { .. }
            | Event::AppSaved { .. }
            | Event::AppDeleted { .. }
            | Event::SecretAdded { .. }
            | Event::SecretNoted { .. }
            | Event::SecretDeleted { .. }
            | Event::KeyAdded { .. }
            | Event::KeyDeleted { .. }
    )
}

/// Whether `event` happened in an environment other than `tenant`. Accounts belong to no environment.
fn is_elsewhere(event: &Event, tenant: &Tenant) -> bool {
    let written = serde_json::to_value(event).unwrap();
    let members = written.as_object().unwrap().values().next().unwrap();
    members.get("tenant").is_some_and(|at| *at != serde_json::to_value(tenant).unwrap())
}

impl Run {
    /// The app of which most is seen gets limits that are soon reached.
    fn limit_web_app(&mut self) {
        let (tenant, actor) = (self.world.tenant.clone(), Actor::Operator);
        let mut settings = self.world.settings(AppKind::Web);
        (settings.absolute_seconds, settings.inactivity_seconds) = (Some(600), None);
        let client_id = self.world.web.client_id;
        let command = SaveApp { tenant: tenant.clone(), actor, client_id, settings };
        self.apply_as(&tenant, Some(actor), command).unwrap();
    }

    fn add_tenant(&mut self, tenant: Tenant) {
        let customer = self.apply(&tenant, AddTenant { tenant: tenant.clone() }).unwrap();
        let is_ours = customer == self.world.customer;
        assert_eq!(is_ours, tenant.domain() == self.world.tenant.domain(), "one Customer ID each");
        if !self.model.tenants.contains(&tenant) {
            self.model.tenants.push(tenant);
        }
    }

    fn add_user(&mut self, domain: &str, admin: bool) {
        if self.model.users.len() > 6 {
            return;
        }
        let username = format!("user {}", self.model.users.len());
        let (domain, name) = (domain.to_owned(), username.clone());
        let password = Secret::new(format!("{username} password"));
        let tenant = self.world.tenant.clone();
        let command =
            AddUser { domain: domain.clone(), username: username.clone(), name, password, admin };
        let id = self.apply(&tenant, command).unwrap();
        self.model.users.push(KnownUser { id, domain, username, removed: false });
    }

    fn remove_user(&mut self, user: usize) {
        let (user, tenant) = (self.user(user), self.world.tenant.clone());
        if self.apply(&tenant, RemoveUser { user: user.id }).is_err() {
            return;
        }
        self.model.kill_all_of(Invariant::RemovedUser, None, None, Some(user.id));
        for known in self.model.users.iter_mut().filter(|known| known.id == user.id) {
            known.removed = true;
        }
        for app in &mut self.model.apps {
            app.keys.retain(|_, owner| *owner != user.id);
        }
    }

    /// A JWT as the machine app of `tenant` signs it for `sub`.
    pub(super) fn jwt(&self, tenant: &Tenant, sub: UserId) -> Secret {
        let environment = self.world.authority.state().environment(tenant);
        let mut claims = self.world.claims();
        claims["iss"] = environment.map(|home| home.customer_id.to_string()).into();
        claims["sub"] = sub.to_string().into();
        Secret::new(KEY.sign(&claims))
    }

    /// Remembers another client secret of an app, or its only one.
    pub(super) fn know_secret(&mut self, app: &KnownApp, secret: Secret) {
        let client = Client { client_id: app.client.client_id, secret: Some(secret) };
        self.model.apps.push(KnownApp { client, ..app.clone() });
    }
}
