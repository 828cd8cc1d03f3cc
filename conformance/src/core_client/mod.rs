//! The product's core and transports as a client under test, speaking the shim protocol.
//!
//! What the protocol asks for and the core leaves to its caller is here: finding the pending log-in by its state, one refresh
//! for several calls, and forgetting tokens. Everything that a case judges is the product's own.

mod api;
mod app;
pub mod cli;
mod exchange;
mod login;
mod refused;
mod sender;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Number;
use workfront_oauth::{Diagnosis, PendingAuthorization, RefreshToken, TokenResponse, TokenType};

use crate::shim::message::{Answer, Ask, PROTOCOL, Refusal, Tokens};
use crate::shim::refused::Refused;
use crate::shim::serve::Client;
use app::App;
use sender::{Sender, TransportKind};

/// The core behind one of its transports.
pub struct CoreClient {
    transport: TransportKind,
    pending: HashMap<String, Pending>,
    used: HashSet<String>,
    held: Option<Held>,
    /// What is still to be revoked, because the server could not when it was asked.
    unrevoked: Vec<Held>,
    exchanges: u64,
    clock: Option<i64>,
}

/// A log-in that waits for its callback.
struct Pending {
    authorization: PendingAuthorization,
    app: Arc<App>,
    sender: Arc<Sender>,
}

/// Tokens, whose they are, and how to use them.
struct Held {
    tokens: TokenResponse,
    expires_at: Option<SystemTime>,
    /// None for a machine application, which has nothing to refresh.
    app: Option<Arc<App>>,
    sender: Arc<Sender>,
}

impl CoreClient {
    /// A client over one transport.
    pub fn new(transport: TransportKind) -> Self {
        Self {
            transport,
            pending: HashMap::new(),
            used: HashSet::new(),
            held: None,
            unrevoked: Vec::new(),
            exchanges: 0,
            clock: None,
        }
    }

    fn now(&self) -> SystemTime {
        self.clock.map_or_else(SystemTime::now, moment)
    }

    fn held(&self) -> Result<&Held, Refused> {
        self.held.as_ref().ok_or_else(|| Refused::new(Refusal::NoTokens, "no tokens are stored"))
    }

    /// Stores tokens that can be used.
    fn hold(
        &mut self,
        tokens: TokenResponse,
        app: Option<Arc<App>>,
        sender: Arc<Sender>,
    ) -> Result<(), Refused> {
        if !tokens.token_type().is_understood() {
            let why = "the token is of a type that the core does not know";
            return Err(Refused::new(Refusal::BadTokenType, why));
        }
        let expires_at = tokens.lifetime().expires_at(self.now());
        self.held = Some(Held { tokens, expires_at, app, sender });
        Ok(())
    }

    fn refresh(&mut self) -> Result<(), Refused> {
        let held = self.held()?;
        let (Some(app), Some(token)) = (held.app.clone(), held.tokens.refresh_token()) else {
            return Err(Refused::new(Refusal::NoTokens, "no refresh token is stored"));
        };
        let sender = Arc::clone(&held.sender);
        match app.refresh(&sender, token) {
            Ok(tokens) => self.hold(tokens, Some(app), sender),
            Err(failed) if failed.diagnosis() == Some(Diagnosis::DeadGrant) => {
                self.held = None;
                Err(Refused { error: Refusal::Reauthorize, ..failed.refused(self.now()) })
            }
            Err(failed) => Err(failed.refused(self.now())),
        }
    }

    /// Forgets what is held, and revokes it and what an earlier time could not be revoked.
    fn logout(&mut self) -> Result<(), Refused> {
        let mut held = std::mem::take(&mut self.unrevoked);
        held.extend(self.held.take());
        let revoked: Vec<_> = held.into_iter().map(|held| self.revoke(held)).collect();
        revoked.into_iter().collect()
    }

    fn revoke(&mut self, held: Held) -> Result<(), Refused> {
        let (Some(app), Some(token)) = (&held.app, held.tokens.refresh_token()) else {
            return Ok(());
        };
        match app.revoke(&held.sender, token) {
            Err(failed) if failed.status() != Some(404) => {
                self.unrevoked.push(held);
                let refused = failed.refused(self.now());
                Err(match refused.error {
                    // It was no token request.
                    Refusal::TokenRefused => Refused { error: Refusal::Other, ..refused },
                    _ => refused,
                })
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn tokens(&self) -> Option<Tokens> {
        let held = self.held.as_ref()?;
        let token_type = match held.tokens.token_type() {
            TokenType::Unstated => None,
            stated => Some(stated.to_string()),
        };
        let since = held.expires_at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Some(Tokens {
            access_token: held.tokens.access_token().expose_secret().to_owned(),
            refresh_token: held
                .tokens
                .refresh_token()
                .map(RefreshToken::expose_secret)
                .map(str::to_owned),
            token_type,
            expires_at: since.map(|since| Number::from(since.as_secs())),
        })
    }

    fn hello(&self) -> Answer {
        Answer {
            protocol: Some(PROTOCOL),
            name: Some(format!("workfront-oauth with {}", self.transport)),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ops: Some(Ask::OPS.map(str::to_owned).to_vec()),
            ..Answer::done()
        }
    }
}

impl Client for CoreClient {
    fn answer(&mut self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::Hello { .. } => Ok(self.hello()),
            Ask::Login(login) => self.login(&login),
            Ask::Callback(callback) => self.callback(&callback).map(|()| Answer::done()),
            Ask::Refresh => self.refresh().map(|()| Answer::done()),
            Ask::ApiGet(get) => Ok(self.api_get(&get)),
            Ask::JwtExchange(exchange) => self.jwt_exchange(&exchange).map(|()| Answer::done()),
            Ask::Logout => self.logout().map(|()| Answer::done()),
            Ask::DumpTokens => Ok(Answer { tokens: Some(self.tokens()), ..Answer::done() }),
            Ask::SetClock { now } => {
                self.clock = Some(now);
                Ok(Answer::done())
            }
        };
        answer.unwrap_or_else(Answer::from)
    }
}

/// Seconds since 1970 as a moment; what no clock can show is 1970.
fn moment(seconds: i64) -> SystemTime {
    let since = Duration::from_secs(seconds.unsigned_abs());
    let moment =
        if seconds < 0 { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) };
    moment.unwrap_or(UNIX_EPOCH)
}
