//! A client for Workfront's OAuth 2.0, written by hand and sharing nothing with the product, that speaks the shim protocol.
//!
//! It is strict where a rule is a MUST, so that the suite's cases have a client that passes them; and wrong in one way at a
//! time when told to be one of its [`mutants`], so that each case can be seen to catch somebody.
//!
//! ```text
//! login ----> attempt (state, PKCE) ----> the browser
//! callback -> callback (checked) -> application (token request) -> token_response (read) -> held
//! api_get --> api (header, one refresh) <- refresh
//! ```

mod api;
mod application;
mod attempt;
mod callback;
pub mod cli;
mod exchange;
mod http;
mod login;
mod logout;
pub mod mutants;
mod refresh;
mod token_response;

use std::sync::Arc;
use std::time::SystemTime;

use crate::shim::message::{Answer, Ask, PROTOCOL, Refusal, Tokens};
use crate::shim::refused::Refused;
use crate::shim::serve::Client;
use application::Application;
use attempt::{Attempt, Fallback};
use mutants::{Conduct, Mutant};
use token_response::Reader;

/// The reference client.
pub struct RefClient {
    name: String,
    conduct: Conduct,
    attempts: Vec<Attempt>,
    held: Option<Held>,
    /// What is still to be revoked, because the server could not when it was asked.
    unrevoked: Vec<Held>,
    /// The JWT exchanged last, for the mutant that exchanges it again.
    last_jwt: Option<String>,
    fallback: Fallback,
    clock: Option<i64>,
}

/// Tokens, and whose they are.
#[derive(Clone)]
struct Held {
    tokens: Tokens,
    application: Arc<Application>,
}

impl RefClient {
    /// A client that is right, or wrong in one way.
    pub fn new(mutant: Option<&Mutant>) -> Self {
        Self {
            name: mutant.map_or("workfront-ref-client", |mutant| mutant.name).to_owned(),
            conduct: Conduct::of(mutant),
            attempts: Vec::new(),
            held: None,
            unrevoked: Vec::new(),
            last_jwt: None,
            fallback: Fallback::No,
            clock: None,
        }
    }

    /// Seconds since 1970.
    fn now(&self) -> i64 {
        self.clock.unwrap_or_else(|| {
            let since =
                SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
    }

    fn reader(&self) -> Reader {
        Reader { conduct: self.conduct, now: self.now(), type_required: true }
    }

    fn held(&self) -> Result<&Held, Refused> {
        self.held.as_ref().ok_or_else(|| Refused::new(Refusal::NoTokens, "no tokens are stored"))
    }

    fn hello(&self) -> Answer {
        Answer {
            protocol: Some(PROTOCOL),
            name: Some(self.name.clone()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ops: Some(Ask::OPS.map(str::to_owned).to_vec()),
            ..Answer::done()
        }
    }
}

impl Client for RefClient {
    fn answer(&mut self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::Hello { .. } => Ok(self.hello()),
            Ask::Login(login) => self.login(login),
            Ask::Callback(callback) => self.callback(&callback),
            Ask::Refresh => self.refresh().map(|()| Answer::done()),
            Ask::ApiGet(get) => Ok(self.api_get(&get)),
            Ask::JwtExchange(exchange) => self.jwt_exchange(&exchange),
            Ask::Logout => self.logout(),
            Ask::DumpTokens => {
                let tokens = self.held.as_ref().map(|held| held.tokens.clone());
                Ok(Answer { tokens: Some(tokens), ..Answer::done() })
            }
            Ask::SetClock { now } => {
                self.clock = Some(now);
                Ok(Answer::done())
            }
        };
        answer.unwrap_or_else(Answer::from)
    }
}

/// The path of an endpoint of page 001; revocation is on none, and was seen in a client of the real service.
const TOKEN: &str = "/integrations/oauth2/api/v1/token";
const EXCHANGE: &str = "/integrations/oauth2/api/v1/jwt/exchange";
const REVOKE: &str = "/integrations/oauth2/api/v1/revoke";

#[cfg(test)]
mod tests {
    use crate::shim::message::{App, Login};

    /// A log-in at a server that nobody runs.
    pub(super) fn login() -> Login {
        Login {
            case: "C-TEST-01".to_owned(),
            base_url: "http://127.0.0.1:9".to_owned(),
            client_id: "client".to_owned(),
            redirect_uri: "http://127.0.0.1:8/cb?a=1".to_owned(),
            app: App::Web,
            client_secret: Some("a-secret".to_owned()),
            auth: None,
            body: None,
            session: None,
            domain: None,
            lane: None,
            ca_file: None,
        }
    }
}
