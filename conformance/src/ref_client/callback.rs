//! The callback: what the browser came back with, believed only as far as it fits an attempt.

use url::form_urlencoded;

use super::application::{Application, without_origin};
use super::attempt::Attempt;
use super::mutants::{Conduct, Deviation};
use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

/// The parameters of a callback, none of them twice.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    conduct: Conduct,
}

impl Parameters {
    /// Reads the whole URL that the browser was redirected to.
    pub(super) fn read(url: &str, conduct: Conduct) -> Result<Self, Refused> {
        let bad = |why: &str| Err(Refused::new(Refusal::BadCallback, why));
        let before_fragment = url.split('#').next().unwrap_or_default();
        let Some((_, query)) = before_fragment.split_once('?') else {
            return bad("the callback has no query");
        };
        let mut pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if conduct.is(Deviation::CodeRaw) {
            let raw = query.split('&').find_map(|pair| pair.strip_prefix("code="));
            for pair in pairs.iter_mut().filter(|(name, _)| name == "code") {
                pair.1 = raw.unwrap_or_default().to_owned();
            }
        }
        for name in KNOWN {
            let of_name = || pairs.iter().filter(|(found, _)| found == name);
            let tolerated = name == "state" && conduct.is(Deviation::StateAnyOfTwo);
            if of_name().count() > 1 && !tolerated {
                return bad(&format!("the callback has {name} twice"));
            }
            let garbled = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
            if of_name().any(|(_, value)| value.contains(garbled)) {
                return bad(&format!("the callback's {name} is no readable text"));
            }
        }
        let strange = pairs.iter().any(|(name, _)| !KNOWN.contains(&name.as_str()));
        if strange && conduct.is(Deviation::UnknownParametersRefused) {
            return bad("the callback has a parameter that is not known");
        }
        Ok(Self { pairs, conduct })
    }

    /// A parameter; an empty one counts as absent (RFC 6749 section 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The attempt that this callback answers, checked to be that, and from now on used.
    pub(super) fn attempt<'a>(
        &self,
        attempts: &'a mut [Attempt],
        session: Option<&str>,
    ) -> Result<&'a mut Attempt, Refused> {
        let conduct = self.conduct;
        let refuse = |error, why: &str| Err(Refused::new(error, why));
        if conduct.is(Deviation::ErrorBeforeState) && self.get("error").is_some() {
            return Err(self.denied());
        }
        let pkce = attempts.last().is_some_and(|attempt| attempt.verifier.is_some());
        let blind = conduct.is(Deviation::StateUnchecked)
            || conduct.is(Deviation::StateAbsent)
            || (conduct.is(Deviation::StateSkippedWithPkce) && pkce)
            || (conduct.is(Deviation::StateMissingAccepted) && self.get("state").is_none());
        let found = if blind {
            attempts.len().checked_sub(1)
        } else {
            let states =
                self.pairs.iter().filter(|(name, value)| name == "state" && !value.is_empty());
            let states: Vec<&str> = states.map(|(_, value)| value.as_str()).collect();
            if states.is_empty() {
                return refuse(
                    Refusal::StateMissing,
                    "the callback has no state, and one was sent",
                );
            }
            // Each attempt is looked at, so that the time taken does not tell which one came close.
            let mut found = None;
            for (at, attempt) in attempts.iter().enumerate() {
                if states.iter().any(|state| attempt.has_state(state, conduct)) {
                    found = Some(at);
                }
            }
            found
        };
        let Some(attempt) = found.and_then(|at| attempts.get_mut(at)) else {
            return refuse(Refusal::StateMismatch, "the callback's state is not one that was sent");
        };
        if attempt.used && !conduct.is(Deviation::StateReusable) {
            return refuse(Refusal::StateUsed, "the callback's state has been used");
        }
        if attempt.session.as_deref() != session && !conduct.is(Deviation::StateUnbound) {
            return refuse(Refusal::SessionMismatch, "the log-in was begun in another session");
        }
        attempt.used = true;
        Ok(attempt)
    }

    /// The code, if the callback is of this application's server and has one and no error.
    pub(super) fn code(&self, application: &Application) -> Result<String, Refused> {
        let conduct = self.conduct;
        let refuse = |error, why: &str| Err(Refused::new(error, why));
        if let Some(iss) = self.get("iss")
            && (iss != application.base_url || conduct.is(Deviation::IssRefused))
            && !conduct.is(Deviation::IssUnchecked)
        {
            return refuse(Refusal::IssuerMismatch, "the callback's iss is another server's");
        }
        let code = self.get("code");
        match (code, self.get("error")) {
            (Some(_), Some(_)) if !conduct.is(Deviation::CodeAndErrorTaken) => {
                return refuse(Refusal::BadCallback, "the callback has both a code and an error");
            }
            (None, Some(_)) if !conduct.is(Deviation::ErrorRedeemed) => return Err(self.denied()),
            (None, None) if !conduct.is(Deviation::EmptyCodeSent) => {
                return refuse(
                    Refusal::BadCallback,
                    "the callback has neither a code nor an error",
                );
            }
            _ => {}
        }
        self.compare_tenant(application)?;
        Ok(code.unwrap_or_default().to_owned())
    }

    /// `domain` and `lane` are compared where they come and something is known to compare them with; they lead nowhere.
    fn compare_tenant(&self, application: &Application) -> Result<(), Refused> {
        let unchecked = self.conduct.is(Deviation::TenantUnchecked)
            || self.conduct.is(Deviation::HostFromCallback);
        let differs = |found: Option<&str>, ours: &Option<String>| match (found, ours) {
            (Some(found), Some(ours)) => !without_origin(found).eq_ignore_ascii_case(ours),
            _ => false,
        };
        let (mut domain, mut lane) = (self.get("domain"), self.get("lane"));
        if self.conduct.is(Deviation::TenantSwapped) {
            (domain, lane) = (lane, domain);
        }
        let other = differs(domain, &application.domain) || differs(lane, &application.lane);
        if other && !unchecked {
            let why = "the callback's domain or lane is another tenant's";
            return Err(Refused::new(Refusal::HostMismatch, why));
        }
        Ok(())
    }

    fn denied(&self) -> Refused {
        Refused::new(Refusal::AccessDenied, "the server sent the user back with an error")
            .with_oauth_error(self.get("error").map(str::to_owned))
    }
}

/// What may come once only: RFC 6749 section 3.1, page 001, RFC 9207 section 2.
const KNOWN: [&str; 8] =
    ["code", "state", "error", "error_description", "error_uri", "iss", "domain", "lane"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ref_client::attempt::Fallback;
    use crate::ref_client::mutants;
    use crate::ref_client::tests::login;
    use crate::shim::message::{App, Login};

    /// What a callback comes to; `STATE` in it is the state that was sent, `BAS` the server.
    fn outcome(mutant: Option<&str>, query: &str) -> Result<String, Refusal> {
        let conduct = Conduct::of(mutant.map(|name| mutants::named(name).unwrap()));
        let login = Login {
            app: App::WebPkce,
            domain: Some("acme".to_owned()),
            lane: Some("my".to_owned()),
            ..login()
        };
        let application = Arc::new(Application::of_login(login, conduct).unwrap());
        let session = Some("browser".to_owned());
        let (url, attempt) =
            Attempt::begin(Arc::clone(&application), session, Fallback::No, conduct).unwrap();
        let url = url::Url::parse(&url).unwrap();
        let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let query = query.replace("STATE", &state).replace("BASE", "http%3A%2F%2F127.0.0.1%3A9");
        let read = Parameters::read(&format!("http://127.0.0.1:8/cb?{query}"), conduct);
        let mut attempts = [attempt];
        let code = read.and_then(|read| {
            read.attempt(&mut attempts, Some("browser"))?;
            read.code(&application)
        });
        code.map_err(|refused| refused.error)
    }

    #[test]
    fn documented_example() {
        let query = "code=c%2B1&domain=acme&lane=my&state=STATE&extra=1";
        assert_eq!(outcome(None, query), Ok("c+1".to_owned()));
    }

    #[test]
    fn each_wrong_callback_is_refused_and_taken_by_its_mutant() {
        let check = |query: &str, refusal: Refusal, mutant: &str| {
            assert_eq!(outcome(None, query), Err(refusal), "{query}");
            assert_ne!(outcome(Some(mutant), query), Err(refusal), "{mutant}: {query}");
        };
        check("code=c", Refusal::StateMissing, "cli-state-missing-accepted");
        check("code=c&state=", Refusal::StateMissing, "cli-state-unchecked");
        check("code=c&state=wrong", Refusal::StateMismatch, "cli-state-unchecked");
        check("code=c&state=wrong", Refusal::StateMismatch, "cli-state-skipped-with-pkce");
        check("code=c&state=STATEx", Refusal::StateMismatch, "cli-state-prefix");
        check("code=c&state=STATE&state=x", Refusal::BadCallback, "cli-state-any-of-two");
        check("code=c&state=x&state=STATE", Refusal::BadCallback, "cli-state-any-of-two");
        check("error=access_denied&state=STATE", Refusal::AccessDenied, "cli-error-redeemed");
        check("error=access_denied&state=x", Refusal::StateMismatch, "cli-error-before-state");
        check("code=c&error=e&state=STATE", Refusal::BadCallback, "cli-code-and-error-taken");
        check("code=&state=STATE", Refusal::BadCallback, "cli-empty-code-sent");
        check("state=STATE", Refusal::BadCallback, "cli-empty-code-sent");
        check(
            "code=c&state=STATE&iss=http%3A%2F%2Fevil",
            Refusal::IssuerMismatch,
            "cli-iss-unchecked",
        );
        check("code=c&state=STATE&lane=preview", Refusal::HostMismatch, "cli-tenant-unchecked");
        check("code=c&state=STATE&domain=evil%2F", Refusal::HostMismatch, "cli-host-from-callback");
    }

    #[test]
    fn what_must_be_ignored_is() {
        for query in
            ["code=c&state=STATE&iss=BASE", "code=c&state=STATE&domain=origin-ACME&lane=MY"]
        {
            assert_eq!(outcome(None, query), Ok("c".to_owned()), "{query}");
        }
        let strange = "code=c&state=STATE&session_state=1";
        assert_eq!(outcome(None, strange), Ok("c".to_owned()));
        let mutant = Some("cli-unknown-parameters-refused");
        assert_eq!(outcome(mutant, strange), Err(Refusal::BadCallback));
        assert_eq!(outcome(mutant, "code=c&state=STATE"), Ok("c".to_owned()));
        assert_eq!(outcome(Some("cli-code-raw"), "code=c%2B&state=STATE"), Ok("c%2B".to_owned()));
    }

    #[test]
    fn what_is_twice_or_garbled_is_refused() {
        for query in ["code=a&code=b&state=STATE", "code=%ff&state=STATE", "code=a%00&state=STATE"]
        {
            assert_eq!(outcome(None, query), Err(Refusal::BadCallback), "{query}");
        }
        assert!(Parameters::read("http://127.0.0.1:8/cb#code=a", Conduct::default()).is_err());
    }
}
