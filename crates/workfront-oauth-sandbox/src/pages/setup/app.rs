//! The page of one app: every field of its type, in the order of page 000, and the buttons that add and delete.

use askama::Template;

use super::expiration::{self, Expiration};
use super::form::{AppForm, mark, note_field};
use super::told::{Told, Unsaved};
use super::{logo, wording};
use crate::authority::{
    App, AppKind, ClientSecretRecord, KeyId, KeySource, Logo, PublicKeyRecord, Secret, SecretId,
    State, Tenant, UserId,
};
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::paths;
use crate::pages::problems::Problems;
use crate::policy::Policy;
use crate::policy::choice::SinglePageFields;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "app.html")]
pub(crate) struct AppPage {
    frame: Frame,
    client_id: String,
    kind: AppKind,
    kind_name: &'static str,
    /// The name that is saved, whatever is typed.
    saved_name: String,
    told: Option<Told>,
    unsaved: Unsaved,
    problems: Problems,
    form: AppForm,
    /// The mark of the app that the form is about.
    seen: String,
    secrets: Vec<SecretItem>,
    may_add_secret: bool,
    keys: Vec<KeyItem>,
    may_add_key: bool,
    new_pair: Option<NewPair>,
    customer_id: String,
    user_id: String,
    logo: Option<String>,
    absolute: Vec<Expiration>,
    inactivity: Vec<Expiration>,
    fields: Fields,
}

/// What happened just before the page is shown, and what is shown this once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aftermath {
    /// What was done.
    pub(crate) told: Option<Told>,
    /// What was typed and is not saved.
    pub(crate) unsaved: Unsaved,
    /// What was wrong.
    pub(crate) problems: Problems,
    /// What was typed; nothing for the app as it is saved.
    pub(crate) form: Option<AppForm>,
    /// A client secret that was just generated.
    pub(crate) secret: Option<(SecretId, Secret)>,
    /// A key pair that was just generated.
    pub(crate) pair: Option<NewPair>,
}

/// A key pair that was just generated.
#[derive(Debug, Clone)]
pub(crate) struct NewPair {
    /// The public half.
    pub(crate) id: KeyId,
    /// The private half.
    pub(crate) private_key: Secret,
    /// The seal by which it may be sent for, as a file.
    pub(crate) seal: String,
}

/// Which of the fields that came and went in December 2023 the page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fields {
    description_url: bool,
    developer: bool,
}

#[derive(Debug, Clone)]
struct SecretItem {
    id: SecretId,
    last_four: String,
    created: Moment,
    last_used: Option<Moment>,
    note: String,
    shown: Option<Secret>,
}

#[derive(Debug, Clone)]
struct KeyItem {
    id: KeyId,
    source: &'static str,
    user_id: String,
    user_name: String,
    subject: Option<String>,
    validity: Option<(Moment, Moment)>,
    bits: usize,
    created: Moment,
    last_used: Option<Moment>,
}

impl AppPage {
    /// The page of `app` of `tenant`, for the administrator `reader`.
    pub(crate) fn new(
        frame: Frame,
        (state, policy): (&State, &Policy),
        (tenant, app): (&Tenant, &App),
        reader: UserId,
        after: Aftermath,
    ) -> Self {
        let Aftermath { told, unsaved, problems, form, secret, pair } = after;
        let form = form.unwrap_or_else(|| AppForm::of(app));
        let secret_item =
            |record: &ClientSecretRecord| SecretItem::new(record, &form, secret.as_ref());
        let customer_id =
            state.environment(tenant).map(|home| home.customer_id.to_string()).unwrap_or_default();
        Self {
            client_id: app.client_id.to_string(),
            kind: app.kind,
            kind_name: wording::name(policy.wording, app.kind),
            saved_name: app.settings.name.clone(),
            told,
            unsaved,
            problems,
            secrets: app.secrets.iter().map(secret_item).collect(),
            may_add_secret: (app.secrets.len() as u64) < policy.secrets_per_app,
            keys: app.keys.iter().map(|key| KeyItem::new(key, state)).collect(),
            may_add_key: (app.keys.len() as u64) < policy.keys_per_app,
            new_pair: pair,
            customer_id,
            user_id: reader.to_string(),
            logo: logo::address(app),
            absolute: expiration::choices(&policy.absolute_choices, &form.absolute),
            inactivity: expiration::choices(&policy.inactivity_choices, &form.inactivity),
            fields: Fields::of(app.kind, policy.spa_fields),
            seen: form.seen.clone().unwrap_or_else(|| mark(app)),
            form,
            frame,
        }
    }

    /// Whether something is on it that has the focus, because it is shown this once.
    fn shows_a_secret(&self) -> bool {
        self.new_pair.is_some() || self.secrets.iter().any(|secret| secret.shown.is_some())
    }

    fn action(&self) -> String {
        paths::app(&self.client_id)
    }

    fn delete_href(&self) -> String {
        paths::delete_app(&self.client_id)
    }

    fn logo_limit(&self) -> usize {
        Logo::BYTES / 1024
    }
}

impl Fields {
    fn of(kind: AppKind, single_page: SinglePageFields) -> Self {
        match kind {
            AppKind::Machine => Self { description_url: false, developer: false },
            AppKind::Web => Self { description_url: true, developer: false },
            AppKind::SinglePage => Self {
                description_url: single_page != SinglePageFields::Today,
                developer: single_page != SinglePageFields::Page,
            },
        }
    }
}

impl SecretItem {
    fn new(record: &ClientSecretRecord, form: &AppForm, new: Option<&(SecretId, Secret)>) -> Self {
        Self {
            id: record.id,
            last_four: record.last_four.clone(),
            created: record.created_at.into(),
            last_used: record.last_used.map(Moment::from),
            note: form.notes.get(&record.id).unwrap_or(&record.note).clone(),
            shown: new.filter(|(id, _)| *id == record.id).map(|(_, secret)| secret.clone()),
        }
    }

    fn note_field(&self) -> String {
        note_field(self.id)
    }
}

impl KeyItem {
    fn new(record: &PublicKeyRecord, state: &State) -> Self {
        let (source, subject, validity) = match &record.source {
            KeySource::Certificate { subject, not_before, not_after } => (
                "Certificate",
                Some(subject.clone()),
                Some((Moment::from(*not_before), Moment::from(*not_after))),
            ),
            KeySource::PublicKey => ("Public key", None, None),
            KeySource::Generated => ("Generated key pair", None, None),
        };
        Self {
            id: record.id,
            source,
            user_id: record.owner.to_string(),
            user_name: state.user(record.owner).map(|user| user.name.clone()).unwrap_or_default(),
            subject,
            validity,
            bits: record.bits,
            created: record.added_at.into(),
            last_used: record.last_used.map(Moment::from),
        }
    }
}
