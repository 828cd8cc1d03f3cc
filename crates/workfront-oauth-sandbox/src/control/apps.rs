//! `/_sandbox/apps` and below: what the setup page does, for programs.

use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::journal::query;
use super::problem::{Answer, Problem, answered, body, done, ok};
use crate::authority::{
    Actor, AddKey, AddSecret, App, AppKind, AppSettings, ClientId, ClientSecretRecord, CreateApp,
    DeleteApp, DeleteKey, DeleteSecret, GenerateKeyPair, KeyId, KeySource, NoteSecret,
    PublicKeyRecord, SaveApp, SecretId, Tenant, UserId,
};
use crate::clock::rfc3339;
use crate::http::received::Received;
use crate::http::site::{SharedShell, Shell};

/// An app, without any secret.
pub(super) fn view(app: &App) -> Value {
    let settings = &app.settings;
    json!({
        "client_id": app.client_id.to_string(),
        "type": app.kind,
        "name": settings.name,
        "description": settings.description,
        "description_url": settings.description_url,
        "developer_name": settings.developer_name,
        "developer_email": settings.developer_email,
        "privacy_policy_url": settings.privacy_policy_url,
        "logo": settings.logo,
        "redirect_urls": settings.redirect_urls,
        "rotation": settings.rotation,
        "absolute_seconds": settings.absolute_seconds,
        "inactivity_seconds": settings.inactivity_seconds,
        "created_at": rfc3339(app.created_at),
        "created_by": app.created_by.map(|user| user.to_string()),
        "secrets": app.secrets.iter().map(secret_view).collect::<Vec<_>>(),
        "keys": app.keys.iter().map(key_view).collect::<Vec<_>>(),
    })
}

fn secret_view(secret: &ClientSecretRecord) -> Value {
    json!({
        "secret_id": secret.id.to_string(),
        "ends_with": secret.last_four,
        "created_at": rfc3339(secret.created_at),
        "last_used": secret.last_used.map(rfc3339),
        "note": secret.note,
    })
}

fn key_view(key: &PublicKeyRecord) -> Value {
    json!({
        "key_id": key.id.to_string(),
        "user_id": key.owner.to_string(),
        "added_at": rfc3339(key.added_at),
        "last_used": key.last_used.map(rfc3339),
        "source": source_view(&key.source),
        "bits": key.bits,
        "fingerprint": key.fingerprint,
        "public_key_pem": key.to_pem(),
    })
}

fn source_view(source: &KeySource) -> Value {
    match source {
        KeySource::Certificate { subject, not_before, not_after } => json!({ "certificate": {
            "subject": subject,
            "not_before": rfc3339(*not_before),
            "not_after": rfc3339(*not_after),
        }}),
        plain => json!(plain),
    }
}

/// The apps of all tenants, or of `?tenant=DOMAIN.LANE`.
pub(super) async fn list(State(shell): State<SharedShell>, received: Received) -> Answer {
    let query = query(&received, &["tenant"])?;
    let only = query.get("tenant").map(tenant).transpose()?;
    let apps: Vec<Value> = shell.read(|state| {
        let environments =
            state.environments().filter(|(name, _)| only.as_ref().is_none_or(|only| only == *name));
        environments
            .flat_map(|(tenant, environment)| {
                environment.apps().into_iter().map(move |app| placed(tenant, app))
            })
            .collect()
    });
    ok(&json!({ "apps": apps }))
}

/// `{type, name, tenant?, …fields}`; answers with the app, and the first client secret if the policy gives one at once.
pub(super) async fn create(State(shell): State<SharedShell>, received: Received) -> Answer {
    let mut members: Map<String, Value> = body(&received)?;
    let mut member = |name: &str| members.remove(name);
    let kind: AppKind = from_value(member("type").unwrap_or_default(), "type")?;
    let tenant = match member("tenant") {
        None => first_tenant(&shell)?,
        Some(Value::String(text)) => tenant(&text)?,
        Some(_) => return Err(Problem::unprocessable("tenant is text, such as myorganization.my")),
    };
    let settings = merged(&AppSettings::new("", kind, &shell.policy), members)?;
    let command = CreateApp { tenant: tenant.clone(), actor: Actor::Operator, kind, settings };
    let created = shell.run(command, shell.clock.now())?;
    let mut app = find(&shell, created.client_id, placed)?;
    if let (Some((id, secret)), Value::Object(members)) = (created.secret, &mut app) {
        members.insert("client_secret".to_owned(), secret.expose_secret().into());
        members.insert("secret_id".to_owned(), id.to_string().into());
    }
    Ok(answered(StatusCode::CREATED, &app))
}

pub(super) async fn show(State(shell): State<SharedShell>, Path(id): Path<String>) -> Answer {
    ok(&find(&shell, client_id(&id)?, placed)?)
}

/// The fields that are to change; the others stay.
pub(super) async fn save(
    State(shell): State<SharedShell>,
    Path(id): Path<String>,
    received: Received,
) -> Answer {
    let client_id = client_id(&id)?;
    let (tenant, settings) =
        find(&shell, client_id, |tenant, app| (tenant.clone(), app.settings.clone()))?;
    let settings = merged(&settings, body(&received)?)?;
    shell
        .run(SaveApp { tenant, actor: Actor::Operator, client_id, settings }, shell.clock.now())?;
    ok(&find(&shell, client_id, placed)?)
}

pub(super) async fn remove(State(shell): State<SharedShell>, Path(id): Path<String>) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    shell.run(DeleteApp { tenant, actor: Actor::Operator, client_id }, shell.clock.now())?;
    done()
}

pub(super) async fn secrets(State(shell): State<SharedShell>, Path(id): Path<String>) -> Answer {
    let secrets = |_: &Tenant, app: &App| app.secrets.iter().map(secret_view).collect::<Vec<_>>();
    ok(&json!({ "secrets": find(&shell, client_id(&id)?, secrets)? }))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Note {
    note: String,
}

/// `{note?}`; the answer is the only one that ever has the secret.
pub(super) async fn add_secret(
    State(shell): State<SharedShell>,
    Path(id): Path<String>,
    received: Received,
) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    let Note { note } = if received.body.is_empty() { Note::default() } else { body(&received)? };
    let command = AddSecret { tenant, actor: Actor::Operator, client_id, note };
    let (id, secret) = shell.run(command, shell.clock.now())?;
    let answer = json!({ "secret_id": id.to_string(), "client_secret": secret.expose_secret() });
    Ok(answered(StatusCode::CREATED, &answer))
}

/// `{note}`.
pub(super) async fn note_secret(
    State(shell): State<SharedShell>,
    Path((id, secret)): Path<(String, String)>,
    received: Received,
) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    let secret: SecretId = known(&secret, "client secret")?;
    let Note { note } = body(&received)?;
    shell.run(
        NoteSecret { tenant, actor: Actor::Operator, client_id, secret, note },
        shell.clock.now(),
    )?;
    done()
}

pub(super) async fn remove_secret(
    State(shell): State<SharedShell>,
    Path((id, secret)): Path<(String, String)>,
) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    let secret: SecretId = known(&secret, "client secret")?;
    shell.run(
        DeleteSecret { tenant, actor: Actor::Operator, client_id, secret },
        shell.clock.now(),
    )?;
    done()
}

pub(super) async fn keys(State(shell): State<SharedShell>, Path(id): Path<String>) -> Answer {
    let keys = |_: &Tenant, app: &App| app.keys.iter().map(key_view).collect::<Vec<_>>();
    ok(&json!({ "keys": find(&shell, client_id(&id)?, keys)? }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// A certificate or public key; without it a pair is generated.
    pem: Option<String>,
    /// The user whom JWTs will name in `sub`; the first administrator if left out.
    user_id: Option<String>,
}

/// `{pem?, user_id?}`; of a generated pair, the answer is the only one that ever has the private key.
pub(super) async fn add_key(
    State(shell): State<SharedShell>,
    Path(id): Path<String>,
    received: Received,
) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    let NewKey { pem, user_id } = body(&received)?;
    let owner = match user_id {
        Some(text) => text.parse().map_err(|_| Problem::unprocessable("user_id is no User ID"))?,
        None => first_administrator(&shell, &tenant)?,
    };
    let (actor, now) = (Actor::Operator, shell.clock.now());
    let answer = match pem {
        Some(pem) => {
            let key = shell.run(AddKey { tenant, actor, client_id, owner, pem }, now)?;
            json!({ "key_id": key.to_string(), "user_id": owner.to_string() })
        }
        None => {
            let pair = shell.run(GenerateKeyPair { tenant, actor, client_id, owner }, now)?;
            json!({
                "key_id": pair.key.to_string(),
                "user_id": owner.to_string(),
                "private_key_pem": pair.private_key_pem.expose_secret(),
            })
        }
    };
    Ok(answered(StatusCode::CREATED, &answer))
}

pub(super) async fn remove_key(
    State(shell): State<SharedShell>,
    Path((id, key)): Path<(String, String)>,
) -> Answer {
    let (client_id, tenant) = place(&shell, &id)?;
    let key: KeyId = known(&key, "public key")?;
    shell.run(DeleteKey { tenant, actor: Actor::Operator, client_id, key }, shell.clock.now())?;
    done()
}

/// `app` and where it is.
fn placed(tenant: &Tenant, app: &App) -> Value {
    let mut view = view(app);
    if let Value::Object(members) = &mut view {
        members.insert("tenant".to_owned(), tenant.to_string().into());
    }
    view
}

/// `settings` with `members` in place of the fields of those names.
fn merged(settings: &AppSettings, members: Map<String, Value>) -> Result<AppSettings, Problem> {
    let mut fields = serde_json::to_value(settings).unwrap_or_default();
    if let Value::Object(fields) = &mut fields {
        fields.extend(members);
    }
    from_value(fields, "the app")
}

/// The fields of an app as the body of a request changes `settings`, for the fuzz targets.
#[cfg(feature = "__fuzz")]
pub(crate) fn fields(settings: &AppSettings, received: &Received) -> Option<AppSettings> {
    merged(settings, body(received).ok()?).ok()
}

fn from_value<T: serde::de::DeserializeOwned>(value: Value, what: &str) -> Result<T, Problem> {
    serde_json::from_value(value)
        .map_err(|error| Problem::unprocessable(format!("{what}: {error}")))
}

fn find<T>(
    shell: &Shell,
    client_id: ClientId,
    look: impl Fn(&Tenant, &App) -> T,
) -> Result<T, Problem> {
    shell
        .read(|state| {
            state.environments().find_map(|(tenant, environment)| {
                environment.app(client_id).map(|app| look(tenant, app))
            })
        })
        .ok_or_else(|| Problem::not_found("there is no app with this client_id"))
}

fn place(shell: &Shell, id: &str) -> Result<(ClientId, Tenant), Problem> {
    let client_id = client_id(id)?;
    Ok((client_id, find(shell, client_id, |tenant, _| tenant.clone())?))
}

fn client_id(text: &str) -> Result<ClientId, Problem> {
    known(text, "app")
}

fn known<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found(format!("there is no such {what}")))
}

fn tenant(text: &str) -> Result<Tenant, Problem> {
    text.parse()
        .map_err(|error: crate::authority::NotATenant| Problem::unprocessable(error.to_string()))
}

fn first_tenant(shell: &Shell) -> Result<Tenant, Problem> {
    shell.tenants.first().cloned().ok_or_else(|| Problem::not_found("there is no tenant"))
}

fn first_administrator(shell: &Shell, tenant: &Tenant) -> Result<UserId, Problem> {
    shell
        .read(|state| {
            let mut users =
                state.users().filter(|user| user.admin && user.domain == tenant.domain());
            users.next().map(|user| user.user_id)
        })
        .ok_or_else(|| Problem::unprocessable("there is no administrator; name a user_id"))
}
