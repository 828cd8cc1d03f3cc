//! What a presented secret really is: for whoever explains a refusal. No decision looks across environments.

use serde_json::{Map, Value};

use super::app::App;
use super::code::AuthorizationCode;
use super::family::{RefreshToken, TokenFamily};
use super::jwt::UnverifiedJwt;
use super::pkce;
use super::secret::Secret;
use super::state::State;
use super::tenant::Tenant;

/// What a secret is.
pub(crate) enum Found<'a> {
    Code(&'a AuthorizationCode),
    RefreshToken(&'a RefreshToken, &'a TokenFamily),
    Session,
    ClientSecret(&'a App),
}

impl State {
    /// What `secret` is, and in which environment.
    pub(crate) fn find(&self, secret: &Secret) -> Option<(&Tenant, Found<'_>)> {
        let hash = secret.hash();
        self.environments().find_map(|(tenant, home)| {
            let refresh_token = || {
                let token = home.refresh_tokens.get(&hash)?;
                Some(Found::RefreshToken(token, home.families.get(&token.family)?))
            };
            let client_secret = || home.apps.values().find(|app| app.secret(&hash).is_some());
            let found = (home.codes.get(&hash).map(Found::Code))
                .or_else(refresh_token)
                .or_else(|| home.sessions.get(&hash).map(|_| Found::Session))
                .or_else(|| client_secret().map(Found::ClientSecret))?;
            Some((tenant, found))
        })
    }

    /// The app one of whose public keys verifies the signature of `jwt`, and where it is.
    pub(crate) fn signer(&self, jwt: &str) -> Option<(&Tenant, &App)> {
        let jwt = UnverifiedJwt::parse(jwt, None).ok()?;
        let verifies = |app: &&App| {
            app.keys.iter().any(|key| key.key.verifies(jwt.message.as_bytes(), &jwt.signature))
        };
        self.environments()
            .find_map(|(tenant, home)| Some((tenant, home.apps.values().find(verifies)?)))
    }
}

/// The claims of `jwt`, whoever signed it.
pub(crate) fn unverified_claims(jwt: &str) -> Option<Map<String, Value>> {
    UnverifiedJwt::parse(jwt, None).ok()?.claims().ok()
}

/// The S256 code challenge of `verifier`.
pub(crate) fn s256(verifier: &[u8]) -> String {
    pkce::s256(verifier)
}
