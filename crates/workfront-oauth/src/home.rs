//! Which application, at which host, a code or token belongs to.

use crate::host::Host;
use crate::identifiers::ClientId;

/// The client and the host that a code or a token was issued for.
///
/// Carried by [`AuthorizationCode`](crate::AuthorizationCode), [`TokenResponse`](crate::TokenResponse) and
/// [`RefreshToken`](crate::RefreshToken), so that a value is never sent to a server that did not issue it (mix-up, RFC 9700
/// section 4.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Home {
    client_id: ClientId,
    host: Host,
}

impl Home {
    /// The home of what one application gets at one host.
    pub fn new(client_id: ClientId, host: Host) -> Self {
        Self { client_id, host }
    }

    /// The application.
    pub fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.host
    }
}

/// A code or token of another application or another host was handed to this one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the value belongs to client {} at {}, not to client {} at {}: use the application that got it",
    theirs.client_id.as_str(), theirs.host, ours.client_id.as_str(), ours.host
)]
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
