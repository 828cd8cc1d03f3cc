//! An authorization code: once, for two minutes, for the app, redirect URL and lane it was issued to.

use serde::{Deserialize, Serialize};

use super::id::{ClientId, FamilyId, GrantId, UserId};
use super::secret::SecretHash;
use super::time::Timestamp;

/// One authorization code, kept under its hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// The app it was issued to.
    pub client_id: ClientId,
    /// The person who allowed it.
    pub user: UserId,
    /// The consent behind it.
    pub grant: GrantId,
    /// Where it was sent, byte for byte as asked for.
    pub redirect_uri: String,
    /// Whether the authorization request named that URL, or left it to be understood.
    pub redirect_uri_named: bool,
    /// The `code_challenge` of the request, if it had one.
    pub challenge: Option<String>,
    /// Whether it can be exchanged for a refresh token too.
    pub offline: bool,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The first moment at which it is no longer accepted.
    pub expires_at: Timestamp,
    /// How it was used up, once it is.
    pub spent: Option<Spent>,
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Spent {
    /// When.
    pub at: Timestamp,
    /// How often it was exchanged: once, in a server without defects; never, when a failed attempt used it up.
    pub exchanges: u32,
    /// What it was last exchanged for.
    pub issued: Option<Issued>,
}

/// The tokens that came of a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Issued {
    /// The access token.
    pub session: SecretHash,
    /// The refresh tokens, if there are any.
    pub family: Option<FamilyId>,
}
