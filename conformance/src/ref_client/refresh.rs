//! Refreshing: one request, after which the newest refresh token is the one that is kept.

use std::sync::Arc;

use super::application::Application;
use super::http::Reply;
use super::mutants::{Deviation, LOOPS};
use super::{Held, RefClient, TOKEN};
use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

impl RefClient {
    /// Gets a new access token.
    pub(super) fn refresh(&mut self) -> Result<(), Refused> {
        let held = self.held()?;
        let Some(refresh_token) = held.tokens.refresh_token.clone() else {
            return Err(Refused::new(Refusal::NoTokens, "no refresh token is stored"));
        };
        let application = Arc::clone(&held.application);
        let mut reply = send(&application, &refresh_token);
        if self.conduct.is(Deviation::LostRefreshLoops) {
            for _ in 0..LOOPS {
                if reply.is_err() {
                    reply = send(&application, &refresh_token);
                }
            }
        }
        if reply.is_err() && self.conduct.is(Deviation::FailureForgets) {
            self.held = None;
        }
        self.settle(&reply?, &refresh_token, application)
    }

    /// Takes an answer for what it is: new tokens, the end of the grant, or a failure that changes nothing.
    fn settle(
        &mut self,
        reply: &Reply,
        refresh_token: &str,
        application: Arc<Application>,
    ) -> Result<(), Refused> {
        let mut tokens = self.reader().tokens(reply).map_err(|refused| self.refused(refused))?;
        let keeps_old = self.conduct.is(Deviation::RotationDropped)
            || (tokens.refresh_token.is_none() && !self.conduct.is(Deviation::RefreshForgotten));
        if keeps_old {
            tokens.refresh_token = Some(refresh_token.to_owned());
        }
        self.held = Some(Held { tokens, application });
        Ok(())
    }

    /// Only `invalid_grant` ends the grant (RFC 6749 section 5.2).
    fn refused(&mut self, refused: Refused) -> Refused {
        let dead = refused.oauth_error.as_deref() == Some("invalid_grant")
            && refused.status.is_some_and(|status| (400..500).contains(&status));
        if refused.status == Some(503) && self.conduct.is(Deviation::UnavailableForgets) {
            self.held = None;
        }
        let is_refusal = refused.status.is_some_and(|status| (400..500).contains(&status));
        if is_refusal && self.conduct.is(Deviation::RefusalForgets) {
            self.held = None;
        }
        if !dead {
            return refused;
        }
        if !self.conduct.is(Deviation::InvalidGrantKept) {
            self.held = None;
        }
        let message = "the refresh token is worth nothing any more: log in again".to_owned();
        Refused { error: Refusal::Reauthorize, message, ..refused }
    }
}

fn send(application: &Application, refresh_token: &str) -> Result<Reply, Refused> {
    let members = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    application.post(&format!("{}{TOKEN}", application.base_url), members)
}
