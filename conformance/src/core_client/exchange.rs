//! The JWT exchange.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::Response;
use http::header::DATE;
use workfront_oauth::{
    Assertion, AwsLcSigner, Call as _, ClientId, ClientSecret, CustomerId, MachineApp, PrivateKey,
    TokenResponse, UserId,
};

use super::app::{host, unusable};
use super::refused::{of_call, of_transport};
use super::sender::Sender;
use super::{CoreClient, moment};
use crate::shim::message::{JwtExchange, Refusal};
use crate::shim::refused::Refused;

/// What one exchange came to.
struct Exchanged {
    tokens: Result<TokenResponse, Refused>,
    /// The server's time, if it says.
    date: Option<SystemTime>,
}

impl CoreClient {
    pub(super) fn jwt_exchange(&mut self, ask: &JwtExchange) -> Result<(), Refused> {
        let app = MachineApp::new(
            host(&ask.base_url, None, None)?,
            ClientId::new(&ask.client_id).map_err(|_| unusable("client_id"))?,
            ClientSecret::new(&ask.client_secret).map_err(|_| unusable("client_secret"))?,
            CustomerId::new(&ask.customer_id).map_err(|_| unusable("customer_id"))?,
            UserId::new(&ask.user_id).map_err(|_| unusable("user_id"))?,
        );
        let key = PrivateKey::from_pem(&ask.private_key_pem).and_then(|key| AwsLcSigner::new(&key));
        let signer = key.map_err(|error| Refused::new(Refusal::Other, error.to_string()))?;
        let sender = Arc::new(Sender::new(self.transport, &ask.base_url, None)?);
        let now = ask.now.map_or_else(|| self.now(), moment);

        let mut exchanged = self.exchange(&app, &signer, &sender, now)?;
        if let Some(theirs) = exchanged.other_clock(now) {
            // The core signs for the time that it is given: here, once, the server's.
            exchanged = self.exchange(&app, &signer, &sender, theirs)?;
        }
        self.hold(exchanged.tokens?, None, sender)
    }

    fn exchange(
        &mut self,
        app: &MachineApp,
        signer: &AwsLcSigner,
        sender: &Sender,
        now: SystemTime,
    ) -> Result<Exchanged, Refused> {
        // The core's claims differ by the second alone: a lifetime of its own makes each JWT another one within it, too.
        let shorter = Duration::from_secs(self.exchanges % DIFFERENT_LIFETIMES);
        self.exchanges += 1;
        let unsigned = |why: String| Refused::new(Refusal::Other, why);
        let assertion = app
            .assertion(now)
            .and_then(|assertion| assertion.with_lifetime(Assertion::DEFAULT_LIFETIME - shorter))
            .map_err(|error| unsigned(error.to_string()))?;
        let signed = signer
            .sign_now(assertion.signing_input().as_bytes())
            .and_then(|signature| assertion.with_signature(&signature))
            .map_err(|error| unsigned(error.to_string()))?;

        let call = app.exchange(&signed);
        let answer = sender.exchange(call.request()).map_err(|error| of_transport(&error))?;
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let (parts, body) = answer.into_parts();
        let tokens = call
            .response(Response::from_parts(parts, body.as_slice()))
            .map_err(|error| of_call(&error, now));
        Ok(Exchanged { tokens, date })
    }
}

impl Exchanged {
    /// The server's time, where it refused and its clock is so far from ours that this may be why.
    fn other_clock(&self, now: SystemTime) -> Option<SystemTime> {
        let refused = self.tokens.as_ref().err()?;
        let theirs = self.date?;
        let apart = theirs.duration_since(now).or_else(|_| now.duration_since(theirs)).ok()?;
        let blamed = refused.error == Refusal::TokenRefused
            && refused.status.is_some_and(|status| (400..500).contains(&status))
            && apart > TOLERATED_SKEW;
        blamed.then_some(theirs)
    }
}

/// A minute of the three that a JWT is good for.
const DIFFERENT_LIFETIMES: u64 = 60;

/// Between two clocks so far apart, no refusal is blamed on them.
const TOLERATED_SKEW: Duration = Duration::from_secs(30);
