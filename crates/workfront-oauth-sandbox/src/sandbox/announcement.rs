//! What a sandbox says of itself when it starts: the first line of `workfront-sandbox serve`.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::authority::AppKind;

/// Everything needed to use a sandbox. Its JSON holds every secret of the demo; its `Debug` holds none.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Announcement {
    /// The version of this format: 1.
    pub version: u32,
    /// Where the first tenant is served.
    pub url: String,
    /// Where the control port is.
    pub control_url: String,
    /// What opens it.
    pub control_token: String,
    /// The seed of this run.
    pub seed: u64,
    /// `{mode, now}`.
    pub clock: Value,
    /// The tenants, each on a port of its own.
    pub tenants: Vec<TenantAnnounced>,
    /// The demo apps, in the first tenant.
    pub apps: Vec<AppAnnounced>,
    /// The demo users.
    pub users: Vec<UserAnnounced>,
}

/// One tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TenantAnnounced {
    /// What the redirect calls `domain`.
    pub domain: String,
    /// What the redirect calls `lane`.
    pub lane: String,
    /// Where it is served.
    pub url: String,
    /// The `iss` of a JWT.
    pub customer_id: String,
}

/// One demo app, with its secrets.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct AppAnnounced {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: AppKind,
    /// Its name.
    pub name: String,
    /// Its Client ID.
    pub client_id: String,
    /// Its client secret, if its type has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Its redirect URLs.
    pub redirect_uris: Vec<String>,
    /// The `sub` of a JWT of a machine app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The private key of a machine app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key_pem: Option<String>,
}

/// One demo user.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct UserAnnounced {
    /// The organization: two may have a user of one name.
    pub domain: String,
    /// The User ID.
    pub user_id: String,
    /// What is typed to log in.
    pub username: String,
    /// The password.
    pub password: String,
    /// Whether this is a Workfront administrator.
    pub admin: bool,
}

impl fmt::Debug for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcement")
            .field("url", &self.url)
            .field("control_url", &self.control_url)
            .field("seed", &self.seed)
            .field("apps", &self.apps)
            .field("users", &self.users)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AppAnnounced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppAnnounced")
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UserAnnounced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAnnounced")
            .field("user_id", &self.user_id)
            .field("username", &self.username)
            .field("admin", &self.admin)
            .finish_non_exhaustive()
    }
}
