//! What a client must come to.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::cases::Expectation;
use crate::shim::message::Refusal;

/// What the last step must come to. Requests are those of the last step; what they look like is looked at in all steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expect {
    /// The client says that it is done. Beside `error`: either is right.
    #[serde(default)]
    pub ok: bool,
    /// The client says that it is not done, with one of these words.
    #[serde(default)]
    pub error: Vec<Refusal>,
    /// No request comes there.
    pub absent_request: Option<To>,
    /// So many requests come there.
    #[serde(default)]
    pub requests: BTreeMap<To, usize>,
    /// No more than so many requests come there.
    #[serde(default)]
    pub at_most: BTreeMap<To, usize>,
    /// At least so many requests come there.
    #[serde(default)]
    pub at_least: BTreeMap<To, usize>,
    /// What the client has stored then.
    pub tokens: Option<Stored>,
    /// The statuses that the API answered with.
    pub statuses: Option<Vec<u16>>,
    /// How long the server asks to wait, as the client understood it, in seconds.
    pub retry_after: Option<u64>,
    /// What the last request there has; `header:NAME` for a header.
    #[serde(default)]
    pub sent: BTreeMap<To, BTreeMap<String, String>>,
    /// What no request there has.
    #[serde(default)]
    pub not_sent: BTreeMap<To, Vec<String>>,
    /// How requests are made.
    #[serde(default)]
    pub shape: Vec<Shape>,
}

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum To {
    /// The authorization endpoint, by way of the user's browser.
    Authorize,
    /// The token endpoint.
    Token,
    /// The JWT exchange.
    Exchange,
    /// The revocation endpoint.
    Revoke,
    /// The API.
    Api,
    /// Another tenant's server.
    Elsewhere,
    /// Any of them, but for the authorization endpoint.
    Any,
}

/// What a client has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stored {
    /// The tokens that were issued last.
    Issued,
    /// What it had before the last step.
    Kept,
    /// Nothing.
    None,
}

/// How requests are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Shape {
    /// The authorization URL has no fragment, and is where the server said.
    AuthorizationUrl,
    /// Each `state` differs from the others.
    FreshState,
    /// The `state` could be any of 2^128.
    UnguessableState,
    /// The challenge is 43 characters of base64url, its method S256, and the verifier that follows hashes to it.
    S256,
    /// Each challenge differs from the others.
    FreshChallenge,
    /// The verifier is 43 to 128 unreserved characters.
    VerifierCharacters,
    /// The verifier could be any of 2^256.
    UnguessableVerifier,
    /// The verifier is in no URL, and is not the `state`.
    VerifierUnseen,
    /// Secrets travel by POST, and no secret, code, verifier or token is in a URL.
    NothingSecretInUrl,
    /// A request holds the client's secret once, or not at all.
    OneAuthentication,
    /// HTTP Basic holds the id and the secret: as they are, as the page has it, or each form-encoded, as the RFC has it.
    BasicPair,
    /// The JWT is signed by RS256, from the customer, about the user, and good for minutes.
    Jwt,
    /// Each JWT differs from the others.
    FreshJwt,
    /// The JWT holds no secret.
    JwtWithoutSecret,
    /// The JWT was not issued in the future.
    JwtNotFromTheFuture,
}

impl Expectation for Expect {
    fn is_refusal(&self) -> bool {
        !self.ok
    }

    fn says(&self) -> String {
        let mut parts = Vec::new();
        let words: Vec<&str> = self.error.iter().map(|error| error.as_str()).collect();
        match (self.ok, words.is_empty()) {
            (true, true) => parts.push("the client says ok".to_owned()),
            (true, false) => parts.push(format!("the client says ok or {}", words.join(" or "))),
            (false, _) => parts.push(format!("the client says {}", words.join(" or "))),
        }
        if let Some(to) = self.absent_request {
            parts.push(format!("no {}", to.request()));
        }
        parts.extend(self.requests.iter().map(|(to, count)| format!("{}: {count}", to.request())));
        parts.extend(
            self.at_most.iter().map(|(to, count)| format!("{}: at most {count}", to.request())),
        );
        parts.extend(
            self.at_least.iter().map(|(to, count)| format!("{}: at least {count}", to.request())),
        );
        parts.extend(self.tokens.map(|stored| stored.says().to_owned()));
        parts.extend(self.statuses.as_ref().map(|statuses| format!("statuses {statuses:?}")));
        parts.extend(self.retry_after.map(|seconds| format!("retry_after {seconds}")));
        for (to, pairs) in &self.sent {
            let pairs: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            parts.push(format!("the {} has {}", to.request(), pairs.join(", ")));
        }
        for (to, names) in &self.not_sent {
            parts.push(format!("no {} has {}", to.request(), names.join(" or ")));
        }
        parts.extend(self.shape.iter().map(|shape| shape.says().to_owned()));
        parts.join("; ")
    }
}

impl To {
    /// In words.
    #[must_use]
    pub fn request(self) -> &'static str {
        match self {
            To::Authorize => "authorization request",
            To::Token => "token request",
            To::Exchange => "exchange request",
            To::Revoke => "revocation request",
            To::Api => "API request",
            To::Elsewhere => "request to another server",
            To::Any => "request",
        }
    }
}

impl Stored {
    fn says(self) -> &'static str {
        match self {
            Stored::Issued => "the tokens that were issued are stored",
            Stored::Kept => "the stored tokens are what they were",
            Stored::None => "no tokens are stored",
        }
    }
}

impl Shape {
    /// In words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Shape::AuthorizationUrl => {
                "the authorization URL is at the server's address and has no fragment"
            }
            Shape::FreshState => "every state is a new one",
            Shape::UnguessableState => "the state has 128 bits or more",
            Shape::S256 => {
                "code_challenge is the S256 of the code_verifier, and code_challenge_method says so"
            }
            Shape::FreshChallenge => "every code_challenge is a new one",
            Shape::VerifierCharacters => "the code_verifier has 43 to 128 unreserved characters",
            Shape::UnguessableVerifier => "the code_verifier has 256 bits or more",
            Shape::VerifierUnseen => "the code_verifier is in no URL and is not the state",
            Shape::NothingSecretInUrl => {
                "secrets are sent by POST, and no secret, code, verifier or token is in a URL"
            }
            Shape::OneAuthentication => "the secret is in the header or in the body, not in both",
            Shape::BasicPair => "Basic holds the Client ID and the secret",
            Shape::Jwt => {
                "the JWT is signed by RS256, has the Customer ID as iss, the User ID as sub, and expires within minutes"
            }
            Shape::FreshJwt => "every JWT is a new one",
            Shape::JwtWithoutSecret => "no secret is in the JWT",
            Shape::JwtNotFromTheFuture => "iat is not in the future",
        }
    }
}
