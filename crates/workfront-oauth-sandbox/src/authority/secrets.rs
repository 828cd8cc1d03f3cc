//! **Add client secret**, its note, and the delete icon beside it (create-oauth-application, manage-custom-oauth2-apps).

use super::client_secret::{ClientSecretRecord, NOTE_CHARACTERS};
use super::command::{Command, Decider};
use super::event::Event;
use super::family::RevokedBy;
use super::id::{ClientId, SecretId};
use super::refusal::{ErrorCode, Refusal};
use super::registration::Actor;
use super::rules;
use super::secret::Secret;
use super::session::Origin;
use super::tenant::Tenant;
use crate::defects::Defect;

/// Generates one more client secret.
#[derive(Debug)]
#[non_exhaustive]
pub struct AddSecret {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Of which app.
    pub client_id: ClientId,
    /// A note beside it, of at most 64 characters.
    pub note: String,
}

impl Command for AddSecret {
    type Outcome = (SecretId, Secret);

    fn decide(self, on: &mut Decider<'_>) -> Result<(SecretId, Secret), Refusal> {
        let Self { tenant, actor, client_id, note } = self;
        on.administrator(&tenant, actor)?;
        let app = on.app(&tenant, client_id)?;
        if !app.kind.has_secrets() {
            let why = "a single-page app has no client secret";
            return Err(Refusal::new(&rules::SECRET_KIND, ErrorCode::Unprocessable, why));
        }
        check_note(on, &note)?;
        let limit = on.policy.secrets_per_app;
        if app.secrets.len() as u64 >= limit {
            let why =
                format!("the app has client secrets up to its limit of {limit}; delete one first");
            return Err(Refusal::new(&rules::SECRET_LIMIT, ErrorCode::Conflict, why));
        }
        if on.broken(Defect::OneSecretOnly) {
            for record in &app.secrets {
                let (tenant, secret) = (tenant.clone(), record.id);
                on.record(Event::SecretDeleted { tenant, client_id, secret });
            }
        }
        Ok(generate(on, &tenant, client_id, note))
    }
}

/// Draws a client secret and records what is kept of it.
pub(super) fn generate(
    on: &mut Decider<'_>,
    tenant: &Tenant,
    client_id: ClientId,
    note: String,
) -> (SecretId, Secret) {
    let secret = if on.broken(Defect::SecretPredictable) {
        Secret::new(format!("{:043}", on.state.accepted()))
    } else {
        Secret::client_secret(&mut on.draw)
    };
    let id = SecretId::draw(&mut on.draw);
    let record = ClientSecretRecord {
        id,
        last_four: secret.last_four(),
        created_at: on.now,
        last_used: None,
        note,
        hash: secret.hash(),
    };
    on.record(Event::SecretAdded { tenant: tenant.clone(), client_id, secret: record });
    (id, secret)
}

/// Changes the note on a client secret.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoteSecret {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Of which app.
    pub client_id: ClientId,
    /// Which.
    pub secret: SecretId,
    /// At most 64 characters.
    pub note: String,
}

impl Command for NoteSecret {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let Self { tenant, actor, client_id, secret, note } = self;
        on.administrator(&tenant, actor)?;
        check_known(on, &tenant, client_id, secret)?;
        check_note(on, &note)?;
        on.record(Event::SecretNoted { tenant, client_id, secret, note });
        Ok(())
    }
}

/// Deletes a client secret.
#[derive(Debug)]
#[non_exhaustive]
pub struct DeleteSecret {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Of which app.
    pub client_id: ClientId,
    /// Which.
    pub secret: SecretId,
}

impl Command for DeleteSecret {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let Self { tenant, actor, client_id, secret } = self;
        on.administrator(&tenant, actor)?;
        check_known(on, &tenant, client_id, secret)?;
        if on.broken(Defect::DeletedSecretLives) {
            return Ok(());
        }
        if on.policy.secret_deletion_ends_tokens {
            let environment = on.environment(&tenant)?;
            for family in environment.families().filter(|family| family.secret == Some(secret)) {
                let (tenant, by) = (tenant.clone(), RevokedBy::SecretDeleted);
                on.record(Event::FamilyRevoked { tenant, family: family.id, by });
            }
            for (hash, session) in environment.sessions() {
                if let Origin::Token { secret: with, .. } | Origin::Exchange { secret: with, .. } =
                    &session.origin
                    && *with == Some(secret)
                {
                    on.record(Event::SessionEnded { tenant: tenant.clone(), hash: *hash });
                }
            }
        }
        on.record(Event::SecretDeleted { tenant, client_id, secret });
        Ok(())
    }
}

fn check_known(
    on: &Decider<'_>,
    tenant: &Tenant,
    client_id: ClientId,
    secret: SecretId,
) -> Result<(), Refusal> {
    if on.app(tenant, client_id)?.secret_by_id(secret).is_some() {
        return Ok(());
    }
    let why = format!("the app {client_id} has no client secret {secret}");
    Err(Refusal::new(&rules::SECRET_KNOWN, ErrorCode::NotFound, why))
}

fn check_note(on: &Decider<'_>, note: &str) -> Result<(), Refusal> {
    let refuse = |why: String| {
        Err(Refusal::new(&rules::SECRET_NOTE, ErrorCode::Unprocessable, why).about("note"))
    };
    let characters = note.chars().count();
    if characters > NOTE_CHARACTERS && !on.broken(Defect::LongNotes) {
        return refuse(format!(
            "the note has {characters} characters, more than {NOTE_CHARACTERS}"
        ));
    }
    if note.chars().any(char::is_control) {
        return refuse("the note has a control character".into());
    }
    Ok(())
}
