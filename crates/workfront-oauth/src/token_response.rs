//! A successful answer of the token endpoint or of the JWT exchange.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

use crate::api_call::Validate;
use crate::api_version::ApiVersion;
use crate::home::Home;
use crate::lifetime::Lifetime;
use crate::token_type::{TokenType, UnknownTokenType};
use crate::tokens::{AccessToken, RefreshToken};

/// The tokens that an answer gave, with everything else it said.
#[derive(Clone)]
pub struct TokenResponse {
    pub(crate) access_token: AccessToken,
    pub(crate) token_type: TokenType,
    pub(crate) lifetime: Lifetime,
    pub(crate) renewal: Renewal,
    pub(crate) rotated: bool,
    pub(crate) wid: Option<Value>,
    pub(crate) extra: Vec<(String, Value)>,
}

/// What renews the access token: a refresh token, which knows its home, or nothing at that home.
#[derive(Clone)]
pub(crate) enum Renewal {
    With(RefreshToken),
    None(Home),
}

impl TokenResponse {
    /// The access token, which is a session id.
    pub fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// The refresh token to keep from now on.
    ///
    /// The one that was sent, if the answer to a refresh held none: RFC 6749 section 6 allows leaving it out, and clients
    /// that stored nothing then have lost it (simple-oauth2 #431). Nothing after a JWT exchange, which issues none.
    pub fn refresh_token(&self) -> Option<&RefreshToken> {
        match &self.renewal {
            Renewal::With(token) => Some(token),
            Renewal::None(_) => None,
        }
    }

    /// Whether [`TokenResponse::refresh_token`] differs from the one that was sent: store it before anything else.
    ///
    /// With "Refresh token rotation" on (page 000), the old one is worth nothing any more.
    pub fn rotated(&self) -> bool {
        self.rotated
    }

    /// The type that the answer stated.
    pub fn token_type(&self) -> &TokenType {
        &self.token_type
    }

    /// How long the access token lives, where the answer told.
    pub fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// The member `wid`, which page 001 prints and no page explains; of whatever type it comes.
    pub fn wid(&self) -> Option<&Value> {
        self.wid.as_ref()
    }

    /// A member that no page defines a use for, `wid` among them.
    pub fn extra(&self, name: &str) -> Option<&Value> {
        self.extras().find(|(extra, _)| *extra == name).map(|(_, value)| value)
    }

    /// All those members: `wid`, then the others in the order of the answer.
    pub fn extras(&self) -> impl Iterator<Item = (&str, &Value)> {
        let others = self.extra.iter().map(|(name, value)| (name.as_str(), value));
        self.wid.iter().map(|value| ("wid", value)).chain(others)
    }

    /// The application and the host that issued the tokens.
    pub fn home(&self) -> &Home {
        match &self.renewal {
            Renewal::With(token) => token.home(),
            Renewal::None(home) => home,
        }
    }

    /// Sets the header `sessionID` on a request to Workfront's API.
    ///
    /// # Errors
    ///
    /// [`UnknownTokenType`] for a token whose type is neither `sessionID` nor `Bearer`: a client must not use a token
    /// whose type it does not understand (RFC 6749 section 7.1).
    pub fn apply_to(&self, headers: &mut HeaderMap) -> Result<(), UnknownTokenType> {
        match &self.token_type {
            TokenType::Other(text) => Err(UnknownTokenType { token_type: text.clone() }),
            _ => {
                self.access_token.apply_to(headers);
                Ok(())
            }
        }
    }

    /// The call that asks the API whether the token works (page 003, "Validate access token").
    ///
    /// # Errors
    ///
    /// As [`TokenResponse::apply_to`].
    pub fn validate(&self, version: ApiVersion) -> Result<Validate, UnknownTokenType> {
        match &self.token_type {
            TokenType::Other(text) => Err(UnknownTokenType { token_type: text.clone() }),
            _ => Ok(Validate::new(self.home().host().clone(), self.access_token.clone(), version)),
        }
    }
}

impl fmt::Debug for TokenResponse {
    /// Names of unknown members, not their values: one of them may be a token by another name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("home", self.home())
            .field("access_token", &self.access_token)
            .field("token_type", &self.token_type)
            .field("lifetime", &self.lifetime)
            .field("refresh_token", &self.refresh_token())
            .field("rotated", &self.rotated)
            .field("extra", &self.extras().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}
