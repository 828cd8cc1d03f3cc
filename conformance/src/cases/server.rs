//! The vocabulary that server cases are written in.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::check::at;
use super::{Case, Expectation};
use crate::data::LoadError;

/// A case that judges a server.
pub type ServerCase = Case<Step, Expect>;

/// One thing that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// What.
    #[serde(rename = "do")]
    pub verb: Verb,
    /// The app that does it.
    #[serde(default)]
    pub app: App,
    /// Parameters that differ from the documented request; `{code}` and the like stand for what an earlier step obtained.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Parameters that are left out.
    #[serde(default)]
    pub without: Vec<String>,
    /// A parameter that stands in the request twice.
    pub twice: Option<String>,
    /// Authenticate by HTTP Basic instead of in the body.
    #[serde(default)]
    pub basic: bool,
    /// Send it by GET, with the parameters in the query.
    #[serde(default)]
    pub get: bool,
    /// Who answers for the user.
    #[serde(default)]
    pub decision: Decision,
    /// How far the clock moves, in seconds.
    pub seconds: Option<u64>,
    /// What this step obtains is kept under this name too, as `{first.refresh_token}`.
    pub name: Option<String>,
    /// The server may refuse it: a later step is what counts.
    #[serde(default)]
    pub may_fail: bool,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verb {
    /// Goes to the authorization page.
    Authorize,
    /// Redeems a code.
    Redeem,
    /// Refreshes.
    Refresh,
    /// Revokes a token.
    Revoke,
    /// Calls the API.
    Api,
    /// Moves the clock on.
    Advance,
}

/// Which app a step speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum App {
    /// The one with a secret.
    #[default]
    Web,
    /// The one with PKCE alone.
    Spa,
}

/// What the user does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Decision {
    /// Is logged in and allows access.
    #[default]
    Allow,
    /// Is logged in and denies it.
    Deny,
    /// Has not answered yet.
    Ask,
}

/// What the last step must come to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Expect {
    /// A redirect to the redirect URL with a code and the same `state`.
    Code,
    /// An answer with an access token that may not be stored.
    Tokens,
    /// An answer with a refresh token that is not the one that was sent.
    NewRefreshToken,
    /// A success.
    Success,
    /// A page for the user to answer, and no redirect to the app.
    Page,
    /// An error page, and no redirect.
    ErrorPage,
    /// A redirect to the redirect URL with this error, the same `state`, and no code.
    ErrorRedirect {
        /// The error.
        error: String,
    },
    /// A refusal, without a token in it.
    Refused {
        /// Its status.
        status: u16,
        /// Its error; none where the RFC names none.
        error: Option<String>,
        /// A header that must be there.
        header: Option<String>,
    },
}

impl Expectation for Expect {
    fn is_refusal(&self) -> bool {
        !matches!(self, Expect::Code | Expect::Tokens | Expect::NewRefreshToken | Expect::Success)
    }

    fn says(&self) -> String {
        match self {
            Expect::Code => "a redirect with a code and the state that was sent".into(),
            Expect::Tokens => "200 with an access token and Cache-Control: no-store".into(),
            Expect::NewRefreshToken => "200 with another refresh token".into(),
            Expect::Success => "200".into(),
            Expect::Page => "a page for the user and no redirect to the app".into(),
            Expect::ErrorPage => "an error page with status 4xx and no redirect".into(),
            Expect::ErrorRedirect { error } => {
                format!("a redirect with error {error}, the state that was sent and no code")
            }
            Expect::Refused { status, error, header } => {
                let error = error.iter().map(|error| format!(", error {error}"));
                let header = header.iter().map(|header| format!(", header {header}"));
                let more: String = error.chain(header).collect();
                format!("{status}{more}, and no token (under `documented` any 4xx without a token)")
            }
        }
    }
}

/// Checks what the vocabulary's own rules ask for.
pub(super) fn check(case: &ServerCase) -> Result<(), LoadError> {
    let moves = |step: &Step| (step.verb == Verb::Advance) != step.seconds.is_some();
    if case.steps.iter().any(moves) {
        return Err(at(case, "`seconds` goes with `advance`, and with nothing else"));
    }
    Ok(())
}
