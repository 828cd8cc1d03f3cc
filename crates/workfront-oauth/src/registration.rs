//! What an application is registered with, and how it turns a callback into a code.

use crate::authorization_code::AuthorizationCode;
use crate::callback::Callback;
use crate::callback_error::CallbackError;
use crate::checks::Checks;
use crate::home::Home;
use crate::mask::Mask;
use crate::oauth_error::{OAuthError, OAuthErrorCode};
use crate::pkce::CodeVerifier;
use crate::redirect_uri::RedirectUri;
use crate::secret::SecretString;

/// The settings of one application that its attempts to log in share.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) home: Home,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) checks: Checks,
}

impl Registration {
    /// Turns a callback whose `state`, browser and age have been found right into its code.
    pub(crate) fn settle(
        &self,
        callback: Callback,
        verifier: Option<CodeVerifier>,
    ) -> Result<AuthorizationCode, CallbackError> {
        self.checks.issuer(callback.iss.as_deref())?;
        let code = match (callback.code, callback.error) {
            (Some(code), None) => code,
            (Some(_), Some(_)) => return Err(CallbackError::CodeAndError),
            (None, None) => return Err(CallbackError::NeitherCodeNorError),
            (None, Some(error)) => {
                let description = callback.error_description.as_deref();
                let uri = callback.error_uri.as_deref();
                // The one secret of ours that the authorization endpoint knows.
                let secrets = [callback.state.as_ref().map_or("", SecretString::expose)];
                let error = OAuthError::new(&error, description, uri, Mask::new(&secrets));
                return Err(match error.code {
                    OAuthErrorCode::AccessDenied => CallbackError::AccessDenied(error),
                    _ => CallbackError::Refused(error),
                });
            }
        };
        let (domain, lane) = (callback.domain.as_deref(), callback.lane.as_deref());
        let home = self.checks.tenant.settle(self.home.clone(), domain, lane)?;
        Ok(AuthorizationCode { code, verifier, redirect_uri: self.redirect_uri.clone(), home })
    }
}
