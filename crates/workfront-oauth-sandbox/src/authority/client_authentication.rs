//! Client authentication: which app is asking, and how it proves it.
//!
//! The shell hands over what the request presented, unjudged: the pair of an `Authorization: Basic` header as it stood after
//! base64, and `client_id` and `client_secret` of the body. Six combinations of those with JSON and form bodies occur in the
//! wild, and all of them are read here alike.

use super::app::{App, AppKind};
use super::command::Decider;
use super::event::Event;
use super::id::SecretId;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::state::Environment;
use super::tenant::Tenant;
use super::time::in_words;
use crate::defects::Defect;
use crate::policy::choice::{BasicEncoding, BothMethods, Tolerance};

/// What a request presented to authenticate its app.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PresentedClient {
    /// The two halves of `Authorization: Basic`, split at the first colon and not decoded any further.
    pub basic: Option<(String, Secret)>,
    /// `client_id` in the body.
    pub body_id: Option<String>,
    /// `client_secret` in the body.
    pub body_secret: Option<Secret>,
}

/// What the app wants, as far as authentication depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Code { with_verifier: bool },
    Refresh,
    Exchange,
    Revoke,
}

/// An app that is who it says.
pub(super) struct Authenticated<'a> {
    pub(super) tenant: Tenant,
    pub(super) environment: &'a Environment,
    pub(super) app: &'a App,
    pub(super) secret: Option<SecretId>,
}

impl<'a> Decider<'a> {
    /// Finds out which app is asking.
    pub(super) fn authenticate(
        &mut self,
        tenant: &Tenant,
        presented: &PresentedClient,
        purpose: Purpose,
    ) -> Result<Authenticated<'a>, Refusal> {
        let candidates = self.candidates(presented)?;
        let mut refusal = None;
        for (id, secret) in candidates {
            let (home, environment) = self.home(tenant, &id)?;
            let Some(app) = id.parse().ok().and_then(|id| environment.app(id)) else {
                refusal.get_or_insert_with(|| {
                    let why = format!("{tenant} has no app with this client_id");
                    Refusal::new(&rules::CLIENT_KNOWN, ErrorCode::InvalidClient, why)
                });
                continue;
            };
            self.check_guesses(environment, app)?;
            match self.check_secret(app, secret.as_ref(), purpose) {
                Ok(used) => {
                    if let Some(secret) = used {
                        let (tenant, client_id) = (home.clone(), app.client_id);
                        self.record(Event::SecretUsed { tenant, client_id, secret });
                    }
                    return Ok(Authenticated { tenant: home, environment, app, secret: used });
                }
                Err(wrong) => {
                    self.count_guess(&home, app);
                    refusal = Some(wrong);
                }
            }
        }
        Err(refusal.unwrap_or_else(|| {
            let why = "the request says nowhere which app is asking";
            Refusal::new(&rules::CLIENT_KNOWN, ErrorCode::InvalidClient, why)
        }))
    }

    /// Counts something that only a guess would have presented.
    pub(super) fn count_guess(&mut self, tenant: &Tenant, app: &App) {
        if self.policy.guess_limit > 0 {
            self.record(Event::GuessFailed { tenant: tenant.clone(), client_id: app.client_id });
        }
    }

    /// Forgets the failures of an app that was right.
    pub(super) fn forgive_guesses(&mut self, of: &Authenticated<'_>) {
        if of.environment.failures.contains_key(&of.app.client_id) {
            let (tenant, client_id) = (of.tenant.clone(), of.app.client_id);
            self.record(Event::GuessesForgiven { tenant, client_id });
        }
    }

    fn check_guesses(&self, environment: &Environment, app: &App) -> Result<(), Refusal> {
        let limit = self.policy.guess_limit;
        let Some(failures) = environment.failures.get(&app.client_id) else { return Ok(()) };
        let free_at = failures.last.plus_seconds(self.policy.guess_seconds);
        if limit == 0
            || u64::from(failures.count) < limit
            || self.now >= free_at
            || self.broken(Defect::GuessesUnlimited)
        {
            return Ok(());
        }
        let wait = free_at.since(self.now);
        let why = format!(
            "the app failed {} times in a row; it waits {}",
            failures.count,
            in_words(wait)
        );
        let mut refusal = Refusal::new(&rules::CLIENT_GUESSES, ErrorCode::SlowDown, why);
        refusal.retry_after = Some(wait.as_secs().max(1));
        Err(refusal)
    }

    /// The pairs that the request may mean, most literal first.
    fn candidates(
        &self,
        presented: &PresentedClient,
    ) -> Result<Vec<(String, Option<Secret>)>, Refusal> {
        let body = || {
            let id = presented.body_id.clone().unwrap_or_default();
            vec![(id, presented.body_secret.clone())]
        };
        let Some((id, secret)) = &presented.basic else {
            return Ok(if presented.body_id.is_some() { body() } else { Vec::new() });
        };
        if presented.body_secret.is_some() && !self.broken(Defect::BothMethodsAccepted) {
            match self.policy.both_methods {
                BothMethods::Basic => {}
                BothMethods::Body => return Ok(body()),
                BothMethods::Refuse => {
                    let why =
                        "the request has Authorization: Basic and a client_secret in its body";
                    let rule = &rules::CLIENT_ONE_METHOD;
                    return Err(Refusal::new(rule, ErrorCode::InvalidRequest, why));
                }
            }
        }
        let literal = (id.clone(), secret.clone());
        let decoded = (form_decoded(id), Secret::new(form_decoded(secret.expose_secret())));
        let pairs = match self.policy.basic_encoding {
            BasicEncoding::Literal => vec![literal],
            BasicEncoding::Form => vec![decoded],
            BasicEncoding::Either if decoded.1.hash() == literal.1.hash() => vec![literal],
            BasicEncoding::Either => vec![literal, decoded],
        };
        if let Some(other) = &presented.body_id
            && !pairs.iter().any(|(id, _)| id == other)
            && !self.broken(Defect::ForeignIdAccepted)
        {
            let why = "client_id in the body is not the one in Authorization: Basic";
            return Err(Refusal::new(&rules::CLIENT_SAME_ID, ErrorCode::InvalidRequest, why));
        }
        Ok(pairs.into_iter().map(|(id, secret)| (id, Some(secret))).collect())
    }

    /// The secret that `presented` is, or nothing for an app that needs none.
    fn check_secret(
        &self,
        app: &App,
        presented: Option<&Secret>,
        purpose: Purpose,
    ) -> Result<Option<SecretId>, Refusal> {
        let refuse = |rule, why: &str| Err(Refusal::new(rule, ErrorCode::InvalidClient, why));
        let presented = presented.filter(|secret| !secret.expose_secret().is_empty());
        if app.kind == AppKind::SinglePage {
            if presented.is_some() && self.policy.public_secret == Tolerance::Refuse {
                return refuse(
                    &rules::CLIENT_PUBLIC,
                    "a single-page app has no client secret, but one was sent",
                );
            }
            return Ok(None);
        }
        let Some(presented) = presented else {
            let excused = match purpose {
                Purpose::Code { with_verifier } => {
                    with_verifier && self.broken(Defect::PkceReplacesSecret)
                }
                Purpose::Refresh => self.broken(Defect::RefreshUnauthenticated),
                Purpose::Exchange => self.broken(Defect::ExchangeWithoutSecret),
                Purpose::Revoke => false,
            };
            return match excused {
                true => Ok(None),
                false => refuse(&rules::CLIENT_SECRET, "no client secret was sent"),
            };
        };
        if let Some(record) = app.secret(&presented.hash()) {
            return Ok(Some(record.id));
        }
        if self.broken(Defect::WrongSecretAccepted)
            || self.broken(Defect::LifeSecretUnread) && purpose != Purpose::Exchange
        {
            return Ok(None);
        }
        refuse(
            &rules::CLIENT_SECRET,
            match app.secrets.len() {
                0 => "the app has no client secret yet",
                _ => "the client secret is none of the app's",
            },
        )
    }
}

/// RFC 6749 §2.3.1: each half encoded as in a form.
fn form_decoded(text: &str) -> String {
    // A pair without a name: everything after `=` is one value, whatever `=` and `&` it has.
    let text = text.replace('&', "%26");
    url::form_urlencoded::parse(format!("={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::form_decoded;

    #[test]
    fn a_half_of_basic_is_decoded_as_a_form_value() {
        for (text, expected) in [
            ("a%3Ab", "a:b"),
            ("a+b", "a b"),
            ("%25", "%"),
            ("a=b&c", "a=b&c"),
            ("", ""),
            ("%C3%A9", "é"),
        ] {
            assert_eq!(form_decoded(text), expected);
        }
    }
}
