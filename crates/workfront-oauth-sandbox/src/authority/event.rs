//! Events: what accepted commands did. The log is made of them, and the state is nothing but their sum.
//!
//! An event says what happened, with every choice made: a replay draws nothing, asks no policy and reads no clock. It holds
//! hashes where a command held secrets.

use serde::{Deserialize, Serialize};

use super::app::{App, AppSettings};
use super::client_secret::ClientSecretRecord;
use super::code::{AuthorizationCode, Spent};
use super::family::{RevokedBy, TokenFamily};
use super::id::{ClientId, CustomerId, FamilyId, GrantId, KeyId, SecretId, UserId};
use super::public_key::PublicKeyRecord;
use super::secret::SecretHash;
use super::session::Session;
use super::tenant::Tenant;
use super::time::Timestamp;
use super::user::User;

/// One thing that happened, at the moment of the commit that holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "an event's members are those of the entity it creates or names")]
#[non_exhaustive]
pub enum Event {
    /// An environment came to be.
    TenantAdded { tenant: Tenant, customer_id: CustomerId },
    /// Somebody got an account.
    UserAdded { user: User },
    /// Somebody lost it, and all that hung on it.
    UserRemoved { user: UserId },
    /// A session began.
    SessionOpened { tenant: Tenant, hash: SecretHash, session: Session },
    /// A session was used, which puts off its end.
    SessionUsed { tenant: Tenant, hash: SecretHash },
    /// A session ended before its time.
    SessionEnded { tenant: Tenant, hash: SecretHash },
    /// An app was created.
    AppCreated { tenant: Tenant, app: Box<App> },
    /// An app was saved.
    AppSaved { tenant: Tenant, client_id: ClientId, settings: Box<AppSettings> },
    /// An app was deleted, and all that hung on it.
    AppDeleted { tenant: Tenant, client_id: ClientId },
    /// A client secret was generated.
    SecretAdded { tenant: Tenant, client_id: ClientId, secret: ClientSecretRecord },
    /// A client secret authenticated an app.
    SecretUsed { tenant: Tenant, client_id: ClientId, secret: SecretId },
    /// The note on a client secret changed.
    SecretNoted { tenant: Tenant, client_id: ClientId, secret: SecretId, note: String },
    /// A client secret was deleted.
    SecretDeleted { tenant: Tenant, client_id: ClientId, secret: SecretId },
    /// A public key was added or generated.
    KeyAdded { tenant: Tenant, client_id: ClientId, key: Box<PublicKeyRecord> },
    /// A public key verified a signature.
    KeyUsed { tenant: Tenant, client_id: ClientId, key: KeyId },
    /// A public key was deleted.
    KeyDeleted { tenant: Tenant, client_id: ClientId, key: KeyId },
    /// Somebody allowed an app, for the first time or again.
    Consented { tenant: Tenant, grant: GrantId, client_id: ClientId, user: UserId },
    /// Somebody took that back, and all that hung on it.
    ConsentWithdrawn { tenant: Tenant, grant: GrantId },
    /// A code was issued.
    CodeIssued { tenant: Tenant, hash: SecretHash, code: Box<AuthorizationCode> },
    /// A code was used up.
    CodeSpent { tenant: Tenant, hash: SecretHash, spent: Spent },
    /// A first refresh token was issued.
    FamilyStarted { tenant: Tenant, family: Box<TokenFamily> },
    /// A refresh token was used, and lives on or is followed by `next`.
    FamilyUsed {
        tenant: Tenant,
        family: FamilyId,
        secret: Option<SecretId>,
        active_at: Timestamp,
        ends_at: Option<Timestamp>,
        next: Option<SecretHash>,
    },
    /// The user of a family was active, which puts off its end.
    FamilyActive { tenant: Tenant, family: FamilyId },
    /// A family died.
    FamilyRevoked { tenant: Tenant, family: FamilyId, by: RevokedBy },
    /// A JWT was exchanged, and is not to be taken again until it has expired.
    JwtSeen { tenant: Tenant, hash: SecretHash, until: Timestamp },
    /// An app failed to authenticate, or presented a token or code that is none.
    GuessFailed { tenant: Tenant, client_id: ClientId },
    /// An app authenticated and was right.
    GuessesForgiven { tenant: Tenant, client_id: ClientId },
}
