//! The authorization request: what it asks for, and whether it may be answered by a redirect at all.
//!
//! Two kinds of failure are kept apart (RFC 6749 §4.1.2.1). As long as the app and its redirect URL are not certain, the
//! person is told and nobody is redirected: a redirect would make this server an accomplice. After that, errors go to the app.

use url::Url;

use super::app::{App, AppKind};
use super::command::Decider;
use super::id::ClientId;
use super::pkce;
use super::redirect_url::{self, Redirection};
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::{
    Delivery, Pkce, Presence, RedirectOmitted, RefreshTokens, Scopes, Tolerance,
};

/// The parameters of an authorization request, each as it came, decoded once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthorizeRequest {
    /// `client_id`.
    pub client_id: Option<String>,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// `response_type`.
    pub response_type: Option<String>,
    /// `scope`.
    pub scope: Option<String>,
    /// `state`.
    pub state: Option<String>,
    /// `code_challenge`.
    pub code_challenge: Option<String>,
    /// `code_challenge_method`.
    pub code_challenge_method: Option<String>,
    /// The names of parameters that came more than once.
    pub repeated: Vec<String>,
    /// The names of parameters that nobody knows.
    pub unknown: Vec<String>,
}

impl AuthorizeRequest {
    /// Sorts the parameters of a query. "Parameters sent without a value must be treated as if they were omitted" (RFC 6749 §3.1).
    pub fn from_pairs<N: AsRef<str>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let mut request = Self::default();
        let mut seen = Vec::new();
        for (name, value) in pairs {
            let name = name.as_ref();
            if seen.iter().any(|other| other == name) {
                if !request.repeated.iter().any(|other| other == name) {
                    request.repeated.push(name.to_owned());
                }
                continue;
            }
            seen.push(name.to_owned());
            let value = Some(value.into()).filter(|value| !value.is_empty());
            match name {
                "client_id" => request.client_id = value,
                "redirect_uri" => request.redirect_uri = value,
                "response_type" => request.response_type = value,
                "scope" => request.scope = value,
                "state" => request.state = value,
                "code_challenge" => request.code_challenge = value,
                "code_challenge_method" => request.code_challenge_method = value,
                _ => request.unknown.push(name.to_owned()),
            }
        }
        request
    }
}

/// An authorization request that may be put before a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorizable {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Whether the request named it.
    pub redirect_uri_named: bool,
    /// What is echoed.
    pub state: Option<String>,
    /// The challenge, if PKCE is used.
    pub challenge: Option<String>,
    /// Whether the code can be exchanged for a refresh token.
    pub offline: bool,
}

/// Why an authorization request cannot be put before a person.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AuthorizeRefusal {
    /// The person is told on a page; nobody is redirected.
    Show(Refusal),
    /// The app is told on a redirect.
    Redirect(Refusal, Box<Redirection>),
}

impl AuthorizeRefusal {
    /// The refusal, however it is delivered.
    pub fn refusal(&self) -> &Refusal {
        match self {
            Self::Show(refusal) | Self::Redirect(refusal, _) => refusal,
        }
    }
}

impl Decider<'_> {
    /// Judges an authorization request.
    pub(super) fn authorizable(
        &self,
        tenant: &Tenant,
        request: &AuthorizeRequest,
    ) -> Result<Authorizable, AuthorizeRefusal> {
        let show = AuthorizeRefusal::Show;
        let (home, app) = self.authorize_app(tenant, request).map_err(show)?;
        let repeated = |name: &str| {
            !self.broken(Defect::RepeatedParameters) && request.repeated.iter().any(|n| n == name)
        };
        if repeated("redirect_uri") {
            return Err(show(once("redirect_uri")));
        }
        let (redirect_uri, named) = match self.authorize_redirect(app, request) {
            Ok(found) => found,
            Err(refusal) => {
                if self.broken(Defect::RedirectsUnknownClient)
                    && let Some(uri) = request.redirect_uri.as_deref()
                    && Url::parse(uri).is_ok()
                {
                    let to = self
                        .redirection(&home, uri, None)
                        .with_error(&refusal, self.policy.error_text);
                    return Err(AuthorizeRefusal::Redirect(refusal, Box::new(to)));
                }
                return Err(show(refusal));
            }
        };
        self.authorize_rest(app, request).map_or_else(
            |refusal| {
                if self.policy.error_delivery == Delivery::Page {
                    return Err(show(refusal));
                }
                let state = (!self.broken(Defect::LifeStateOnError))
                    .then_some(request.state.as_deref())
                    .flatten();
                let to = self
                    .redirection(&home, &redirect_uri, state)
                    .with_error(&refusal, self.policy.error_text);
                Err(AuthorizeRefusal::Redirect(refusal, Box::new(to)))
            },
            |(challenge, offline)| {
                Ok(Authorizable {
                    client_id: app.client_id,
                    redirect_uri: redirect_uri.clone(),
                    redirect_uri_named: named,
                    state: request.state.clone(),
                    challenge,
                    offline,
                })
            },
        )
    }

    /// A redirection to `redirect_uri` that carries what every one does.
    pub(super) fn redirection(
        &self,
        tenant: &Tenant,
        redirect_uri: &str,
        state: Option<&str>,
    ) -> Redirection {
        let mut to = Redirection::to(redirect_uri);
        to.query_lost = self.broken(Defect::RedirectQueryLost);
        if let Some(state) = state.filter(|_| self.policy.state_parameter == Presence::Include) {
            let state = if self.broken(Defect::StateChanged) {
                state.replace('+', " ")
            } else if self.broken(Defect::StateTruncated) {
                state.chars().take(255).collect()
            } else {
                state.to_owned()
            };
            to.parameters.push(("state", state));
        }
        if self.policy.domain_and_lane == Presence::Include {
            to.parameters.push(("domain", tenant.domain().to_owned()));
            to.parameters.push(("lane", tenant.lane().to_owned()));
        }
        to
    }

    fn authorize_app(
        &self,
        tenant: &Tenant,
        request: &AuthorizeRequest,
    ) -> Result<(Tenant, &App), Refusal> {
        let refuse = |why: String| {
            Err(Refusal::new(&rules::AUTHORIZE_CLIENT, ErrorCode::InvalidRequest, why))
        };
        if request.repeated.iter().any(|name| name == "client_id")
            && !self.broken(Defect::RepeatedParameters)
        {
            return Err(once("client_id"));
        }
        let Some(text) = request.client_id.as_deref() else {
            return refuse("the request has no client_id".into());
        };
        let (home, environment) = self.home(tenant, text)?;
        let Some(app) = text.parse().ok().and_then(|id| environment.app(id)) else {
            return refuse(format!(
                "{tenant} has no app with this client_id; apps of other lanes are not known here"
            ));
        };
        Ok((home, app))
    }

    fn authorize_redirect(
        &self,
        app: &App,
        request: &AuthorizeRequest,
    ) -> Result<(String, bool), Refusal> {
        if app.kind == AppKind::Machine {
            let why = "the app is a machine-to-machine app: it exchanges a JWT instead";
            return Err(Refusal::new(&rules::AUTHORIZE_KIND, ErrorCode::UnauthorizedClient, why));
        }
        let refuse = |why: String| {
            Err(Refusal::new(&rules::AUTHORIZE_REDIRECT, ErrorCode::InvalidRequest, why))
        };
        let registered = &app.settings.redirect_urls;
        let Some(asked) = request.redirect_uri.as_deref() else {
            return match (self.policy.redirect_omitted, registered.as_slice()) {
                (RedirectOmitted::OnlyRegistered, [only]) => Ok((only.clone(), false)),
                _ => refuse("the request has no redirect_uri".into()),
            };
        };
        if registered.iter().any(|url| {
            redirect_url::matches(url, asked, app.kind, self.policy.redirect_matching, self.defect)
        }) {
            return Ok((asked.to_owned(), true));
        }
        refuse(match registered.len() {
            0 => "the app has no redirect URL yet".into(),
            1 => format!("redirect_uri {asked:?} is not the registered URL"),
            n => format!("redirect_uri {asked:?} is none of the {n} registered URLs"),
        })
    }

    /// What may be told to the app: the challenge to keep, and whether a refresh token was asked for.
    fn authorize_rest(
        &self,
        app: &App,
        request: &AuthorizeRequest,
    ) -> Result<(Option<String>, bool), Refusal> {
        if let Some(name) = request.repeated.first()
            && !self.broken(Defect::RepeatedParameters)
        {
            return Err(once(name));
        }
        if let Some(name) = request.unknown.first()
            && self.policy.unknown_parameters == Tolerance::Refuse
        {
            let why = format!("nobody knows the parameter {name:?}");
            return Err(Refusal::new(&rules::AUTHORIZE_ONCE, ErrorCode::InvalidRequest, why));
        }
        match request.response_type.as_deref() {
            Some("code") => {}
            _ if self.broken(Defect::ResponseTypeIgnored) => {}
            None => {
                let why = "the request has no response_type";
                let rule = &rules::AUTHORIZE_RESPONSE_TYPE;
                return Err(Refusal::new(rule, ErrorCode::InvalidRequest, why));
            }
            Some(other) => {
                let why = format!("response_type is {other:?}, not \"code\"");
                let rule = &rules::AUTHORIZE_RESPONSE_TYPE;
                return Err(Refusal::new(rule, ErrorCode::UnsupportedResponseType, why));
            }
        }
        let scopes: Vec<_> = request.scope.as_deref().unwrap_or_default().split(' ').collect();
        let unknown = scopes.iter().find(|scope| !["", "offline_access"].contains(scope));
        if let Some(scope) = unknown
            && self.policy.scopes == Scopes::OfflineAccess
        {
            let why = format!("there is no scope {scope:?}");
            return Err(Refusal::new(&rules::AUTHORIZE_SCOPE, ErrorCode::InvalidScope, why));
        }
        let offline = self.policy.refresh_tokens == RefreshTokens::Always
            || scopes.contains(&"offline_access");
        let setting = match app.kind {
            AppKind::SinglePage if self.broken(Defect::PublicWithoutPkce) => Pkce::Optional,
            AppKind::SinglePage => self.policy.pkce_spa,
            _ => self.policy.pkce_web,
        };
        let challenge = pkce::challenge(
            setting,
            self.policy.pkce_challenge,
            self.defect,
            request.code_challenge.as_deref(),
            request.code_challenge_method.as_deref(),
        )?;
        Ok((challenge, offline))
    }
}

fn once(name: &str) -> Refusal {
    let why = format!("the parameter {name:?} came more than once");
    Refusal::new(&rules::AUTHORIZE_ONCE, ErrorCode::InvalidRequest, why)
}
