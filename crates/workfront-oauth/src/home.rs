//! Which application, at which host, a code or token belongs to.

use std::fmt;
use std::sync::Arc;

use crate::host::Host;
use crate::identifiers::ClientId;

/// The client and the host that a code or a token was issued for.
///
/// Carried by [`AuthorizationCode`](crate::AuthorizationCode), [`TokenResponse`](crate::TokenResponse) and
/// [`RefreshToken`](crate::RefreshToken), so that a value is never sent to a server that did not issue it (mix-up, RFC 9700
/// section 4.4). Cloning shares it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Home(Arc<(ClientId, Host)>);

impl Home {
    /// The home of what one application gets at one host.
    pub fn new(client_id: ClientId, host: Host) -> Self {
        Self(Arc::new((client_id, host)))
    }

    /// The application.
    pub fn client_id(&self) -> &ClientId {
        &self.0.0
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.0.1
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client {} at {}", self.client_id().as_str(), self.host())
    }
}

/// A code or token of another application or another host was handed to this one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value belongs to {theirs}, not to {ours}: use the application that got it")]
pub struct NotOurs {
    pub(crate) ours: Home,
    pub(crate) theirs: Home,
}

impl NotOurs {
    /// Where the value belongs.
    pub fn home(&self) -> &Home {
        &self.theirs
    }
}
