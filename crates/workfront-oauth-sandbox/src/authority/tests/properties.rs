//! What holds after any sequence of commands.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::world::{Client, DAY, KEY, World};
use crate::authority::*;
use crate::defects::Defect;
use crate::policy::Policy;
use crate::policy::choice::RefreshReuse;

/// One thing that somebody does. Numbers choose among what there is.
#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Allow { client: usize },
    Redeem { client: usize, code: usize },
    Refresh { client: usize, token: usize },
    CallApi { token: usize },
    Revoke { client: usize, token: usize },
    Exchange { client: usize },
    CreateApp { kind: AppKind },
    SaveApp { client: usize, rotation: bool, absolute: Option<u64>, inactivity: Option<u64> },
    DeleteApp { client: usize },
    AddSecret { client: usize },
    DeleteSecret { client: usize },
    DeleteKey { client: usize },
    AddKey { client: usize },
    Withdraw,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let some = 0_usize..8;
    let kind = prop_oneof![Just(AppKind::Web), Just(AppKind::SinglePage), Just(AppKind::Machine)];
    let wait = prop_oneof![4 => 0_u64..200, 1 => 0..DAY, 1 => 0..10 * DAY];
    let limit =
        || prop_oneof![Just(None), (1_u64..600).prop_map(Some), (1..20 * DAY).prop_map(Some)];
    let pair = || (0_usize..8, 0_usize..8);
    let step = prop_oneof![
        3 => wait.prop_map(Step::Wait),
        4 => some.clone().prop_map(|client| Step::Allow { client }),
        4 => pair().prop_map(|(client, code)| Step::Redeem { client, code }),
        6 => pair().prop_map(|(client, token)| Step::Refresh { client, token }),
        3 => some.clone().prop_map(|token| Step::CallApi { token }),
        1 => pair().prop_map(|(client, token)| Step::Revoke { client, token }),
        2 => some.clone().prop_map(|client| Step::Exchange { client }),
        3 => kind.prop_map(|kind| Step::CreateApp { kind }),
        3 => (some.clone(), any::<bool>(), limit(), limit()).prop_map(
            |(client, rotation, absolute, inactivity)| {
                Step::SaveApp { client, rotation, absolute, inactivity }
            },
        ),
        1 => some.clone().prop_map(|client| Step::DeleteApp { client }),
        1 => some.clone().prop_map(|client| Step::AddSecret { client }),
        1 => some.clone().prop_map(|client| Step::DeleteSecret { client }),
        1 => some.clone().prop_map(|client| Step::DeleteKey { client }),
        1 => some.prop_map(|client| Step::AddKey { client }),
        1 => Just(Step::Withdraw),
    ];
    proptest::collection::vec(step, 1..60)
}

fn policies() -> impl Strategy<Value = Policy> {
    let reuse = prop_oneof![Just(RefreshReuse::Refuse), Just(RefreshReuse::RevokeFamily)];
    let grace = prop_oneof![Just(0), Just(30)];
    (reuse, grace, any::<bool>(), any::<bool>()).prop_map(|(reuse, grace, ends, secret)| Policy {
        refresh_reuse: reuse,
        refresh_grace_seconds: grace,
        refresh_ends_session: ends,
        secret_deletion_ends_tokens: secret,
        ..Policy::default()
    })
}

/// A world, what was handed out in it, and what is known to be dead.
struct Run {
    world: World,
    clients: Vec<Client>,
    codes: Vec<Secret>,
    refresh_tokens: Vec<Secret>,
    access_tokens: Vec<(Secret, Option<ClientId>)>,
    spent: BTreeSet<SecretHash>,
    deleted: BTreeSet<ClientId>,
    log: Vec<(Timestamp, Vec<Event>)>,
}

impl Run {
    fn new(policy: Policy, defect: Option<Defect>) -> Self {
        let world = World::with(policy, defect);
        let clients = vec![world.web.clone(), world.spa.clone(), world.machine.clone()];
        Self {
            world,
            clients,
            codes: Vec::new(),
            refresh_tokens: Vec::new(),
            access_tokens: Vec::new(),
            spent: BTreeSet::new(),
            deleted: BTreeSet::new(),
            log: Vec::new(),
        }
    }

    fn apply<C: Command>(&mut self, command: C) -> Result<C::Outcome, Refusal> {
        let decision = self.world.authority.decide(command, self.world.now);
        if !decision.events.is_empty() {
            self.world.authority.commit(&decision.events, self.world.now);
            self.log.push((self.world.now, decision.events));
        }
        decision.answer
    }

    fn client(&self, index: usize) -> Client {
        self.clients[index % self.clients.len()].clone()
    }

    fn actor(&self) -> (Tenant, Actor) {
        (self.world.tenant.clone(), Actor::User(self.world.admin))
    }

    fn keep(&mut self, tokens: Tokens) {
        assert!(!self.deleted.contains(&tokens.client_id), "a deleted app got tokens");
        self.access_tokens.push((tokens.access_token, Some(tokens.client_id)));
        self.refresh_tokens.extend(tokens.refresh_token);
    }

    fn step(&mut self, step: Step) {
        let tenant = self.world.tenant.clone();
        match step {
            Step::Wait(seconds) => {
                self.world.later(seconds);
            }
            Step::Allow { client } => {
                let client = self.client(client);
                if self.world.app(&client).is_some() {
                    let (request, user) = (self.world.request(&client), self.world.planner);
                    if let Ok(allowed) = self.apply(Allow { tenant, request, user }) {
                        self.codes.push(allowed.code);
                    }
                }
            }
            Step::Redeem { client, code } => {
                let client = self.client(client);
                let Some(code) = pick(&self.codes, code) else { return };
                let mut request = self.world.redemption(&client, &code);
                request.code_verifier = request.code_verifier.filter(|_| client.secret.is_none());
                if let Ok(tokens) = self.apply(Token { tenant, request }) {
                    assert!(self.spent.insert(code.hash()), "a code was spent twice");
                    self.keep(tokens);
                }
            }
            Step::Refresh { client, token } => self.refresh(client, token),
            Step::CallApi { token } => {
                let Some((token, client)) = pick(&self.access_tokens, token) else { return };
                let alive = self.apply(UseSession { tenant, session_id: token }).is_ok();
                let orphan = client.is_some_and(|client| self.deleted.contains(&client));
                assert!(!(alive && orphan), "the token of a deleted app lives");
            }
            Step::Revoke { client, token } => {
                let Some(token) = pick(&self.refresh_tokens, token) else { return };
                let client = self.client(client).presented();
                let _ =
                    self.apply(Revoke { tenant, client, token: Some(token), refresh_token: None });
            }
            Step::Exchange { client } => {
                let (client, jwt) = (self.client(client), KEY.sign(&self.world.claims()));
                let has_key = self.world.app(&client).is_some_and(|app| !app.keys.is_empty());
                let (jwt, audiences) = (Some(Secret::new(jwt)), Vec::new());
                let client = client.presented();
                if let Ok(tokens) = self.apply(ExchangeJwt { tenant, client, jwt, audiences }) {
                    assert!(has_key, "a JWT was accepted without a key");
                    self.keep(tokens);
                }
            }
            _ => self.set_up(step),
        }
    }

    fn refresh(&mut self, client: usize, token: usize) {
        let client = self.client(client);
        let Some(token) = pick(&self.refresh_tokens, token) else { return };
        let request = TokenRequest {
            client: client.presented(),
            grant_type: Some("refresh_token".into()),
            refresh_token: Some(token.clone()),
            ..TokenRequest::default()
        };
        let (tenant, now) = (self.world.tenant.clone(), self.world.now);
        let family = self
            .world
            .environment()
            .families()
            .find(|family| family.live == token.hash() || family.retired.contains(&token.hash()))
            .cloned();
        if let Ok(tokens) = self.apply(Token { tenant, request }) {
            let family = family.expect("a token without a family was accepted");
            assert!(family.revoked.is_none(), "a revoked family gave tokens");
            let (absolute, idle) = (family.absolute_seconds, family.inactivity_seconds);
            let within = |limit: Option<u64>, since: Timestamp| {
                limit.is_none_or(|seconds| now.since(since).as_secs() < seconds)
            };
            assert!(within(absolute, family.started_at), "the absolute limit was outlived");
            assert!(within(idle, family.active_at), "the limit of inactivity was outlived");
            let grace = self.world.authority.policy().refresh_grace_seconds;
            if family.live != token.hash() {
                assert!(
                    now < family.issued_at.plus_seconds(grace),
                    "a replaced token was accepted"
                );
            }
            self.keep(tokens);
        }
    }

    fn set_up(&mut self, step: Step) {
        let (tenant, actor) = self.actor();
        match step {
            Step::CreateApp { kind } => {
                let settings = self.world.settings(kind);
                let before = self.world.environment().apps().len();
                match self.apply(CreateApp { tenant, actor, kind, settings }) {
                    Ok(created) => {
                        let secret = created.secret.map(|(_, secret)| secret);
                        self.clients.push(Client { client_id: created.client_id, secret });
                    }
                    Err(refusal) => {
                        assert_eq!((refusal.rule.id, before), ("setup.ten-apps", 10));
                    }
                }
            }
            Step::SaveApp { client, rotation, absolute, inactivity } => {
                let client = self.client(client);
                let Some(app) = self.world.app(&client).filter(|app| app.kind.redirects()) else {
                    return;
                };
                let mut settings = app.settings.clone();
                settings.rotation = rotation;
                (settings.absolute_seconds, settings.inactivity_seconds) = (absolute, inactivity);
                let client_id = client.client_id;
                self.apply(SaveApp { tenant, actor, client_id, settings }).unwrap();
            }
            Step::DeleteApp { client } => {
                let client_id = self.client(client).client_id;
                if self.apply(DeleteApp { tenant, actor, client_id }).is_ok() {
                    self.deleted.insert(client_id);
                }
            }
            Step::AddSecret { client } => {
                let client_id = self.client(client).client_id;
                let note = String::new();
                if let Ok((_, secret)) = self.apply(AddSecret { tenant, actor, client_id, note }) {
                    self.clients.push(Client { client_id, secret: Some(secret) });
                }
            }
            Step::DeleteSecret { client } => self.delete_secret(client),
            Step::AddKey { client } => {
                let (client_id, owner) = (self.client(client).client_id, self.world.admin);
                let pem = KEY.public_pem.clone();
                let _ = self.apply(AddKey { tenant, actor, client_id, owner, pem });
            }
            Step::DeleteKey { client } => {
                let client = self.client(client);
                let Some(key) = self.world.app(&client).and_then(|app| app.keys.first()) else {
                    return;
                };
                let (client_id, key) = (client.client_id, key.id);
                self.apply(DeleteKey { tenant, actor, client_id, key }).unwrap();
                for (_, session) in self.world.environment().sessions() {
                    assert!(
                        !matches!(&session.origin, Origin::Exchange { key: with, .. } if *with == key)
                    );
                }
            }
            Step::Withdraw => {
                let Some(grant) = self.world.environment().grants().next().map(|grant| grant.id)
                else {
                    return;
                };
                self.apply(WithdrawConsent { tenant, grant }).unwrap();
            }
            _ => {}
        }
    }

    fn delete_secret(&mut self, client: usize) {
        let (tenant, actor) = self.actor();
        let client = self.client(client);
        let Some(hash) = client.secret.as_ref().map(Secret::hash) else { return };
        let Some(secret) = self.world.app(&client).and_then(|app| app.secret(&hash)) else {
            return;
        };
        let (client_id, secret) = (client.client_id, secret.id);
        self.apply(DeleteSecret { tenant, actor, client_id, secret }).unwrap();
        let grant_type = Some("refresh_token".into());
        let request =
            TokenRequest { client: client.presented(), grant_type, ..TokenRequest::default() };
        let tenant = self.world.tenant.clone();
        let refusal = self.apply(Token { tenant, request }).unwrap_err();
        assert_eq!(refusal.rule.id, "client.secret", "a deleted secret authenticated");
    }

    /// What has to be true of the state at any time.
    fn check(&self) {
        let environment = self.world.environment();
        assert!(environment.apps().len() <= 10);
        let mut live: BTreeMap<FamilyId, usize> = BTreeMap::new();
        for (_, family) in environment.live_refresh_tokens() {
            *live.entry(family).or_default() += 1;
        }
        for family in environment.families() {
            assert_eq!(live.get(&family.id), Some(&1), "a family has one live refresh token");
            assert!(environment.app(family.client_id).is_some());
        }
        assert_eq!(live.len(), environment.families().count());
        for (_, session) in environment.sessions() {
            if let Some(client) = session.origin.client_id() {
                assert!(environment.app(client).is_some());
            }
        }
    }
}

fn pick<T: Clone>(all: &[T], index: usize) -> Option<T> {
    // The latest are the interesting ones.
    all.iter().rev().nth(index % all.len().max(1)).cloned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_invariants_hold(policy in policies(), steps in steps()) {
        let mut run = Run::new(policy, None);
        for step in steps {
            run.step(step);
            run.check();
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_log_gives_the_same_state(policy in policies(), steps in steps()) {
        let mut run = Run::new(policy, None);
        let mut replayed = run.world.authority.clone();
        for step in steps {
            run.step(step);
        }
        for (at, events) in &run.log {
            // As if read from disk.
            let events: Vec<Event> =
                serde_json::from_str(&serde_json::to_string(events).unwrap()).unwrap();
            replayed.commit(&events, *at);
        }
        prop_assert_eq!(replayed.state(), run.world.authority.state());
        let text = serde_json::to_string(replayed.state()).unwrap();
        let read: State = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, replayed.state());
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    #[test]
    fn the_same_commands_at_the_same_moments_give_the_same_events(steps in steps()) {
        let [one, other] = [(); 2].map(|()| {
            let mut run = Run::new(Policy::default(), None);
            for step in steps.clone() {
                run.step(step);
            }
            run.log
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn nothing_is_kept_in_clear(steps in steps()) {
        let mut run = Run::new(Policy::default(), None);
        for step in steps {
            run.step(step);
        }
        let text = format!(
            "{}{}",
            serde_json::to_string(run.world.authority.state()).unwrap(),
            serde_json::to_string(&run.log).unwrap(),
        );
        let access = run.access_tokens.iter().map(|(token, _)| token);
        let secrets = run.clients.iter().filter_map(|client| client.secret.as_ref());
        for secret in run.codes.iter().chain(&run.refresh_tokens).chain(access).chain(secrets) {
            prop_assert!(!text.contains(secret.expose_secret()));
        }
    }
}

/// The invariants are worth something: they notice the defects that break them.
#[test]
fn the_invariants_notice_defects() {
    for defect in [
        Defect::CodeReusable,
        Defect::RotatedLives,
        Defect::AbsoluteIgnored,
        Defect::InactivityIgnored,
        Defect::ElevenApps,
        Defect::DeletedSecretLives,
        Defect::DeletedKeyLives,
        Defect::LifeRefreshStorm,
    ] {
        let config = ProptestConfig {
            cases: 2_000,
            max_shrink_iters: 0,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let result = TestRunner::new_with_rng(
            config,
            TestRng::deterministic_rng(RngAlgorithm::ChaCha),
        )
        .run(&(policies(), steps()), |(policy, steps)| {
            let mut run = Run::new(policy, Some(defect));
            for step in steps {
                run.step(step);
                run.check();
            }
            Ok(())
        });
        assert!(result.is_err(), "{} was not noticed", defect.id());
    }
}

/// Rotation at one moment, as often as it takes to push everything bounded out: memory stays flat.
#[test]
fn what_is_remembered_is_bounded() {
    let mut world = World::new();
    let client = world.web.clone();
    let mut token = world.tokens(&client).refresh_token.unwrap();
    let size = |world: &World| serde_json::to_string(world.authority.state()).unwrap().len();
    let mut spin = |world: &mut World, times: usize| {
        for _ in 0..times {
            token = world.refresh(&client, &token).unwrap().refresh_token.unwrap();
        }
    };
    spin(&mut world, 1_200);
    let before = size(&world);
    spin(&mut world, 1_200);
    // One number in the state grows, and may grow by a digit.
    assert!(size(&world) <= before + 8, "{before} {}", size(&world));
    assert_eq!(world.environment().live_refresh_tokens().count(), 1);
}

/// The dead are forgotten, but not at once.
#[test]
fn the_dead_are_forgotten_in_time() {
    let mut world = World::new();
    let client = world.web.clone();
    world.tokens(&client);
    let session_id = world.log_in();
    let dead = |world: &World| {
        let environment = world.environment();
        let gone = environment.families().filter(|family| !family.is_alive(world.now)).count();
        (gone, environment.sessions().filter(|(_, session)| !session.is_alive(world.now)).count())
    };
    world.later(7 * DAY + 1);
    assert_eq!(dead(&world), (1, 2));
    let refusal = world.call_api(&session_id).unwrap_err();
    assert!(refusal.why.contains("last used 7 d"), "{}", refusal.why);
    world.later(2 * DAY);
    for _ in 0..1_024 {
        world.log_in();
    }
    assert_eq!(dead(&world), (0, 0));
}
