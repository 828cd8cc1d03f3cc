//! Logging a user in: the link, and the code that came back for it, redeemed once.

use std::sync::Arc;

use ::http::Request;

use super::application::Application;
use super::attempt::{Attempt, Fallback};
use super::callback::Parameters;
use super::http::Reply;
use super::mutants::{Deviation, LOOPS};
use super::token_response::has_odd_lifetime;
use super::{Held, RefClient, TOKEN};
use crate::shim::message::{Answer, Callback, Login};
use crate::shim::refused::Refused;

impl RefClient {
    pub(super) fn login(&mut self, login: Login) -> Result<Answer, Refused> {
        let session = login.session.clone();
        let application = Arc::new(Application::of_login(login, self.conduct)?);
        let (url, attempt) = Attempt::begin(application, session, self.fallback, self.conduct)?;
        self.attempts.push(attempt);
        Ok(Answer { authorize_url: Some(url), ..Answer::done() })
    }

    pub(super) fn callback(&mut self, callback: &Callback) -> Result<Answer, Refused> {
        let parameters = Parameters::read(&callback.url, self.conduct)?;
        let attempt = parameters.attempt(&mut self.attempts, callback.session.as_deref())?;
        let application = Arc::clone(&attempt.application);
        let verifier = attempt.verifier.clone();
        let redeemed = parameters.code(&application).and_then(|code| {
            let reply = self.redeem(&application, &parameters, &code, verifier.as_deref())?;
            self.reader().tokens(&reply)
        });
        let tokens = redeemed.inspect_err(|_| self.fall_back())?;
        if self.conduct.is(Deviation::ReturnToFollowed)
            && let Some(url) = parameters.get("return_to")
            && let Ok(request) = Request::get(url).body(Vec::new())
        {
            // Wherever it leads, and whether it does: that is what is wrong with it.
            _ = application.http.send(request);
        }
        if !self.conduct.is(Deviation::TokensUnstored) {
            self.held = Some(Held { tokens, application });
        }
        Ok(Answer::done())
    }

    /// Sends a code. Once: when the answer is lost, it is spent or not, and nobody knows (RFC 6749 section 4.1.2).
    fn redeem(
        &self,
        application: &Application,
        parameters: &Parameters,
        code: &str,
        verifier: Option<&str>,
    ) -> Result<Reply, Refused> {
        let redirect_uri = application.repeated_redirect_uri();
        let mut members = vec![("grant_type", "authorization_code"), ("code", code)];
        if !self.conduct.is(Deviation::RedirectUriAbsent) {
            members.push(("redirect_uri", &redirect_uri));
        }
        if let Some(verifier) = verifier {
            members.push(("code_verifier", verifier));
        }
        let mut url = format!("{}{TOKEN}", application.base_url);
        if self.conduct.is(Deviation::HostFromCallback)
            && let (Some(domain), Some(lane)) = (parameters.get("domain"), parameters.get("lane"))
            && let Some((scheme, server)) = application.base_url.split_once("://")
        {
            // Under the name that stands for this machine, so that a mutant never talks to a customer's Workfront.
            let port = server.rsplit_once(':').map_or("", |(_, port)| port);
            url = format!("{scheme}://{domain}.{lane}.localhost:{port}{TOKEN}");
        }
        let send = || application.post(&url, members.clone());
        let mut reply = send();
        let lost = !reply.as_ref().is_ok_and(|reply| reply.status < 500);
        if lost && self.conduct.is(Deviation::CodeResent) {
            reply = send();
        }
        let odd = reply.as_ref().is_ok_and(has_odd_lifetime);
        if odd && self.conduct.is(Deviation::LifetimeRetried) {
            reply = send();
        }
        if self.conduct.is(Deviation::CodeLooped) {
            for _ in 0..LOOPS {
                if reply.as_ref().is_ok_and(|reply| reply.status >= 400) {
                    reply = send();
                }
            }
        }
        reply
    }

    fn fall_back(&mut self) {
        if self.conduct.is(Deviation::FallbackPlain) {
            self.fallback = Fallback::Plain;
        }
        if self.conduct.is(Deviation::FallbackNone) {
            self.fallback = Fallback::NoPkce;
        }
    }
}
