//! The consent page's two buttons, **Allow access** and **Cancel**, and taking a permission back.

use super::authorize::{AuthorizeRefusal, AuthorizeRequest};
use super::code::AuthorizationCode;
use super::command::{Command, Decider};
use super::event::Event;
use super::id::{GrantId, UserId};
use super::redirect_url::Redirection;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::Delivery;

/// **Allow access**, or a remembered one: issues a code. The request is judged again, so no page has to be trusted.
#[derive(Debug)]
#[non_exhaustive]
pub struct Allow {
    /// Where.
    pub tenant: Tenant,
    /// What was asked for.
    pub request: AuthorizeRequest,
    /// Who allows it.
    pub user: UserId,
}

/// A code was issued.
#[derive(Debug)]
#[non_exhaustive]
pub struct Allowed {
    /// Where the browser goes, with `code`, `domain`, `lane`, and `state` if there was one.
    pub redirection: Redirection,
    /// The code, also among the parameters.
    pub code: Secret,
}

impl Command for Allow {
    type Outcome = Allowed;

    fn decide(self, on: &mut Decider<'_>) -> Result<Allowed, Refusal> {
        let asked = on.authorizable(&self.tenant, &self.request).map_err(into_refusal)?;
        let user = on
            .state
            .user(self.user)
            .filter(|user| user.domain == self.tenant.domain())
            .ok_or_else(|| super::account::no_user(self.user))?;
        let (home, environment) = on.home(&self.tenant, &asked.client_id.to_string())?;
        let code = if on.broken(Defect::CodePredictable) {
            Secret::new(format!("{:043}", on.state.accepted()))
        } else {
            Secret::authorization_code(&mut on.draw)
        };
        let grant = match environment.grant(asked.client_id, user.user_id) {
            Some(grant) => grant.id,
            None => GrantId::draw(&mut on.draw),
        };
        on.record(Event::Consented {
            tenant: home.clone(),
            grant,
            client_id: asked.client_id,
            user: user.user_id,
        });
        let seconds = if on.broken(Defect::CodeExpiresEarly) {
            on.policy.code_seconds / 2
        } else {
            on.policy.code_seconds
        };
        on.record(Event::CodeIssued {
            tenant: home.clone(),
            hash: code.hash(),
            code: Box::new(AuthorizationCode {
                client_id: asked.client_id,
                user: user.user_id,
                grant,
                redirect_uri: asked.redirect_uri.clone(),
                redirect_uri_named: asked.redirect_uri_named,
                challenge: asked.challenge,
                offline: asked.offline,
                issued_at: on.now,
                expires_at: on.now.plus_seconds(seconds),
                spent: None,
            }),
        });
        let redirection = on
            .redirection(&self.tenant, &asked.redirect_uri, asked.state.as_deref())
            .with("code", code.expose_secret());
        Ok(Allowed { redirection, code })
    }
}

/// **Cancel**: the app is told that access was denied, or the person is, as the policy has it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Deny {
    /// Where.
    pub tenant: Tenant,
    /// What was asked for.
    pub request: AuthorizeRequest,
    /// Who denies it, if that is known.
    pub user: Option<UserId>,
}

/// How a denial is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Denied {
    /// To the app.
    Redirect(Refusal, Redirection),
    /// To the person alone.
    Page(Refusal),
}

impl Command for Deny {
    type Outcome = Denied;

    fn decide(self, on: &mut Decider<'_>) -> Result<Denied, Refusal> {
        let asked = on.authorizable(&self.tenant, &self.request).map_err(into_refusal)?;
        let refusal = Refusal::new(
            &rules::CONSENT_DENIED,
            ErrorCode::AccessDenied,
            "the person pressed Cancel on the consent page",
        );
        if on.policy.denial_delivery == Delivery::Page {
            return Ok(Denied::Page(refusal));
        }
        if on.broken(Defect::DenialIgnored)
            && let Some(user) = self.user
        {
            let Self { tenant, request, .. } = self;
            let allowed = Allow { tenant, request, user }.decide(on)?;
            return Ok(Denied::Redirect(refusal, allowed.redirection));
        }
        let state = asked.state.as_deref().filter(|_| !on.broken(Defect::LifeStateOnError));
        let to = on
            .redirection(&self.tenant, &asked.redirect_uri, state)
            .with_error(&refusal, on.policy.error_text);
        Ok(Denied::Redirect(refusal, to))
    }
}

/// Takes a permission back: codes, access tokens and refresh tokens that hang on it die.
#[derive(Debug)]
#[non_exhaustive]
pub struct WithdrawConsent {
    /// Where.
    pub tenant: Tenant,
    /// Which.
    pub grant: GrantId,
}

impl Command for WithdrawConsent {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        if on.environment(&self.tenant)?.grants.contains_key(&self.grant) {
            on.record(Event::ConsentWithdrawn { tenant: self.tenant, grant: self.grant });
            return Ok(());
        }
        let why = format!("{} has no consent {}", self.tenant, self.grant);
        Err(Refusal::new(&rules::SETUP_APP, ErrorCode::NotFound, why))
    }
}

fn into_refusal(refusal: AuthorizeRefusal) -> Refusal {
    match refusal {
        AuthorizeRefusal::Show(refusal) | AuthorizeRefusal::Redirect(refusal, _) => refusal,
    }
}
