//! Logging out: what is held is forgotten at once, and revoked now or at the next occasion.

use super::http::Reply;
use super::mutants::Deviation;
use super::{Held, REVOKE, RefClient};
use crate::shim::message::{Answer, Refusal};
use crate::shim::refused::Refused;

impl RefClient {
    /// Revokes what is held, and what an earlier time could not be.
    pub(super) fn logout(&mut self) -> Result<Answer, Refused> {
        let mut to_revoke = std::mem::take(&mut self.unrevoked);
        to_revoke.extend(self.held.take());
        if self.conduct.is(Deviation::LogoutSilent) {
            return Ok(Answer::done());
        }
        let mut failure = None;
        for held in to_revoke {
            if let Err(refused) = self.revoke(&held) {
                failure.get_or_insert(refused);
                if !self.conduct.is(Deviation::RevocationDropped) {
                    self.unrevoked.push(held);
                }
            } else if self.conduct.is(Deviation::LogoutKeeps) {
                self.held = Some(held);
            }
        }
        failure.map_or_else(|| Ok(Answer::done()), Err)
    }

    fn revoke(&self, held: &Held) -> Result<(), Refused> {
        let (name, token) = match &held.tokens.refresh_token {
            Some(token) => ("refresh_token", token),
            None => ("token", &held.tokens.access_token),
        };
        let mut members = vec![(name, token.as_str())];
        if !held.application.redirect_uri.is_empty() {
            members.push(("redirect_uri", &held.application.redirect_uri));
        }
        let reply =
            held.application.post(&format!("{}{REVOKE}", held.application.base_url), members)?;
        if is_done(&reply) { Ok(()) } else { Err(self.failed(&reply)) }
    }

    fn failed(&self, reply: &Reply) -> Refused {
        let refused = self.reader().failure(reply);
        match refused.error {
            Refusal::TokenRefused => Refused { error: Refusal::Other, ..refused },
            _ => refused,
        }
    }
}

/// 200 also for a token that was none (RFC 7009 section 2.2); 404 where the server has no such endpoint.
fn is_done(reply: &Reply) -> bool {
    matches!(reply.status, 200..300 | 404)
}
