//! Steps on the setup page: apps, client secrets, public keys.

use std::collections::BTreeMap;

use super::super::world::{Client, KEY};
use super::invariants::Invariant;
use super::model::KnownApp;
use super::run::Run;
use super::steps::{Step, What};
use crate::authority::*;

impl Run {
    pub(super) fn set_up(&mut self, step: &Step) {
        let actor = self.actor(step.by);
        let app = match step.what {
            What::SaveApp { client, .. }
            | What::DeleteApp { client }
            | What::AddSecret { client }
            | What::NoteSecret { client }
            | What::DeleteSecret { client }
            | What::AddKey { client }
            | What::GenerateKeyPair { client }
            | What::DeleteKey { client } => self.app(client),
            _ => return self.set_up_anew(step, actor),
        };
        let tenant = self.place(step.at, &app.tenant);
        match step.what {
            What::SaveApp { rotation, absolute, inactivity, .. } => {
                self.save_app(tenant, actor, &app, (rotation, absolute, inactivity));
            }
            What::DeleteApp { .. } => self.delete_app(tenant, actor, &app),
            What::AddSecret { .. } => self.add_secret(tenant, actor, &app),
            What::NoteSecret { .. } => self.note_secret(tenant, actor, &app),
            What::DeleteSecret { .. } => self.delete_secret(tenant, actor, &app),
            What::AddKey { .. } => self.add_key(tenant, actor, &app),
            What::GenerateKeyPair { .. } => self.generate_key_pair(tenant, actor, &app),
            What::DeleteKey { .. } => self.delete_key(tenant, actor, &app),
            _ => {}
        }
    }

    fn set_up_anew(&mut self, step: &Step, actor: Actor) {
        let tenant = self.place(step.at, &self.world.tenant.clone());
        match step.what {
            What::OpenSetup => {
                let command = OpenSetup { tenant: tenant.clone(), actor };
                // The answer was held against the actor already.
                let _ = self.apply_as(&tenant, Some(actor), command);
            }
            What::CreateApp { kind } => self.create_app(tenant, actor, kind),
            _ => {}
        }
    }

    pub(super) fn create_app(&mut self, tenant: Tenant, actor: Actor, kind: AppKind) {
        let settings = self.world.settings(kind);
        let limit = self.world.authority.policy().app_limit;
        let home = self.world.authority.state().environment(&tenant).unwrap();
        let full = home.apps().len() as u64 >= limit;
        let command = CreateApp { tenant: tenant.clone(), actor, kind, settings };
        let Ok(created) = self.apply_as(&tenant, Some(actor), command) else { return };
        self.blame(full.then_some(Invariant::TenApps));
        let secret = created.secret.map(|(_, secret)| secret);
        let client = Client { client_id: created.client_id, secret };
        self.model.apps.push(KnownApp { tenant, kind, client, keys: BTreeMap::new() });
    }

    fn save_app(
        &mut self,
        tenant: Tenant,
        actor: Actor,
        app: &KnownApp,
        (rotation, absolute, inactivity): (bool, Option<u64>, Option<u64>),
    ) {
        let mut settings = self.world.settings(app.kind);
        if app.kind.redirects() {
            settings.rotation = rotation;
            (settings.absolute_seconds, settings.inactivity_seconds) = (absolute, inactivity);
        }
        let client_id = app.client.client_id;
        let command = SaveApp { tenant: tenant.clone(), actor, client_id, settings };
        if self.apply_as(&tenant, Some(actor), command).is_ok() {
            self.blame_place(&tenant, &app.tenant);
            self.blame_deleted(client_id);
        }
    }

    fn delete_app(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let client_id = app.client.client_id;
        let command = DeleteApp { tenant: tenant.clone(), actor, client_id };
        if self.apply_as(&tenant, Some(actor), command).is_ok() {
            self.blame_place(&tenant, &app.tenant);
            self.model.deleted_apps.insert(client_id);
            self.model.kill_all_of(Invariant::DeletedApp, None, Some(client_id), None);
        }
    }

    fn add_secret(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let (client_id, note) = (app.client.client_id, String::new());
        let command = AddSecret { tenant: tenant.clone(), actor, client_id, note };
        if let Ok((_, secret)) = self.apply_as(&tenant, Some(actor), command) {
            self.blame_place(&tenant, &app.tenant);
            self.blame_deleted(client_id);
            self.know_secret(app, secret);
        }
    }

    fn note_secret(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let Some(secret) = self.secret_id(app) else { return };
        let (client_id, note) = (app.client.client_id, "a note".to_owned());
        let command = NoteSecret { tenant: tenant.clone(), actor, client_id, secret, note };
        if self.apply_as(&tenant, Some(actor), command).is_ok() {
            self.blame_place(&tenant, &app.tenant);
        }
    }

    fn delete_secret(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let Some(secret) = self.secret_id(app) else { return };
        let client_id = app.client.client_id;
        let command = DeleteSecret { tenant: tenant.clone(), actor, client_id, secret };
        if self.apply_as(&tenant, Some(actor), command).is_err() {
            return;
        }
        self.blame_place(&tenant, &app.tenant);
        self.model.deleted_secrets.push(app.clone());
        if self.world.authority.policy().secret_deletion_ends_tokens {
            let (why, with) =
                (Invariant::DeletedSecretTokens, app.client.secret.as_ref().map(Secret::hash));
            self.model.kill_families(why, |family| family.with == with);
            self.model.kill_sessions(why, |session| {
                session.client_id == Some(client_id) && session.with == with
            });
        }
    }

    fn add_key(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let (client_id, owner) = (app.client.client_id, self.owner(actor));
        let pem = KEY.public_pem.clone();
        let command = AddKey { tenant: tenant.clone(), actor, client_id, owner, pem };
        if let Ok(key) = self.apply_as(&tenant, Some(actor), command) {
            self.blame_place(&tenant, &app.tenant);
            self.blame_deleted(client_id);
            self.change_keys(client_id, |keys| _ = keys.insert(key, owner));
        }
    }

    /// The key that comes of it signs nothing here: a JWT by another key must not profit from it.
    fn generate_key_pair(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let (client_id, owner) = (app.client.client_id, self.owner(actor));
        let command = GenerateKeyPair { tenant: tenant.clone(), actor, client_id, owner };
        if self.apply_as(&tenant, Some(actor), command).is_ok() {
            self.blame_place(&tenant, &app.tenant);
            self.blame_deleted(client_id);
        }
    }

    fn delete_key(&mut self, tenant: Tenant, actor: Actor, app: &KnownApp) {
        let client_id = app.client.client_id;
        let home = self.world.authority.state().environment(&app.tenant).unwrap();
        let Some(key) = home.app(client_id).and_then(|app| app.keys.first()) else { return };
        let key = key.id;
        let command = DeleteKey { tenant: tenant.clone(), actor, client_id, key };
        if self.apply_as(&tenant, Some(actor), command).is_err() {
            return;
        }
        self.blame_place(&tenant, &app.tenant);
        self.change_keys(client_id, |keys| _ = keys.remove(&key));
        if self.world.authority.policy().key_deletion_ends_sessions {
            let why = Invariant::DeletedKeySessions;
            self.model.kill_sessions(why, |session| session.key == Some(key));
        }
    }

    fn change_keys(&mut self, client_id: ClientId, change: impl Fn(&mut BTreeMap<KeyId, UserId>)) {
        for app in self.model.apps.iter_mut().filter(|app| app.client.client_id == client_id) {
            change(&mut app.keys);
        }
    }

    fn owner(&self, actor: Actor) -> UserId {
        match actor {
            Actor::User(user) => user,
            Actor::Operator => self.world.admin,
        }
    }

    /// The client secret that `app` is known with.
    fn secret_id(&self, app: &KnownApp) -> Option<SecretId> {
        let home = self.world.authority.state().environment(&app.tenant)?;
        let hash = app.client.secret.as_ref()?.hash();
        home.app(app.client.client_id)?.secret(&hash).map(|record| record.id)
    }

    fn blame_deleted(&mut self, client_id: ClientId) {
        let deleted = self.model.deleted_apps.contains(&client_id);
        self.blame(deleted.then_some(Invariant::DeletedApp));
    }
}
