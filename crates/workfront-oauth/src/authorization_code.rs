//! An authorization code, which only a checked callback gives.

use crate::home::Home;
use crate::pkce::CodeVerifier;
use crate::redirect_uri::RedirectUri;
use crate::secret::SecretString;

/// An authorization code with what redeeming it needs: its verifier, its redirect URL, its home.
///
/// Valid for two minutes (page 001) and once. Not `Clone`: redeem it, and whatever comes of that, do not redeem it again.
#[derive(Debug)]
pub struct AuthorizationCode {
    pub(crate) code: SecretString,
    pub(crate) verifier: Option<CodeVerifier>,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) home: Home,
}

impl AuthorizationCode {
    /// The application and the host where the code can be redeemed.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The code itself.
    pub fn expose_secret(&self) -> &str {
        self.code.expose()
    }
}
