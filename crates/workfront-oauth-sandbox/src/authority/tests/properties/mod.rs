//! What holds after any sequence of commands, in several environments, by anybody, under any policy.
//!
//! ```text
//!  steps ──▶ run ──▶ authority ──▶ answer ──▶ model: what was handed out, and what has to be dead
//!                        ▲                      │
//!                        └── invariants: tries, after each step, that what has to be dead is ◀─┘
//! ```

mod flows;
mod invariants;
mod model;
mod run;
mod setup;
mod steps;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use self::invariants::Invariant;
use self::run::{Flaw, Run};
use self::steps::{Step, policies, steps};
use super::world::{DAY, World};
use crate::authority::*;
use crate::defects::Defect;
use crate::policy::Policy;

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_invariants_hold(policy in policies(), steps in steps()) {
        let mut run = Run::new(policy, Flaw::None);
        for step in &steps {
            run.step(step);
            prop_assert!(run.broken.is_empty(), "{:?} by {:?}", run.broken, step);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_log_gives_the_same_state(policy in policies(), steps in steps()) {
        let mut run = Run::new(policy, Flaw::None);
        let mut replayed = run.world.authority.clone();
        for step in &steps {
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
            let mut run = Run::new(Policy::default(), Flaw::None);
            for step in &steps {
                run.step(step);
            }
            run.log
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn nothing_is_kept_in_clear(steps in steps()) {
        let mut run = Run::new(Policy::default(), Flaw::None);
        for step in &steps {
            run.step(step);
        }
        let text = format!(
            "{}{}",
            serde_json::to_string(run.world.authority.state()).unwrap(),
            serde_json::to_string(&run.log).unwrap(),
        );
        let model = &run.model;
        let codes = model.codes.iter().map(|code| &code.secret);
        let tokens = model.families.iter().flat_map(|family| &family.tokens);
        let sessions = model.sessions.iter().map(|session| &session.id);
        let secrets = model.apps.iter().filter_map(|app| app.client.secret.as_ref());
        for secret in codes.chain(tokens.map(|(token, _)| token)).chain(sessions).chain(secrets) {
            prop_assert!(!text.contains(secret.expose_secret()));
        }
    }
}

/// The invariants are worth something: each notices what breaks it.
#[test]
fn the_invariants_notice_defects() {
    let flaws: &[(Invariant, Flaw)] = &[
        (Invariant::CodeOnce, Flaw::Breaks(Defect::CodeReusable)),
        (Invariant::CodeOnce, Flaw::Breaks(Defect::CodeRace)),
        (Invariant::CodeReuse, Flaw::Breaks(Defect::CodeReuseKeepsTokens)),
        (Invariant::CodeLifetime, Flaw::Breaks(Defect::CodeNeverExpires)),
        (Invariant::CodeOwner, Flaw::Breaks(Defect::CodeAnyClient)),
        (Invariant::OneLiveToken, Flaw::Breaks(Defect::NeverRotates)),
        (Invariant::ReplacedToken, Flaw::Breaks(Defect::RotatedLives)),
        (Invariant::ReplacedToken, Flaw::Breaks(Defect::RefreshRace)),
        (Invariant::ReplacedToken, Flaw::Breaks(Defect::LifeRefreshStorm)),
        (Invariant::TokenReuse, Flaw::Breaks(Defect::ReuseUnnoticed)),
        (Invariant::TokenOwner, Flaw::Breaks(Defect::RefreshAnyClient)),
        (Invariant::TokenOwner, Flaw::Breaks(Defect::RevokesForeign)),
        (Invariant::AbsoluteLimit, Flaw::Breaks(Defect::AbsoluteIgnored)),
        (Invariant::AbsoluteLimit, Flaw::Breaks(Defect::AbsoluteExtended)),
        (Invariant::AbsoluteEndsSessions, Flaw::Breaks(Defect::AbsoluteIgnored)),
        (Invariant::Inactivity, Flaw::Breaks(Defect::InactivityIgnored)),
        (Invariant::SessionInactivity, Flaw::Breaks(Defect::SessionImmortal)),
        (
            Invariant::RefreshEndsSessions,
            Flaw::Loses(|event| matches!(event, Event::SessionEnded { .. })),
        ),
        (Invariant::TenApps, Flaw::Breaks(Defect::ElevenApps)),
        (Invariant::DeletedApp, Flaw::Breaks(Defect::DeletedAppLives)),
        (Invariant::DeletedSecret, Flaw::Breaks(Defect::DeletedSecretLives)),
        (Invariant::DeletedSecretTokens, Flaw::Breaks(Defect::DeletedSecretLives)),
        (Invariant::DeletedKey, Flaw::Breaks(Defect::DeletedKeyLives)),
        (Invariant::DeletedKeySessions, Flaw::Breaks(Defect::DeletedKeyLives)),
        (Invariant::RemovedUser, Flaw::Loses(|event| matches!(event, Event::UserRemoved { .. }))),
        (
            Invariant::WithdrawnConsent,
            Flaw::Loses(|event| matches!(event, Event::ConsentWithdrawn { .. })),
        ),
        (Invariant::Revoked, Flaw::Breaks(Defect::RevokeKeepsSessions)),
        (Invariant::LoggedOut, Flaw::Breaks(Defect::LoggedOutLives)),
        (Invariant::Administrators, Flaw::Breaks(Defect::SetupForAll)),
        (Invariant::Tenants, Flaw::Breaks(Defect::LaneIgnored)),
    ];
    let shown: BTreeSet<_> = flaws.iter().map(|(invariant, _)| *invariant).collect();
    assert_eq!(shown.into_iter().collect::<Vec<_>>(), Invariant::ALL);
    for (invariant, flaw) in flaws {
        let noticed = cases().take(2_000).any(|(policy, steps)| {
            let mut run = Run::new(policy, *flaw);
            steps.iter().any(|step| {
                run.step(step);
                run.broken.contains(invariant)
            })
        });
        assert!(noticed, "{flaw:?} does not break {invariant:?}");
    }
}

/// No command is left out: each is tried, and accepted at times.
#[test]
fn the_steps_reach_every_command() {
    let mut accepted = BTreeSet::new();
    for (policy, steps) in cases().take(400) {
        if accepted.len() == COMMANDS.len() {
            break;
        }
        let mut run = Run::new(policy, Flaw::None);
        for step in &steps {
            run.step(step);
        }
        accepted.extend(run.accepted);
    }
    assert_eq!(accepted.into_iter().collect::<Vec<_>>(), COMMANDS);
}

/// All commands that there are.
const COMMANDS: &[&str] = &[
    "AddKey",
    "AddSecret",
    "AddTenant",
    "AddUser",
    "Allow",
    "CreateApp",
    "DeleteApp",
    "DeleteKey",
    "DeleteSecret",
    "Deny",
    "ExchangeJwt",
    "GenerateKeyPair",
    "LogIn",
    "LogInAs",
    "LogOut",
    "NoteSecret",
    "OpenSetup",
    "RemoveUser",
    "Revoke",
    "SaveApp",
    "Token",
    "UseSession",
    "WithdrawConsent",
];

/// Policies and steps, the same each time.
fn cases() -> impl Iterator<Item = (Policy, Vec<Step>)> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let strategy = (policies(), steps());
    std::iter::repeat_with(move || strategy.new_tree(&mut runner).unwrap().current())
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
