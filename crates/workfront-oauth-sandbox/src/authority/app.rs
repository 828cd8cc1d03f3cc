//! An app: what **Setup > System > OAuth2 Applications** holds about one (create-oauth-application).

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::client_secret::ClientSecretRecord;
use super::id::{ClientId, SecretId, UserId};
use super::logo::Logo;
use super::public_key::PublicKeyRecord;
use super::secret::SecretHash;
use super::time::Timestamp;

/// The three application types of create-oauth-application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AppKind {
    /// Machine to machine: a signed JWT and a client secret, no user at a browser.
    #[serde(rename = "machine")]
    Machine,
    /// Web application: the authorization code flow with a client secret.
    #[serde(rename = "web")]
    Web,
    /// Single-page web application, or a mobile one: the authorization code flow with PKCE and no secret.
    #[serde(rename = "spa")]
    SinglePage,
}

impl AppKind {
    /// All three, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Machine, Self::SinglePage, Self::Web];

    /// The word for it in files and on the control port.
    pub fn word(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Web => "web",
            Self::SinglePage => "spa",
        }
    }

    /// Whether it has client secrets.
    pub fn has_secrets(self) -> bool {
        !matches!(self, Self::SinglePage)
    }

    /// Whether it has public keys.
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Machine)
    }

    /// Whether it sends users to the authorization endpoint: redirect URLs, logo, refresh tokens.
    pub fn redirects(self) -> bool {
        !matches!(self, Self::Machine)
    }
}

/// One registered application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct App {
    /// Generated automatically.
    pub client_id: ClientId,
    /// Chosen at creation, for good.
    pub kind: AppKind,
    /// When it was created.
    pub created_at: Timestamp,
    /// The administrator who created it; nobody when it came in over the control port.
    pub created_by: Option<UserId>,
    /// What **Save** writes.
    pub settings: AppSettings,
    /// Its client secrets, oldest first.
    pub secrets: Vec<ClientSecretRecord>,
    /// Its public keys, oldest first.
    pub keys: Vec<PublicKeyRecord>,
    pub(super) sessions: VecDeque<SecretHash>,
}

impl App {
    pub(super) fn new(
        client_id: ClientId,
        kind: AppKind,
        created_at: Timestamp,
        created_by: Option<UserId>,
        settings: AppSettings,
    ) -> Self {
        Self {
            client_id,
            kind,
            created_at,
            created_by,
            settings,
            secrets: Vec::new(),
            keys: Vec::new(),
            sessions: VecDeque::new(),
        }
    }

    /// The secret that `hash` is of.
    pub(super) fn secret(&self, hash: &SecretHash) -> Option<&ClientSecretRecord> {
        self.secrets.iter().find(|record| record.hash == *hash)
    }

    /// The secret that the setup page calls `id`.
    pub fn secret_by_id(&self, id: SecretId) -> Option<&ClientSecretRecord> {
        self.secrets.iter().find(|record| record.id == id)
    }
}

/// The fields of an app that an administrator fills in and saves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AppSettings {
    /// "This field cannot be empty."
    pub name: String,
    /// What the integration is for.
    pub description: String,
    /// "A link to an About Us page, or a page with more information" (web; single-page until December 2023).
    pub description_url: String,
    /// "A logo to make this app more recognizable" (web and single-page).
    pub logo: Option<Logo>,
    /// Who wrote it (single-page, since December 2023).
    pub developer_name: String,
    /// Where to reach them (single-page, since December 2023).
    pub developer_email: String,
    /// What they do with data (single-page, since December 2023).
    pub privacy_policy_url: String,
    /// "Users are redirected to this path after they authenticate with Workfront" (web and single-page), byte for byte.
    pub redirect_urls: Vec<String>,
    /// Issue a new refresh token each time one is used.
    pub rotation: bool,
    /// Seconds for which a refresh token may exist; `None` is "No expiration".
    pub absolute_seconds: Option<u64>,
    /// Seconds after which an unused refresh token expires; `None` is no such limit.
    pub inactivity_seconds: Option<u64>,
}
