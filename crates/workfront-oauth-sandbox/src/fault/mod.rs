//! Faults on demand: what goes wrong, at which request, and when relative to the commit.
//!
//! A fault is a script, never a chance: the *n*-th request that fits, and as many after it as asked. Random faults make tests that
//! fail on Tuesdays, and are switched off by Wednesday. "Rotate, then drop the reply" is the one that matters most:
//!
//! ```
//! use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault, When};
//!
//! let fault = Fault::new(Endpoint::Token, Effect::Reset { when: When::AfterCommit })
//!     .with_grant_type("refresh_token")
//!     .with_nth(2);
//! assert_eq!(serde_json::to_value(&fault)?["effect"]["kind"], "reset");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod book;
mod effect;
mod wire;

pub use book::{Armed, NotAFault};
pub use effect::{CallbackEdit, Effect, JsonEdit, When};

pub(crate) use book::{Book, Facts, Strike};
pub(crate) use wire::{Ending, Step, as_sent, perform, wait};

use serde::{Deserialize, Serialize};

/// Which requests a fault waits for, how many it lets pass, and what it does to the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// The requests that count.
    #[serde(rename = "match")]
    pub matching: Match,
    /// The first of them to be struck; 1 is the next one.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many in a row are struck.
    #[serde(default = "one")]
    pub count: u64,
    /// What happens to them.
    pub effect: Effect,
}

impl Fault {
    /// `effect` on the next request to `endpoint`.
    pub fn new(endpoint: Endpoint, effect: Effect) -> Self {
        let matching = Match { endpoint, grant_type: None, client_id: None };
        Self { matching, nth: 1, count: 1, effect }
    }

    /// Only requests with this `grant_type`.
    pub fn with_grant_type(mut self, grant_type: impl Into<String>) -> Self {
        self.matching.grant_type = Some(grant_type.into());
        self
    }

    /// Only requests of this app.
    pub fn with_client_id(mut self, client_id: impl Into<String>) -> Self {
        self.matching.client_id = Some(client_id.into());
        self
    }

    /// Lets `nth - 1` fitting requests pass first.
    pub fn with_nth(mut self, nth: u64) -> Self {
        self.nth = nth;
        self
    }

    /// Strikes `count` fitting requests in a row.
    pub fn with_count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }
}

/// The requests that a fault counts: all members given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Match {
    /// Where the request goes.
    pub endpoint: Endpoint,
    /// Its `grant_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// The Client ID of the app it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// An endpoint that a fault can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Endpoint {
    /// `GET /integrations/oauth2/authorize`.
    Authorize,
    /// The answer that sends the browser back to the app, whichever request it answers.
    Callback,
    /// `POST /integrations/oauth2/api/v1/token`.
    Token,
    /// `POST /integrations/oauth2/api/v1/jwt/exchange`.
    Exchange,
    /// `POST /integrations/oauth2/api/v1/revoke`.
    Revoke,
    /// Everything under `/attask/`.
    Api,
}

/// The header that every faulted answer carries, with the kind of the effect.
pub const FAULT_HEADER: &str = "workfront-sandbox-fault";

const fn one() -> u64 {
    1
}
