//! Logging a user in.

use std::sync::Arc;

use workfront_oauth::{Browser, Callback, Entropy};

use super::app::App;
use super::refused::of_callback;
use super::sender::Sender;
use super::{CoreClient, Pending};
use crate::shim::message::{self, Answer, Login, Refusal};
use crate::shim::refused::Refused;

impl CoreClient {
    pub(super) fn login(&mut self, login: &Login) -> Result<Answer, Refused> {
        let app = Arc::new(App::new(login)?);
        let sender =
            Arc::new(Sender::new(self.transport, &login.base_url, login.ca_file.as_deref())?);
        let entropy = Entropy::from_os()
            .map_err(|_| Refused::new(Refusal::Other, "the machine gives no random numbers"))?;
        let browser = browser(login.session.as_deref())?;
        let (url, authorization) = app.authorize(entropy, &browser, self.now());
        let state = authorization.state().expose_secret().to_owned();
        self.pending.insert(state, Pending { authorization, app, sender });
        Ok(Answer { authorize_url: Some(url), ..Answer::done() })
    }

    pub(super) fn callback(&mut self, asked: &message::Callback) -> Result<(), Refused> {
        let callback = Callback::parse(&asked.url).map_err(|error| of_callback(&error))?;
        let state = callback.state().ok_or_else(|| {
            Refused::new(Refusal::StateMissing, "the callback has no state, and one was sent")
        })?;
        let Pending { authorization, app, sender } = match self.pending.remove(state) {
            Some(pending) => pending,
            None if self.used.contains(state) => {
                let why = "the callback's state has been used";
                return Err(Refused::new(Refusal::StateUsed, why));
            }
            None => {
                let why = "the callback's state is not one that was sent";
                return Err(Refused::new(Refusal::StateMismatch, why));
            }
        };
        self.used.insert(state.to_owned());
        // The protocol says nothing of issuers, so the one that a callback names must be the server of the log-in.
        let authorization = match names_issuer(&asked.url) {
            true => app.demanding_issuer(authorization)?,
            false => authorization,
        };
        let browser = browser(asked.session.as_deref())?;
        let code = authorization
            .complete(callback, &browser, self.now())
            .map_err(|error| of_callback(&error))?;
        let tokens = app.redeem(&sender, &code).map_err(|failed| failed.refused(self.now()))?;
        self.hold(tokens, Some(app), sender)
    }
}

/// The browser of a session's name: what stands in for the value of its cookie.
fn browser(session: Option<&str>) -> Result<Browser, Refused> {
    let Some(session) = session else { return Ok(Browser::SameProcess) };
    Browser::cookie(format!("the browser session {session}:"))
        .map_err(|_| Refused::new(Refusal::Other, "the core has no use for this session"))
}

fn names_issuer(url: &str) -> bool {
    let query = url.split('#').next().and_then(|url| url.split_once('?'));
    let query = query.map(|(_, query)| query).unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "iss" && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_one_that_is_named() {
        assert!(names_issuer("https://app.example/cb?code=c&iss=https%3A%2F%2Fa"));
        assert!(!names_issuer("https://app.example/cb?code=c&iss="));
        assert!(!names_issuer("https://app.example/cb?code=iss#iss=a"));
    }

    #[test]
    fn a_session_of_any_name_is_a_browser() {
        assert!(browser(None).is_ok() && browser(Some("a")).is_ok() && browser(Some("")).is_ok());
        assert!(browser(Some("\n")).is_err());
    }
}
