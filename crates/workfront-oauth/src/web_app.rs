//! The web application: a server that keeps a client secret (page 001).

use std::time::{Duration, SystemTime};

use crate::authorization_code::AuthorizationCode;
use crate::body_format::BodyFormat;
use crate::browser::Browser;
use crate::callback::Callback;
use crate::callback_error::CallbackError;
use crate::client_secret::ClientSecret;
use crate::credentials::{Credentials, SecretIn};
use crate::endpoint::Endpoints;
use crate::entropy::Entropy;
use crate::home::{Home, NotOurs};
use crate::host::Host;
use crate::identifiers::ClientId;
use crate::login::Login;
use crate::pending::{PendingAuthorization, PendingParts, ResumeError};
use crate::redeem::Redeem;
use crate::redirect_uri::RedirectUri;
use crate::refresh::Refresh;
use crate::revoke::Revoke;
use crate::sealed_state::SealedState;
use crate::tokens::RefreshToken;
use crate::value_error::ValueError;

/// An application of the type "Web Application" (in older screens "User Authentication").
///
/// Unless told otherwise it sends what page 001 shows first: the secret by HTTP Basic, the body as JSON.
#[derive(Clone, Debug)]
pub struct WebApp {
    login: Login,
    credentials: Credentials,
}

impl WebApp {
    /// An application as it is registered under Setup > System > OAuth2 Applications.
    pub fn new(
        host: Host,
        client_id: ClientId,
        client_secret: ClientSecret,
        redirect_uri: RedirectUri,
    ) -> Self {
        let home = Home::new(client_id.clone(), host);
        let credentials =
            Credentials::confidential(client_id, client_secret, SecretIn::Basic, BodyFormat::Json);
        Self { login: Login::new(home, redirect_uri, false), credentials }
    }

    /// Puts the client secret somewhere else.
    #[must_use]
    pub fn with_secret_in(self, secret_in: SecretIn) -> Self {
        Self { credentials: self.credentials.with_secret_in(secret_in), ..self }
    }

    /// Writes bodies in another format.
    #[must_use]
    pub fn with_body_format(self, format: BodyFormat) -> Self {
        Self { credentials: self.credentials.with_format(format), ..self }
    }
}

/// What both application types with a log-in can do; their documentation stands once.
macro_rules! login_methods {
    ($app:ty) => {
        impl $app {
            /// Sends users to the host that signs in every customer's, `oauth.my.workfront.com`; codes are redeemed at the
            /// application's own host all the same.
            ///
            /// For production. A loopback or gateway host has no such twin and stays its own.
            #[must_use]
            pub fn authorize_at_central(self) -> Self {
                Self { login: self.login.at_central(), ..self }
            }

            /// Asks for the scope `offline_access`, which page 000 mentions as the way to a refresh token.
            ///
            /// Page 001 says that no scope is needed, and no client was seen to send it.
            #[must_use]
            pub fn with_offline_access(self) -> Self {
                Self { login: self.login.with_offline_access(), ..self }
            }

            /// Demands this `iss` on every callback (RFC 9207 section 2.4). Workfront's pages announce none.
            #[must_use]
            pub fn with_issuer(self, issuer: impl Into<String>) -> Self {
                Self { login: self.login.with_issuer(issuer.into()), ..self }
            }

            /// Allows another time than ten minutes between redirect and callback.
            #[must_use]
            pub fn with_max_age(self, max_age: Duration) -> Self {
                Self { login: self.login.with_max_age(max_age), ..self }
            }

            /// The application and the host that its codes and tokens belong to.
            pub fn home(&self) -> &Home {
                self.login.home()
            }

            /// The two addresses that a third party's settings form asks for (page 001).
            pub fn endpoints(&self) -> Endpoints {
                self.login.endpoints()
            }

            /// Begins a log-in: the URL to send the browser to, and what to keep until it comes back.
            ///
            /// The link must be fetched for one user at one time; a `state` that two users share protects neither.
            // By value, so that one draw of randomness serves one attempt.
            #[allow(clippy::needless_pass_by_value)]
            pub fn authorize(
                &self,
                entropy: Entropy,
                browser: &Browser,
                now: SystemTime,
            ) -> (String, PendingAuthorization) {
                self.login.begin(&entropy, browser, now)
            }

            /// Puts an attempt together again that was stored in parts.
            ///
            /// # Errors
            ///
            /// [`ResumeError`] if this application cannot have begun it.
            pub fn resume(
                &self,
                parts: &PendingParts,
            ) -> Result<PendingAuthorization, ResumeError> {
                self.login.resume(parts)
            }

            /// Begins a log-in whose `state` carries its own proof, so that nothing need be kept.
            ///
            /// # Errors
            ///
            /// [`CallbackError::ClockBeforeEpoch`] if `now` lies before 1970.
            // By value, so that one draw of randomness serves one attempt.
            #[allow(clippy::needless_pass_by_value)]
            pub fn authorize_sealed(
                &self,
                sealed: &SealedState,
                entropy: Entropy,
                browser: &Browser,
                now: SystemTime,
            ) -> Result<String, CallbackError> {
                self.login.begin_sealed(sealed, &entropy, browser, now)
            }

            /// Checks the callback of such a log-in.
            ///
            /// # Errors
            ///
            /// As [`PendingAuthorization::complete`], with [`CallbackError::SealBroken`] for a `state` that these keys did
            /// not seal for this application and this browser.
            pub fn complete_sealed(
                &self,
                sealed: &SealedState,
                callback: Callback,
                browser: &Browser,
                now: SystemTime,
            ) -> Result<AuthorizationCode, CallbackError> {
                self.login.complete_sealed(sealed, callback, browser, now)
            }

            /// The call that redeems a code for tokens, at the host that the code belongs to.
            ///
            /// # Errors
            ///
            /// [`NotOurs`] for another application's code.
            pub fn redeem<'a>(
                &'a self,
                code: &'a AuthorizationCode,
            ) -> Result<Redeem<'a>, NotOurs> {
                self.login.own(&code.home)?;
                let uri = self.login.token_uri(&code.home);
                Ok(Redeem { credentials: &self.credentials, uri, code })
            }

            /// Takes a refresh token from the caller's own storage, as one that this application got at its own host.
            ///
            /// # Errors
            ///
            /// [`ValueError`] if it is empty or holds control characters.
            pub fn refresh_token(
                &self,
                text: impl Into<String>,
            ) -> Result<RefreshToken, ValueError> {
                RefreshToken::new(text, self.login.home().clone())
            }

            /// The call that revokes a refresh token, at the host that it belongs to.
            ///
            /// # Errors
            ///
            /// [`NotOurs`] for another application's token.
            pub fn revoke<'a>(&'a self, token: &'a RefreshToken) -> Result<Revoke<'a>, NotOurs> {
                self.login.own(token.home())?;
                Ok(Revoke::new(&self.credentials, self.login.redirect_uri(), token))
            }

            fn refresh_call<'a>(
                &'a self,
                token: &'a RefreshToken,
                redirect_uri: Option<&'a RedirectUri>,
            ) -> Result<Refresh<'a>, NotOurs> {
                self.login.own(token.home())?;
                let uri = self.login.token_uri(token.home());
                Ok(Refresh {
                    credentials: &self.credentials,
                    registered: self.login.redirect_uri(),
                    redirect_uri,
                    uri,
                    token,
                })
            }
        }
    };
}

pub(crate) use login_methods;

login_methods!(WebApp);

impl WebApp {
    /// Adds PKCE, which page 003 calls useful for every client, not for apps without a secret alone.
    ///
    /// Do: a code that leaks on its way through the browser is then worth nothing to whoever finds it (RFC 9700 section
    /// 2.1.1).
    #[must_use]
    pub fn with_pkce(self) -> Self {
        Self { login: self.login.with_pkce(), ..self }
    }

    /// The call that refreshes the access token, at the host that the refresh token belongs to.
    ///
    /// Without `redirect_uri`, as page 001 shows first; [`Refresh::with_redirect_uri`] adds it, as its second example has
    /// it.
    ///
    /// # Errors
    ///
    /// [`NotOurs`] for another application's token.
    pub fn refresh<'a>(&'a self, token: &'a RefreshToken) -> Result<Refresh<'a>, NotOurs> {
        self.refresh_call(token, None)
    }
}
