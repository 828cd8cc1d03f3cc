//! Commands: what can be asked of the authority, and how one is decided.
//!
//! Each command is a struct in the file of its subject, and says what its answer is. Deciding reads the state, draws from the
//! generator, and records events; it changes nothing. A refused command may have recorded events too: a reused refresh token
//! is refused *and* kills its family.

use super::app::App;
use super::event::Event;
use super::generator::Generator;
use super::id::ClientId;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::state::{Environment, State};
use super::tenant::Tenant;
use super::time::Timestamp;
use crate::defects::Defect;
use crate::policy::Policy;

/// Something that can be asked of the authority.
pub trait Command {
    /// What an accepted one is answered with.
    type Outcome;

    /// Decides it.
    ///
    /// # Errors
    ///
    /// The refusal, with the rule that was broken.
    fn decide(self, on: &mut Decider<'_>) -> Result<Self::Outcome, Refusal>;
}

/// All that a decision may depend on, and where its events go.
pub struct Decider<'a> {
    pub(super) state: &'a State,
    pub(super) policy: &'a Policy,
    pub(super) defect: Option<Defect>,
    pub(super) now: Timestamp,
    pub(super) draw: Generator,
    pub(super) events: Vec<Event>,
}

impl std::fmt::Debug for Decider<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decider").field("now", &self.now).finish_non_exhaustive()
    }
}

impl<'a> Decider<'a> {
    /// Whether the rule that `defect` breaks is broken.
    pub(super) fn broken(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    pub(super) fn record(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The environment of `tenant`.
    pub(super) fn environment(&self, tenant: &Tenant) -> Result<&'a Environment, Refusal> {
        self.state.environment(tenant).ok_or_else(|| {
            Refusal::new(
                &rules::SETUP_TENANT,
                ErrorCode::NotFound,
                format!("there is no environment {tenant}"),
            )
        })
    }

    /// The app `client_id` of `tenant`, for the setup page.
    pub(super) fn app(&self, tenant: &Tenant, client_id: ClientId) -> Result<&'a App, Refusal> {
        self.environment(tenant)?.app(client_id).ok_or_else(|| {
            Refusal::new(
                &rules::SETUP_APP,
                ErrorCode::NotFound,
                format!("{tenant} has no app {client_id}"),
            )
        })
    }

    /// The environment that answers a request for the app `client_id` that came to `tenant`: that of `tenant`, whatever
    /// other lanes may know.
    pub(super) fn home(
        &self,
        tenant: &Tenant,
        client_id: &str,
    ) -> Result<(Tenant, &'a Environment), Refusal> {
        if self.broken(Defect::LaneIgnored)
            && let Ok(client_id) = client_id.parse()
            && let Some((tenant, environment)) =
                self.state.environments().find(|(_, other)| other.app(client_id).is_some())
        {
            return Ok((tenant.clone(), environment));
        }
        Ok((tenant.clone(), self.environment(tenant)?))
    }
}
