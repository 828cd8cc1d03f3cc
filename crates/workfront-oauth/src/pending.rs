//! One attempt to log in, between the redirect and the callback.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use zeroize::Zeroize;

use crate::authorization_code::AuthorizationCode;
use crate::browser::{Browser, BrowserHash};
use crate::callback::Callback;
use crate::callback_error::CallbackError;
use crate::pkce::CodeVerifier;
use crate::registration::Registration;
use crate::state::State;

/// What an application keeps while the user is away at Workfront.
///
/// Keep it under [`PendingAuthorization::state`], one for each attempt (two tabs are two attempts, supabase-js #2557), and
/// take it out when the callback comes, in one atomic step: [`PendingAuthorization::complete`] takes it by value so that a
/// callback cannot be used twice.
#[derive(Debug)]
pub struct PendingAuthorization {
    pub(crate) state: State,
    pub(crate) verifier: Option<CodeVerifier>,
    pub(crate) registration: Arc<Registration>,
    pub(crate) begun: SystemTime,
    pub(crate) browser: BrowserHash,
}

impl PendingAuthorization {
    /// The `state` that was sent: the key to keep this under.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// When the attempt began.
    pub fn begun(&self) -> SystemTime {
        self.begun
    }

    /// Checks a callback against this attempt, and gives the code to redeem.
    ///
    /// In this order: `state`, in constant time; the browser; the age; `iss`, where one is configured; an error that
    /// Workfront sent; `domain` and `lane`.
    ///
    /// # Errors
    ///
    /// [`CallbackError`]; whichever it is, no token request may follow.
    pub fn complete(
        self,
        callback: Callback,
        browser: &Browser,
        now: SystemTime,
    ) -> Result<AuthorizationCode, CallbackError> {
        let state = callback.state().ok_or(CallbackError::StateMissing)?;
        if !self.state.matches(state) {
            return Err(CallbackError::StateMismatch);
        }
        if !self.browser.matches(&browser.fingerprint()) {
            return Err(CallbackError::BrowserMismatch);
        }
        let registration = &self.registration;
        registration.checks.age(self.begun, now)?;
        registration.settle(callback, self.verifier)
    }

    /// Takes the attempt apart, for a store that outlives the process; `resume` on the application puts it together.
    pub fn into_parts(self) -> PendingParts {
        PendingParts {
            state: self.state.expose_secret().to_owned(),
            code_verifier: self.verifier.as_ref().map(|v| v.expose_secret().to_owned()),
            client_id: self.registration.home.client_id().as_str().to_owned(),
            host: self.registration.home.host().origin().to_owned(),
            redirect_uri: self.registration.redirect_uri.as_str().to_owned(),
            begun: self.begun,
            browser: self.browser.0,
        }
    }
}

/// The parts of a [`PendingAuthorization`], as a store keeps them.
///
/// `state` and `code_verifier` are secrets: whoever reads them can complete the log-in. Delete the record when the callback
/// comes, in the same step that reads it.
// A record that callers fill from their own store, so every field is theirs to write.
#[allow(clippy::exhaustive_structs)]
pub struct PendingParts {
    /// The `state`, by which to find the record.
    pub state: String,
    /// The code verifier, where PKCE is used.
    pub code_verifier: Option<String>,
    /// The Client ID of the application that began.
    pub client_id: String,
    /// The origin of the host that the code is to be redeemed at.
    pub host: String,
    /// The redirect URL that was sent.
    pub redirect_uri: String,
    /// When the attempt began.
    pub begun: SystemTime,
    /// SHA-256 over the browser's secret.
    pub browser: [u8; 32],
}

impl fmt::Debug for PendingParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingParts")
            .field("client_id", &self.client_id)
            .field("host", &self.host)
            .field("redirect_uri", &self.redirect_uri)
            .field("begun", &self.begun)
            .finish_non_exhaustive()
    }
}

impl Drop for PendingParts {
    fn drop(&mut self) {
        self.state.zeroize();
        self.code_verifier.zeroize();
    }
}

/// A stored attempt that this application cannot have begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// It belongs to another application, host or redirect URL.
    #[error(
        "the stored attempt has another {what} than this application: resume it with the application that began it"
    )]
    AnotherApplication {
        /// Which part differs.
        what: &'static str,
    },
    /// It was stored with a verifier and the application has no PKCE, or the other way round; or the verifier is damaged.
    #[error("the stored attempt's code verifier does not fit this application: log in again")]
    Verifier,
}
