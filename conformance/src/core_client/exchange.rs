//! The JWT exchange.

use std::sync::Arc;
use std::time::Duration;

use workfront_oauth::{
    Assertion, AwsLcSigner, ClientId, ClientSecret, CustomerId, MachineApp, PrivateKey, UserId,
};

use super::app::{host, unusable};
use super::refused::Failed;
use super::sender::Sender;
use super::{CoreClient, moment};
use crate::shim::message::{JwtExchange, Refusal};
use crate::shim::refused::Refused;

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
        let sender = Arc::new(Sender::new(self.transport, None)?);
        let now = ask.now.map_or_else(|| self.now(), moment);

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
        let tokens = sender
            .send(&app.exchange(&signed))
            .map_err(|error| Failed::from(error).refused(now))?;
        self.hold(tokens, None, sender)
    }
}

/// A minute of the three that a JWT is good for.
const DIFFERENT_LIFETIMES: u64 = 60;
