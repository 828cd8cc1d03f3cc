//! Each setting of the policy, changed alone, changes an answer on the wire.
//!
//! One function for each setting, named as the setting is, says what to ask and what is answered under which value. The themes'
//! tables together have to hold every row of the policy's own table.

mod answers;
mod api;
mod apps;
mod authorization;
mod client_authentication;
mod codes;
mod consent;
pub(crate) mod control;
mod errors;
mod jwt;
mod machine;
mod refreshing;
mod revocation;
mod sessions;
mod setup_page;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;

use crate::client::post_form;
use crate::flow::{TOKEN, authorization as request_of, web};

/// What is asked, and what is answered under which value of one setting.
pub(super) struct Trial {
    beside: &'static str,
    probe: Box<dyn Fn(&Sandbox) -> Value>,
    usually: Value,
    changed: Vec<(toml::Value, Value)>,
}

impl Trial {
    /// `probe` asks a sandbox, in which `planner` is logged in and allows everything, and is answered `usually` by default.
    pub(super) fn new(probe: impl Fn(&Sandbox) -> Value + 'static, usually: Value) -> Self {
        Self { beside: "", probe: Box::new(probe), usually, changed: Vec::new() }
    }

    /// With these lines in the policy file, whatever the setting's value: what it needs to matter at all.
    pub(super) fn beside(mut self, lines: &'static str) -> Self {
        self.beside = lines;
        self
    }

    /// With `value`, the probe is answered `answer`.
    pub(super) fn when(mut self, value: impl Into<toml::Value>, answer: Value) -> Self {
        self.changed.push((value.into(), answer));
        self
    }

    /// Tries it for `setting`.
    fn run(&self, setting: &str) {
        let base = Policy::from_toml(self.beside).unwrap();
        assert!(!self.changed.is_empty(), "{setting} is never changed");
        assert_eq!((self.probe)(&start(&base)), self.usually, "{setting} by default");
        for (value, answer) in &self.changed {
            let file = format!("{}\n{setting} = {value}\n", self.beside);
            let policy = Policy::from_toml(&file).unwrap();
            assert_eq!(differences(&base, &policy), [setting], "{setting} = {value}, alone");
            assert_eq!((self.probe)(&start(&policy)), *answer, "{setting} = {value}");
            assert_ne!(*answer, self.usually, "{setting} = {value} changes nothing");
        }
    }
}

/// The table of one theme: each function is a test, and its name is the setting's.
macro_rules! trials {
    ($($setting:ident,)+) => {
        pub(super) const TRIALS: &[&str] = &[$(stringify!($setting)),+];

        mod alone {
            $(
                #[test]
                fn $setting() {
                    super::$setting().run(stringify!($setting));
                }
            )+
        }
    };
}
use trials;

/// A sandbox with `policy`, at the turn of a year.
fn start(policy: &Policy) -> Sandbox {
    let clock = "frozen:2027-01-01T00:00:00Z".parse().unwrap();
    let builder = Sandbox::builder().with_policy(policy.clone()).with_clock(clock);
    let sandbox = builder.start().unwrap();
    sandbox.consent_as("planner").unwrap();
    sandbox
}

/// Moves the clock on.
fn later(sandbox: &Sandbox, seconds: u64) {
    sandbox.advance(Duration::from_secs(seconds)).unwrap();
}

/// The settings that two policies disagree about.
fn differences(one: &Policy, other: &Policy) -> Vec<&'static str> {
    let rows = one.describe().into_iter().zip(other.describe());
    rows.filter(|(one, other)| one.value != other.value).map(|(row, _)| row.name).collect()
}

#[test]
fn every_setting_is_tried() {
    let tables = [
        answers::TRIALS,
        api::TRIALS,
        apps::TRIALS,
        authorization::TRIALS,
        client_authentication::TRIALS,
        codes::TRIALS,
        consent::TRIALS,
        errors::TRIALS,
        jwt::TRIALS,
        refreshing::TRIALS,
        revocation::TRIALS,
        sessions::TRIALS,
        setup_page::TRIALS,
    ];
    let tried: BTreeSet<_> = tables.concat().into_iter().collect();
    let settings: BTreeSet<_> = Policy::default().describe().iter().map(|row| row.name).collect();
    assert_eq!(tried, settings);
}

#[test]
fn the_presets_are_told_apart() {
    let probe = |name: &str| {
        let sandbox = start(&Policy::named(name).unwrap());
        let callback = crate::client::get(sandbox.url(), &request_of(web(&sandbox), &[])).send();
        let error = post_form(sandbox.url(), TOKEN, &[]).send().json()["error"].is_boolean();
        (callback.in_location("iss").is_some(), error)
    };
    assert_eq!(probe("documented"), (false, false));
    assert_eq!(probe("observed"), (false, true));
    assert_eq!(probe("strict"), (true, false));
}
