//! The machine-to-machine application: a signed JWT for a session (page 002).

use std::time::SystemTime;

use http::{HeaderMap, Uri};

use crate::assertion::{Assertion, AssertionError, SignedAssertion};
use crate::body_format::BodyFormat;
use crate::client_secret::ClientSecret;
use crate::endpoint::Endpoint;
use crate::exchange::Exchange;
use crate::home::Home;
use crate::host::Host;
use crate::identifiers::{ClientId, CustomerId, UserId};

/// An application of the type "Machine to Machine Application" (in older screens "Server Authentication").
///
/// It has no redirect and gets no refresh token: each new access token takes a new JWT (page 002).
#[derive(Clone, Debug)]
pub struct MachineApp {
    pub(crate) home: Home,
    pub(crate) client_secret: ClientSecret,
    pub(crate) exchange_uri: Uri,
    pub(crate) headers: HeaderMap,
    customer_id: CustomerId,
    user_id: UserId,
}

impl MachineApp {
    /// An application as it is registered, with the Customer ID and the User ID that stand beside its public key.
    pub fn new(
        host: Host,
        client_id: ClientId,
        client_secret: ClientSecret,
        customer_id: CustomerId,
        user_id: UserId,
    ) -> Self {
        Self {
            exchange_uri: Endpoint::Exchange.uri(&host),
            headers: BodyFormat::Form.headers(None),
            home: Home::new(client_id, host),
            client_secret,
            customer_id,
            user_id,
        }
    }

    /// The application and the host that its tokens belong to.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The URL of the exchange, as page 002 prints it.
    pub fn exchange_url(&self) -> String {
        Endpoint::Exchange.on(self.home.host())
    }

    /// The claims of a new JWT, good for three minutes from `now`.
    ///
    /// # Errors
    ///
    /// [`AssertionError::ClockBeforeEpoch`].
    pub fn assertion(&self, now: SystemTime) -> Result<Assertion, AssertionError> {
        Assertion::new(self.customer_id.clone(), self.user_id.clone(), now)
    }

    /// The call that exchanges a signed JWT for an access token.
    pub fn exchange<'a>(&'a self, assertion: &'a SignedAssertion) -> Exchange<'a> {
        Exchange { app: self, assertion }
    }
}
