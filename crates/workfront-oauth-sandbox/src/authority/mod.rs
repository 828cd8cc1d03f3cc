//! The authority: Workfront's side of OAuth 2.0 as a pure state machine. Commands in, outcomes or refusals out.
//!
//! No HTTP, no clock, no input or output: the moment and the randomness are arguments. A command is *decided* against the
//! state, which yields events; the events are kept, and then added to the state. The log of events is the truth: replaying it
//! gives a restart, a snapshot, a reset and a reproduction.
//!
//! ```text
//!            now, draws                     commit
//!                │                            │
//!  command ──▶ decide ──▶ events ──▶ log ──▶ evolve ──▶ state
//!                │                                        │
//!                └──▶ outcome, or refusal { rule, why }   └──▶ read by the next decision, the pages, the control port
//! ```
//!
//! What holds after any sequence of commands, without defects:
//!
//! 1. An environment is a domain and a lane. No app, code, session or token of one is known in another.
//! 2. A code yields tokens at most once, within its lifetime, to the app it was issued to, with the redirect URL and the
//!    code verifier of its request.
//! 3. A token family has at most one live refresh token; with rotation each use replaces it. A replaced token yields nothing
//!    once the grace that the policy gives has passed.
//! 4. No refresh token yields anything after the family's absolute limit, nor after its limit of inactivity.
//! 5. A session is dead once it was not used for as long as it lives without use, and where the policy says so at the absolute
//!    limit of its family.
//! 6. An environment has at most as many apps as the policy says: ten.
//! 7. When an app is deleted, its codes, sessions, consents and refresh tokens are gone. A deleted client secret
//!    authenticates nobody, a deleted key verifies nothing, a removed user has no session, consent or key.
//! 8. Only a Workfront administrator, or the operator of the sandbox, changes apps.
//! 9. State, events and refusals hold no secret in clear: codes, tokens, session ids and client secrets are known by their
//!    SHA-256 hashes.
//! 10. The same events give the same state, and the same seed and commands at the same moments give the same events.
//! 11. What is remembered is bounded for each environment, app and consent; `evolve.rs` has the numbers.

mod account;
mod app;
mod authorize;
#[cfg(feature = "__bench")]
#[doc(hidden)]
pub mod bench;
mod claims;
mod client_authentication;
mod client_secret;
mod code;
mod command;
mod consent;
mod event;
mod evolve;
mod exchange;
mod family;
mod fields;
mod found;
mod generator;
mod grant;
mod id;
mod jwt;
mod key_file;
mod key_upload;
mod keys;
mod legible;
mod log_in;
mod logo;
mod pkce;
mod public_key;
mod redeem;
mod redirect_url;
mod refresh;
mod refusal;
mod registration;
mod revoke;
pub mod rules;
mod secret;
mod secrets;
mod session;
mod state;
mod tenant;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod user;

pub use account::{AddTenant, AddUser, RemoveUser, draw_password};
pub use app::{App, AppKind, AppSettings};
pub use authorize::{Authorizable, AuthorizeRefusal, AuthorizeRequest};
#[cfg(feature = "__fuzz")]
pub(crate) use claims::judge_unverified_jwt;
pub use client_authentication::PresentedClient;
pub use client_secret::{ClientSecretRecord, NOTE_CHARACTERS};
pub use code::{AuthorizationCode, Issued, Spent};
pub use command::{Command, Decider};
pub use consent::{Allow, Allowed, Denied, Deny, WithdrawConsent};
pub use event::Event;
pub use exchange::ExchangeJwt;
pub use family::{RefreshToken, Revoked, RevokedBy, TokenFamily};
pub(crate) use found::{Found, s256, unverified_claims};
pub use generator::{Generator, Seed};
pub use grant::Grant;
pub use id::{ClientId, CustomerId, FamilyId, GrantId, KeyId, NotAnId, SecretId, UserId};
pub(crate) use key_file::pem_of;
pub use keys::{AddKey, DeleteKey, GenerateKeyPair, GeneratedKeyPair};
pub use log_in::{LogIn, LogInAs, LogOut, LoggedIn, UseSession, UsedSession};
pub use logo::Logo;
pub use public_key::{KeySource, PublicKeyRecord};
pub use redirect_url::Redirection;
pub(crate) use redirect_url::is_origin_of;
pub use refusal::{ErrorCode, Refusal, Rule};
pub use registration::{Actor, CreateApp, CreatedApp, DeleteApp, OpenSetup, SaveApp};
pub use revoke::{Revoke, RevokeOutcome};
pub use secret::{Secret, SecretHash};
pub use secrets::{AddSecret, DeleteSecret, NoteSecret};
pub use session::{Origin, Session};
pub use state::{Environment, State};
pub use tenant::{NotATenant, Tenant};
pub use time::Timestamp;
pub use token::{Token, TokenRequest, Tokens};
pub use user::User;

use crate::defects::Defect;
use crate::policy::Policy;
use crate::policy::choice::{ConsentMemory, LogInPage};

/// The state, and how it is decided upon.
#[derive(Debug, Clone)]
pub struct Authority {
    state: State,
    policy: Policy,
    defect: Option<Defect>,
    seed: Seed,
}

/// What a decision came to: the events to commit, and the answer to give once they are.
#[derive(Debug)]
#[non_exhaustive]
pub struct Decision<T> {
    /// What happened. Not empty even for some refusals.
    pub events: Vec<Event>,
    /// What to answer.
    pub answer: Result<T, Refusal>,
}

impl Authority {
    /// An authority with nothing in it.
    pub fn new(policy: Policy, seed: Seed) -> Self {
        Self { state: State::default(), policy, defect: None, seed }
    }

    /// This authority with one rule broken.
    pub fn with_defect(mut self, defect: Option<Defect>) -> Self {
        self.defect = defect;
        self
    }

    /// What there is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How it behaves where the pages leave it open.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The rule that is broken, if one is.
    pub fn defect(&self) -> Option<Defect> {
        self.defect
    }

    /// The seed of all draws.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Decides `command`. Nothing changes until the events are [committed](Self::commit).
    pub fn decide<C: Command>(&self, command: C, now: Timestamp) -> Decision<C::Outcome> {
        let mut on = self.decider(now);
        let answer = command.decide(&mut on);
        Decision { events: on.events, answer }
    }

    /// Adds the events of one decision. Without events nothing happened, and this is not called.
    pub fn commit(&mut self, events: &[Event], at: Timestamp) {
        self.state.evolve(events, at);
    }

    /// Decides `command` and commits what came of it, for those who keep no log.
    ///
    /// # Errors
    ///
    /// The refusal, with the rule that was broken.
    pub fn apply<C: Command>(&mut self, command: C, now: Timestamp) -> Result<C::Outcome, Refusal> {
        let decision = self.decide(command, now);
        if !decision.events.is_empty() {
            self.commit(&decision.events, now);
        }
        decision.answer
    }

    /// Judges an authorization request, before anybody has to log in.
    ///
    /// # Errors
    ///
    /// The refusal, and whether it may be told to the app on a redirect.
    pub fn authorizable(
        &self,
        tenant: &Tenant,
        request: &AuthorizeRequest,
        now: Timestamp,
    ) -> Result<Authorizable, AuthorizeRefusal> {
        self.decider(now).authorizable(tenant, request)
    }

    /// Whether somebody with a live session has to log in once more before consenting.
    pub fn wants_log_in(&self) -> bool {
        self.policy.log_in == LogInPage::Always
    }

    /// Whether `user` has to be asked on the consent page.
    pub fn wants_consent(&self, tenant: &Tenant, client_id: ClientId, user: UserId) -> bool {
        let remembered = self.policy.consent == ConsentMemory::Remember
            && self
                .state
                .environment(tenant)
                .is_some_and(|environment| environment.grant(client_id, user).is_some());
        !remembered && self.defect != Some(Defect::ConsentSkipped)
    }

    /// Replaces the state, by one that a log or a snapshot held.
    pub fn restore(&mut self, state: State) {
        self.state = state;
    }

    fn decider(&self, now: Timestamp) -> Decider<'_> {
        Decider {
            state: &self.state,
            policy: &self.policy,
            defect: self.defect,
            now,
            draw: self.seed.stream(self.state.accepted()),
            events: Vec::new(),
        }
    }
}
