//! What the two application types that send users to Workfront have in common.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::Uri;
use url::form_urlencoded;

use crate::authorization_code::AuthorizationCode;
use crate::browser::{Browser, BrowserHash};
use crate::callback::Callback;
use crate::callback_error::CallbackError;
use crate::checks::{Checks, TenantRule};
use crate::endpoint::{Endpoint, Endpoints};
use crate::entropy::Entropy;
use crate::home::{Home, NotOurs};
use crate::host::{Host, Suffix};
use crate::lane::Lane;
use crate::pending::{PendingAuthorization, PendingParts, ResumeError};
use crate::pkce::{CodeChallenge, CodeVerifier};
use crate::redirect_uri::RedirectUri;
use crate::registration::Registration;
use crate::sealed_state::{SealedState, Sealing};
use crate::state::State;

/// One application's way to the authorization endpoint and back.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    registration: Arc<Registration>,
    pkce: bool,
    authorization_host: Host,
    offline_access: bool,
    /// The authorization URL up to the value of `state`, encoded once.
    prefix: String,
    token_uri: Uri,
}

impl Login {
    pub(crate) fn new(home: Home, redirect_uri: RedirectUri, pkce: bool) -> Self {
        let checks =
            Checks { tenant: TenantRule::Compare, issuer: None, max_age: Checks::DEFAULT_MAX_AGE };
        let login = Self {
            authorization_host: home.host().clone(),
            token_uri: Endpoint::Token.uri(home.host()),
            registration: Arc::new(Registration { home, redirect_uri, checks }),
            pkce,
            offline_access: false,
            prefix: String::new(),
        };
        login.prepared()
    }

    pub(crate) fn with_offline_access(self) -> Self {
        Self { offline_access: true, ..self }.prepared()
    }

    pub(crate) fn with_pkce(self) -> Self {
        Self { pkce: true, ..self }
    }

    pub(crate) fn at_central(self) -> Self {
        match self.home().host().suffix() {
            Some(_) => Self { authorization_host: Host::central(), ..self }.prepared(),
            None => self,
        }
    }

    pub(crate) fn following(mut self, suffix: Suffix, lanes: &[Lane]) -> Self {
        let lanes = lanes.to_vec();
        Arc::make_mut(&mut self.registration).checks.tenant = TenantRule::Follow { suffix, lanes };
        self
    }

    pub(crate) fn with_issuer(mut self, issuer: String) -> Self {
        Arc::make_mut(&mut self.registration).checks.issuer = Some(issuer);
        self
    }

    pub(crate) fn with_max_age(mut self, max_age: Duration) -> Self {
        Arc::make_mut(&mut self.registration).checks.max_age = max_age;
        self
    }

    pub(crate) fn home(&self) -> &Home {
        &self.registration.home
    }

    pub(crate) fn redirect_uri(&self) -> &RedirectUri {
        &self.registration.redirect_uri
    }

    pub(crate) fn endpoints(&self) -> Endpoints {
        Endpoints {
            authorization_uri: Endpoint::Authorize.on(&self.authorization_host),
            token_url: Endpoint::Token.on(self.home().host()),
        }
    }

    pub(crate) fn begin(
        &self,
        entropy: &Entropy,
        browser: &Browser,
        now: SystemTime,
    ) -> (String, PendingAuthorization) {
        let (for_state, for_verifier) = entropy.parts();
        let state = State::from_entropy(for_state);
        let verifier = self.pkce.then(|| CodeVerifier::from_entropy(for_verifier));
        let challenge = verifier.as_ref().map(CodeVerifier::challenge);
        let url = self.url(state.expose_secret(), challenge.as_ref());
        let pending = self.pending(state, verifier, now, browser.fingerprint());
        (url, pending)
    }

    fn pending(
        &self,
        state: State,
        verifier: Option<CodeVerifier>,
        begun: SystemTime,
        browser: BrowserHash,
    ) -> PendingAuthorization {
        PendingAuthorization {
            state,
            verifier,
            registration: Arc::clone(&self.registration),
            begun,
            browser,
        }
    }

    pub(crate) fn resume(&self, parts: &PendingParts) -> Result<PendingAuthorization, ResumeError> {
        let same = [
            ("client", self.home().client_id().as_str(), &parts.client_id),
            ("host", self.home().host().origin(), &parts.host),
            ("redirect URL", self.redirect_uri().as_str(), &parts.redirect_uri),
        ];
        if let Some((what, _, _)) = same.iter().find(|(_, ours, stored)| ours != stored) {
            return Err(ResumeError::AnotherApplication { what });
        }
        let verifier = match (&parts.code_verifier, self.pkce) {
            (Some(text), true) => {
                Some(CodeVerifier::new(text.as_str()).map_err(|_| ResumeError::Verifier)?)
            }
            (None, false) => None,
            _ => return Err(ResumeError::Verifier),
        };
        let state = State::from_text(parts.state.as_str());
        Ok(self.pending(state, verifier, parts.begun, BrowserHash(parts.browser)))
    }

    pub(crate) fn begin_sealed(
        &self,
        sealed: &SealedState,
        entropy: &Entropy,
        browser: &Browser,
        now: SystemTime,
    ) -> Result<String, CallbackError> {
        let sealing = self.sealing(browser);
        let (nonce, _) = entropy.parts();
        let (state, verifier) = sealed.seal(&sealing, nonce, self.max_age(), now)?;
        let challenge = self.pkce.then(|| verifier.challenge());
        Ok(self.url(state.expose_secret(), challenge.as_ref()))
    }

    pub(crate) fn complete_sealed(
        &self,
        sealed: &SealedState,
        callback: Callback,
        browser: &Browser,
        now: SystemTime,
    ) -> Result<AuthorizationCode, CallbackError> {
        let state = callback.state().ok_or(CallbackError::StateMissing)?;
        let verifier = sealed.open(&self.sealing(browser), state, self.max_age(), now)?;
        let verifier = self.pkce.then_some(verifier);
        self.registration.settle(callback, verifier)
    }

    fn max_age(&self) -> Duration {
        self.registration.checks.max_age
    }

    fn sealing(&self, browser: &Browser) -> Sealing<'_> {
        Sealing {
            home: self.home(),
            redirect_uri: self.redirect_uri(),
            browser: browser.fingerprint(),
        }
    }

    /// Refuses a value that another application got, or that this one got elsewhere.
    pub(crate) fn own(&self, theirs: &Home) -> Result<(), NotOurs> {
        let same_client = theirs.client_id() == self.home().client_id();
        let ours = theirs.host() == self.home().host()
            || self.registration.checks.tenant.could_lead_to(theirs.host());
        if same_client && ours {
            Ok(())
        } else {
            Err(NotOurs { ours: self.home().clone(), theirs: theirs.clone() })
        }
    }

    /// The token endpoint where a code or refresh token lives.
    pub(crate) fn token_uri(&self, home: &Home) -> Cow<'_, Uri> {
        if home.host() == self.home().host() {
            Cow::Borrowed(&self.token_uri)
        } else {
            Cow::Owned(Endpoint::Token.uri(home.host()))
        }
    }

    /// Everything but `state` and the challenge, in the order of page 001.
    fn prepared(mut self) -> Self {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", self.home().client_id().as_str())
            .append_pair("redirect_uri", self.redirect_uri().as_str())
            .append_pair("response_type", "code");
        if self.offline_access {
            query.append_pair("scope", "offline_access");
        }
        let endpoint = Endpoint::Authorize.on(&self.authorization_host);
        self.prefix = format!("{endpoint}?{}&state=", query.finish());
        self
    }

    /// `state` and challenge are base64url, which queries carry as they are.
    fn url(&self, state: &str, challenge: Option<&CodeChallenge>) -> String {
        let mut url = String::with_capacity(
            self.prefix.len() + state.len() + PKCE.len() + CodeChallenge::LENGTH,
        );
        url.push_str(&self.prefix);
        url.push_str(state);
        if let Some(challenge) = challenge {
            url.push_str(PKCE);
            url.push_str(challenge.as_str());
        }
        url
    }
}

/// Always S256, and always said: without the method, RFC 7636 section 4.3 means `plain`.
const PKCE: &str = "&code_challenge_method=S256&code_challenge=";
