//! Revocation: undocumented, used by one client, and shaped here so that RFC 7009 holds where nothing else is known.

use super::client_authentication::{PresentedClient, Purpose};
use super::command::{Command, Decider};
use super::event::Event;
use super::family::RevokedBy;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::{RevokeParameter, Tolerance};

/// A request to the revocation endpoint.
#[derive(Debug)]
#[non_exhaustive]
pub struct Revoke {
    /// Where it came to.
    pub tenant: Tenant,
    /// What authenticates the app.
    pub client: PresentedClient,
    /// `token`, as RFC 7009 has it.
    pub token: Option<Secret>,
    /// `refresh_token`, as a client was seen to send it.
    pub refresh_token: Option<Secret>,
}

/// What a revocation did. The answer is the same in each case (RFC 7009 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevokeOutcome {
    /// A refresh token died, and its family.
    Family,
    /// An access token died.
    Session,
    /// The token was none.
    Nothing,
}

impl Command for Revoke {
    type Outcome = RevokeOutcome;

    fn decide(self, on: &mut Decider<'_>) -> Result<RevokeOutcome, Refusal> {
        let client = on.authenticate(&self.tenant, &self.client, Purpose::Revoke)?;
        let presented = match on.policy.revoke_parameter {
            RevokeParameter::RefreshToken => self.refresh_token,
            RevokeParameter::Token => self.token,
            RevokeParameter::Either => self.token.or(self.refresh_token),
        };
        let Some(presented) = presented else {
            let why = "the request names no token to revoke";
            return Err(Refusal::new(&rules::REVOKE_TOKEN, ErrorCode::InvalidRequest, why));
        };
        let hash = presented.hash();
        let foreign = |on: &Decider<'_>, owner| {
            Some(client.app.client_id) != owner && !on.broken(Defect::RevokesForeign)
        };
        let not_yours = || {
            let why = "the token was issued to another app";
            Err(Refusal::new(&rules::REVOKE_CLIENT, ErrorCode::InvalidGrant, why))
        };
        let environment = client.environment;
        let tenant = client.tenant.clone();
        if let Some(token) = environment.refresh_tokens.get(&hash)
            && let Some(family) = environment.families.get(&token.family)
        {
            if foreign(on, Some(family.client_id)) {
                return not_yours();
            }
            let by = RevokedBy::Request;
            on.record(Event::FamilyRevoked { tenant: tenant.clone(), family: family.id, by });
            if on.policy.revoke_ends_sessions && !on.broken(Defect::RevokeKeepsSessions) {
                on.end_sessions_of(&tenant, family.grant, family.id);
            }
            return Ok(RevokeOutcome::Family);
        }
        if let Some(session) = environment.sessions.get(&hash) {
            if foreign(on, session.origin.client_id()) {
                return not_yours();
            }
            on.record(Event::SessionEnded { tenant, hash });
            return Ok(RevokeOutcome::Session);
        }
        if on.policy.revoke_unknown == Tolerance::Refuse || on.broken(Defect::RevokeUnknownFails) {
            let why = "no such token was issued here";
            return Err(Refusal::new(&rules::REVOKE_TOKEN, ErrorCode::InvalidRequest, why));
        }
        Ok(RevokeOutcome::Nothing)
    }
}
