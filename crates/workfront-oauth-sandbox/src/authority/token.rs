//! The token endpoint: a code or a refresh token against tokens.

use super::app::AppKind;
use super::client_authentication::{Authenticated, PresentedClient, Purpose};
use super::command::{Command, Decider};
use super::event::Event;
use super::id::{ClientId, UserId};
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::session::{Origin, Session};
use super::tenant::Tenant;
use super::time::Timestamp;
use crate::defects::Defect;
use crate::policy::Policy;
use crate::policy::choice::{ExpiresIn, Presence, TokenType};

/// A request to the token endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Token {
    /// Where it came to.
    pub tenant: Tenant,
    /// Its parameters.
    pub request: TokenRequest,
}

/// The parameters of a token request, each as it came, decoded once; an empty one counts as absent.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct TokenRequest {
    /// What authenticates the app.
    pub client: PresentedClient,
    /// `grant_type`.
    pub grant_type: Option<String>,
    /// `code`.
    pub code: Option<Secret>,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// `code_verifier`.
    pub code_verifier: Option<Secret>,
    /// `refresh_token`.
    pub refresh_token: Option<Secret>,
    /// `scope`.
    pub scope: Option<String>,
}

/// An answer with tokens.
#[derive(Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// `access_token`: a session id.
    pub access_token: Secret,
    /// `refresh_token`.
    pub refresh_token: Option<Secret>,
    /// `token_type`.
    pub token_type: Option<&'static str>,
    /// `expires_in`: a number or, in one policy, a text.
    pub expires_in: Option<serde_json::Value>,
    /// `wid`, which no page explains.
    pub wid: Option<String>,
    /// The app that got them.
    pub client_id: ClientId,
    /// The user they act for.
    pub user: UserId,
}

impl Command for Token {
    type Outcome = Tokens;

    fn decide(self, on: &mut Decider<'_>) -> Result<Tokens, Refusal> {
        match self.request.grant_type.as_deref() {
            Some("refresh_token") => super::refresh::refresh(on, &self.tenant, &self.request),
            Some("authorization_code") => super::redeem::redeem(on, &self.tenant, &self.request),
            Some(_) if on.broken(Defect::UnknownGrantType) => {
                super::redeem::redeem(on, &self.tenant, &self.request)
            }
            Some(other) => {
                let why = format!("grant_type is {other:?}");
                Err(Refusal::new(&rules::TOKEN_GRANT_TYPE, ErrorCode::UnsupportedGrantType, why))
            }
            None => {
                let why = "the request has no grant_type";
                Err(Refusal::new(&rules::TOKEN_GRANT_TYPE, ErrorCode::InvalidRequest, why))
            }
        }
    }
}

impl<'a> Decider<'a> {
    /// Authenticates an app that may use the token endpoint.
    pub(super) fn token_client(
        &mut self,
        tenant: &Tenant,
        presented: &PresentedClient,
        purpose: Purpose,
    ) -> Result<Authenticated<'a>, Refusal> {
        let client = self.authenticate(tenant, presented, purpose)?;
        let refreshes =
            purpose == Purpose::Refresh && self.policy.exchange_refresh_token == Presence::Include;
        if client.app.kind == AppKind::Machine && !refreshes && !self.broken(Defect::AppTypeIgnored)
        {
            let why = "the app is a machine-to-machine app: it exchanges a JWT instead";
            return Err(Refusal::new(&rules::TOKEN_APP_TYPE, ErrorCode::UnauthorizedClient, why));
        }
        Ok(client)
    }

    /// Opens the session that is the access token: its id, and how many seconds without use end it.
    ///
    /// `absolute` is the absolute limit of its token family, which it respects if the policy says so.
    pub(super) fn access_token(
        &mut self,
        tenant: &Tenant,
        user: UserId,
        origin: Origin,
        absolute: Option<Timestamp>,
    ) -> (Secret, u64) {
        let id = Secret::session_id(&mut self.draw);
        let seconds = self.policy.session_seconds;
        let enforced = self.policy.absolute_ends_sessions && !self.broken(Defect::AbsoluteIgnored);
        let ends_at = absolute.filter(|_| enforced);
        let session = Session {
            user,
            opened_at: self.now,
            last_used: self.now,
            idle_seconds: if self.broken(Defect::ExpiresInWrong) { seconds / 2 } else { seconds },
            ends_at,
            origin,
        };
        self.record(Event::SessionOpened { tenant: tenant.clone(), hash: id.hash(), session });
        let left = ends_at.map_or(seconds, |end| end.since(self.now).as_secs());
        (id, left.min(seconds))
    }
}

impl Tokens {
    pub(super) fn new(
        policy: &Policy,
        (access_token, lifetime): (Secret, u64),
        refresh_token: Option<Secret>,
        client_id: ClientId,
        user: UserId,
    ) -> Self {
        Self {
            access_token,
            refresh_token,
            token_type: Some(match policy.token_type {
                TokenType::SessionId => "sessionID",
                TokenType::Bearer => "Bearer",
            }),
            expires_in: match policy.expires_in {
                ExpiresIn::Lifetime => Some(lifetime.into()),
                ExpiresIn::Zero => Some(0.into()),
                ExpiresIn::Fixed => Some(policy.expires_in_fixed.into()),
                ExpiresIn::Text => Some(lifetime.to_string().into()),
                ExpiresIn::Absent => None,
            },
            wid: (policy.wid == Presence::Include).then(|| user.to_string()),
            client_id,
            user,
        }
    }
}
