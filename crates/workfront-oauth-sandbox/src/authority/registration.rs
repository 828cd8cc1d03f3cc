//! Creating, saving and deleting apps on **Setup > System > OAuth2 Applications** (create-oauth-application).

use super::app::{App, AppKind, AppSettings};
use super::command::{Command, Decider};
use super::event::Event;
use super::fields;
use super::id::{ClientId, SecretId, UserId};
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::secrets;
use super::session::Origin;
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::FirstSecret;

/// Who changes an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// Somebody on the setup page, who has to be a Workfront administrator.
    User(UserId),
    /// Whoever runs the sandbox, over the control port.
    Operator,
}

impl Decider<'_> {
    /// Lets administrators and the operator pass.
    pub(super) fn administrator(&self, tenant: &Tenant, actor: Actor) -> Result<(), Refusal> {
        self.environment(tenant)?;
        let Actor::User(id) = actor else { return Ok(()) };
        let user = self.state.user(id).filter(|user| user.domain == tenant.domain());
        if user.is_some_and(|user| user.admin || self.broken(Defect::SetupForAll)) {
            return Ok(());
        }
        let why = "the user is no Workfront administrator of this organization";
        Err(Refusal::new(&rules::SETUP_ADMIN, ErrorCode::Forbidden, why))
    }
}

/// Whether `user` may see the setup page of `tenant`.
#[derive(Debug)]
#[non_exhaustive]
pub struct OpenSetup {
    /// Where.
    pub tenant: Tenant,
    /// Who.
    pub actor: Actor,
}

impl Command for OpenSetup {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        on.administrator(&self.tenant, self.actor)
    }
}

/// **Create**: makes an app of a type. The page sends a name alone and saves the other fields later.
#[derive(Debug)]
#[non_exhaustive]
pub struct CreateApp {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Which of the three types.
    pub kind: AppKind,
    /// The fields; see [`AppSettings::new`] for a name and the policy's defaults.
    pub settings: AppSettings,
}

/// An app that was created.
#[derive(Debug)]
#[non_exhaustive]
pub struct CreatedApp {
    /// Its Client ID.
    pub client_id: ClientId,
    /// Its first client secret, shown this once, if the policy generates one with the app.
    pub secret: Option<(SecretId, Secret)>,
}

impl Command for CreateApp {
    type Outcome = CreatedApp;

    fn decide(self, on: &mut Decider<'_>) -> Result<CreatedApp, Refusal> {
        let Self { tenant, actor, kind, settings } = self;
        on.administrator(&tenant, actor)?;
        fields::check(&settings, kind, on.policy, on.defect)?;
        let count = on.environment(&tenant)?.apps.len() as u64;
        if count >= on.policy.app_limit && !on.broken(Defect::ElevenApps) {
            let limit = on.policy.app_limit;
            let why = format!("{tenant} has apps up to its limit of {limit}; delete one first");
            return Err(Refusal::new(&rules::SETUP_TEN_APPS, ErrorCode::Conflict, why));
        }
        let client_id = ClientId::draw(&mut on.draw);
        let created_by = match actor {
            Actor::User(user) => Some(user),
            Actor::Operator => None,
        };
        let app = Box::new(App::new(client_id, kind, on.now, created_by, settings));
        on.record(Event::AppCreated { tenant: tenant.clone(), app });
        let first = kind.has_secrets() && on.policy.first_secret == FirstSecret::OnCreate;
        let secret = first.then(|| secrets::generate(on, &tenant, client_id, String::new()));
        Ok(CreatedApp { client_id, secret })
    }
}

/// **Save**: replaces the fields of an app.
#[derive(Debug)]
#[non_exhaustive]
pub struct SaveApp {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Which.
    pub client_id: ClientId,
    /// All its fields, as they are to be.
    pub settings: AppSettings,
}

impl Command for SaveApp {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let Self { tenant, actor, client_id, settings } = self;
        on.administrator(&tenant, actor)?;
        let kind = on.app(&tenant, client_id)?.kind;
        fields::check(&settings, kind, on.policy, on.defect)?;
        on.record(Event::AppSaved { tenant, client_id, settings: Box::new(settings) });
        Ok(())
    }
}

/// **Delete**: removes an app and all that hangs on it.
#[derive(Debug)]
#[non_exhaustive]
pub struct DeleteApp {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Which.
    pub client_id: ClientId,
}

impl Command for DeleteApp {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let Self { tenant, actor, client_id } = self;
        on.administrator(&tenant, actor)?;
        on.app(&tenant, client_id)?;
        on.record(Event::AppDeleted { tenant: tenant.clone(), client_id });
        if on.broken(Defect::DeletedAppLives) {
            for (hash, session) in on.environment(&tenant)?.sessions() {
                if session.origin.client_id() == Some(client_id) {
                    let session = super::Session { origin: Origin::LogIn, ..session.clone() };
                    let (tenant, hash) = (tenant.clone(), *hash);
                    on.record(Event::SessionOpened { tenant, hash, session });
                }
            }
        }
        Ok(())
    }
}
