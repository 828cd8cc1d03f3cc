//! The server under test: a sandbox with a frozen clock, right or wrong in one way.

use std::time::Duration;

use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::defects::Defect;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{AppAnnounced, ConsentMode, Sandbox};

use crate::cases::Profile;
use crate::cases::server::{App, Decision};

/// Sandboxes that are all drawn from one seed.
#[derive(Clone, Copy, Debug)]
pub struct SandboxTarget {
    seed: u64,
    defect: Option<Defect>,
}

impl SandboxTarget {
    /// One without a defect.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, defect: None }
    }

    /// Wrong in one way.
    #[must_use]
    pub fn with_defect(mut self, defect: Defect) -> Self {
        self.defect = Some(defect);
        self
    }

    /// What everything is drawn from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A fresh server for a case under a profile.
    pub(super) fn start(&self, profile: Profile) -> Result<Server, String> {
        let name = match profile {
            Profile::Documented => "documented",
            Profile::Rfc | Profile::Bcp => "strict",
        };
        let policy = Policy::named(name).map_err(|error| error.to_string())?;
        let mut builder = Sandbox::builder().with_seed(self.seed).with_policy(policy);
        if let Some(defect) = self.defect {
            builder = builder.with_defect(defect);
        }
        Ok(Server { sandbox: builder.start().map_err(|error| error.to_string())? })
    }
}

/// A server that runs.
pub(super) struct Server {
    sandbox: Sandbox,
}

impl Server {
    /// Where it is, as `http://127.0.0.1:8080`.
    pub(super) fn url(&self) -> &str {
        self.sandbox.url()
    }

    pub(super) fn app(&self, app: App) -> Option<&AppAnnounced> {
        self.sandbox.app(match app {
            App::Web => AppKind::Web,
            App::Spa => AppKind::SinglePage,
        })
    }

    /// Lets the user decide so from now on.
    pub(super) fn decide(&self, decision: Decision) {
        match decision {
            Decision::Allow => _ = self.sandbox.consent_as("planner"),
            Decision::Deny => self.sandbox.consent(ConsentMode::Deny),
            Decision::Ask => self.sandbox.consent(ConsentMode::Ask),
        }
    }

    pub(super) fn advance(&self, seconds: u64) -> Result<(), String> {
        self.sandbox.advance(Duration::from_secs(seconds)).map_err(|error| error.to_string())
    }
}
