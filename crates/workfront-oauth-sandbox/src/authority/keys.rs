//! **Add public key**, **Generate public/private key pair**, and the delete icon (create-oauth-application, oauth-app-jwt-flow).

use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::{RsaPrivateKey, RsaPublicKey};

use super::account::no_user;
use super::app::App;
use super::command::{Command, Decider};
use super::event::Event;
use super::family::RevokedBy;
use super::id::{ClientId, KeyId, UserId};
use super::key_upload::UploadedKey;
use super::public_key::{KeySource, PublicKeyRecord};
use super::refusal::{ErrorCode, Refusal};
use super::registration::Actor;
use super::rules;
use super::secret::Secret;
use super::session::Origin;
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::CertificateValidity;

/// Adds an uploaded public key.
#[derive(Debug)]
#[non_exhaustive]
pub struct AddKey {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// To which app.
    pub client_id: ClientId,
    /// The user whom a JWT's `sub` must name: on the setup page, whoever is at it.
    pub owner: UserId,
    /// The uploaded file.
    pub pem: String,
}

impl Command for AddKey {
    type Outcome = KeyId;

    fn decide(self, on: &mut Decider<'_>) -> Result<KeyId, Refusal> {
        let Self { tenant, actor, client_id, owner, pem } = self;
        check_room(on, &tenant, actor, client_id, owner)?;
        let uploaded = UploadedKey::from_pem(&pem, on.defect)?;
        let validity = on.policy.certificate_validity;
        if matches!(validity, CertificateValidity::AtUpload | CertificateValidity::Both) {
            check_validity(on, &uploaded.source, ErrorCode::Unprocessable)?;
        }
        Ok(add(on, tenant, client_id, owner, uploaded))
    }
}

/// Generates a key pair, keeps the public half and hands out the private one, this once.
#[derive(Debug)]
#[non_exhaustive]
pub struct GenerateKeyPair {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// For which app.
    pub client_id: ClientId,
    /// The user whom a JWT's `sub` must name.
    pub owner: UserId,
}

/// A key pair that was generated.
#[derive(Debug)]
#[non_exhaustive]
pub struct GeneratedKeyPair {
    /// The public half.
    pub key: KeyId,
    /// The private half, as a PKCS#8 PEM document.
    pub private_key_pem: Secret,
}

impl Command for GenerateKeyPair {
    type Outcome = GeneratedKeyPair;

    fn decide(self, on: &mut Decider<'_>) -> Result<GeneratedKeyPair, Refusal> {
        let Self { tenant, actor, client_id, owner } = self;
        check_room(on, &tenant, actor, client_id, owner)?;
        let not_made = |_| {
            let why = "no key pair could be generated";
            Refusal::new(&rules::KEY_STRENGTH, ErrorCode::Unprocessable, why)
        };
        // `rsa` never signs here, which is what RUSTSEC-2023-0071 is about; it alone draws from a generator that it is given.
        let private = RsaPrivateKey::new(&mut on.draw, 2_048).map_err(not_made)?;
        let failed = |_| not_made(rsa::Error::Internal);
        let pem = private.to_pkcs8_pem(LineEnding::LF).map_err(failed)?;
        let spki = RsaPublicKey::from(&private)
            .to_public_key_der()
            .map_err(|_| not_made(rsa::Error::Internal))?;
        let uploaded = UploadedKey::from_spki(spki.as_bytes(), KeySource::Generated, on.defect)?;
        let key = add(on, tenant, client_id, owner, uploaded);
        Ok(GeneratedKeyPair { key, private_key_pem: Secret::new(pem.as_str()) })
    }
}

/// Deletes a public key.
#[derive(Debug)]
#[non_exhaustive]
pub struct DeleteKey {
    /// Where.
    pub tenant: Tenant,
    /// By whom.
    pub actor: Actor,
    /// Of which app.
    pub client_id: ClientId,
    /// Which.
    pub key: KeyId,
}

impl Command for DeleteKey {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let Self { tenant, actor, client_id, key } = self;
        on.administrator(&tenant, actor)?;
        if !on.app(&tenant, client_id)?.keys.iter().any(|record| record.id == key) {
            let why = format!("the app {client_id} has no public key {key}");
            return Err(Refusal::new(&rules::KEY_KNOWN, ErrorCode::NotFound, why));
        }
        if on.broken(Defect::DeletedKeyLives) {
            return Ok(());
        }
        if on.policy.key_deletion_ends_sessions {
            let environment = on.environment(&tenant)?;
            for family in environment.families().filter(|family| family.key == Some(key)) {
                let (tenant, by) = (tenant.clone(), RevokedBy::KeyDeleted);
                on.end_sessions_of(&tenant, family.grant, family.id);
                on.record(Event::FamilyRevoked { tenant, family: family.id, by });
            }
            for (hash, session) in environment.sessions() {
                if matches!(&session.origin, Origin::Exchange { key: with, .. } if *with == key) {
                    on.record(Event::SessionEnded { tenant: tenant.clone(), hash: *hash });
                }
            }
        }
        on.record(Event::KeyDeleted { tenant, client_id, key });
        Ok(())
    }
}

fn check_room(
    on: &Decider<'_>,
    tenant: &Tenant,
    actor: Actor,
    client_id: ClientId,
    owner: UserId,
) -> Result<(), Refusal> {
    on.administrator(tenant, actor)?;
    let app: &App = on.app(tenant, client_id)?;
    if !app.kind.has_keys() {
        let why = format!("an app of type {} has no public key", app.kind.word());
        return Err(Refusal::new(&rules::KEY_KIND, ErrorCode::Unprocessable, why));
    }
    if on.state.user(owner).is_none_or(|user| user.domain != tenant.domain()) {
        return Err(no_user(owner));
    }
    let limit = on.policy.keys_per_app;
    if app.keys.len() as u64 >= limit {
        let why = format!("the app has public keys up to its limit of {limit}; delete one first");
        return Err(Refusal::new(&rules::KEY_LIMIT, ErrorCode::Conflict, why));
    }
    Ok(())
}

fn add(
    on: &mut Decider<'_>,
    tenant: Tenant,
    client_id: ClientId,
    owner: UserId,
    uploaded: UploadedKey,
) -> KeyId {
    let id = KeyId::draw(&mut on.draw);
    let UploadedKey { source, bits, fingerprint, key } = uploaded;
    let key = PublicKeyRecord {
        id,
        owner,
        added_at: on.now,
        last_used: None,
        source,
        bits,
        fingerprint,
        key,
    };
    on.record(Event::KeyAdded { tenant, client_id, key: Box::new(key) });
    id
}

/// Whether a certificate is valid now.
pub(super) fn check_validity(
    on: &Decider<'_>,
    source: &KeySource,
    error: ErrorCode,
) -> Result<(), Refusal> {
    let KeySource::Certificate { not_before, not_after, .. } = source else { return Ok(()) };
    // notAfter names the last second that counts (RFC 5280 §4.1.2.5).
    if (not_before.seconds()..=not_after.seconds()).contains(&on.now.seconds()) {
        return Ok(());
    }
    let why = if on.now < *not_before {
        "the certificate is not valid yet"
    } else {
        "the certificate is no longer valid; openssl req -x509 makes it valid for 30 days unless -days says more"
    };
    Err(Refusal::new(&rules::JWT_CERTIFICATE, error, why))
}
