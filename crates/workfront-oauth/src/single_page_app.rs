//! The single-page or mobile application: no secret, always PKCE (page 003).

use std::time::{Duration, SystemTime};

use crate::authorization_code::AuthorizationCode;
use crate::body_format::BodyFormat;
use crate::browser::Browser;
use crate::callback::Callback;
use crate::callback_error::CallbackError;
use crate::credentials::Credentials;
use crate::endpoint::Endpoints;
use crate::entropy::Entropy;
use crate::home::{Home, NotOurs};
use crate::host::{Host, Suffix};
use crate::identifiers::ClientId;
use crate::lane::Lane;
use crate::login::Login;
use crate::pending::{PendingAuthorization, PendingParts, ResumeError};
use crate::redeem::Redeem;
use crate::redirect_uri::RedirectUri;
use crate::refresh::Refresh;
use crate::revoke::Revoke;
use crate::sealed_state::SealedState;
use crate::tokens::RefreshToken;
use crate::value_error::ValueError;
use crate::web_app::login_methods;

/// An application of the type "Single Page Web Application", for browsers and mobile devices.
///
/// It has no client secret, and no way to leave PKCE out. Unless told otherwise it sends forms, as page 003 shows.
#[derive(Clone, Debug)]
pub struct SinglePageApp {
    login: Login,
    credentials: Credentials,
}

login_methods!(SinglePageApp);

impl SinglePageApp {
    /// An application as it is registered under Setup > System > OAuth2 Applications.
    pub fn new(host: Host, client_id: ClientId, redirect_uri: RedirectUri) -> Self {
        let home = Home::new(client_id.clone(), host);
        Self {
            login: Login::new(home, redirect_uri, true),
            credentials: Credentials::public(client_id, BodyFormat::Form),
        }
    }

    /// Writes bodies in another format; JSON was seen in a public single-page client.
    #[must_use]
    pub fn with_body_format(self, format: BodyFormat) -> Self {
        Self { credentials: self.credentials.with_format(format), ..self }
    }

    /// Redeems codes at the host that the callback's `domain` and `lane` name, under this suffix and in these lanes.
    ///
    /// For an app that does not know its user's organisation before the log-in: make it with
    /// [`Host::central`]. `domain` must be one DNS label and `lane` one of the list; with anything
    /// else, a crafted link could send the code to a stranger's server. Only a client without a secret may do this: a secret
    /// would go where the link says.
    #[must_use]
    pub fn follow_tenant(self, suffix: Suffix, lanes: &[Lane]) -> Self {
        Self { login: self.login.following(suffix, lanes), ..self }
    }

    /// The call that refreshes the access token, at the host that the refresh token belongs to.
    ///
    /// With `redirect_uri`, as page 003 shows; [`Refresh::without_redirect_uri`] leaves it out.
    ///
    /// # Errors
    ///
    /// [`NotOurs`] for another application's token.
    pub fn refresh<'a>(&'a self, token: &'a RefreshToken) -> Result<Refresh<'a>, NotOurs> {
        self.refresh_call(token, Some(self.login.redirect_uri()))
    }
}
