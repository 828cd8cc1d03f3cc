//! What is said over the shim protocol: one [`Ask`] a line to the client, one [`Answer`] a line back, in order.
//!
//! Readers ignore members that they do not know, so that either side may be newer than the other. Several messages hold
//! secrets, which their `Debug` does not show.

use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

/// The version of the protocol, as `hello` has it.
pub const PROTOCOL: u32 = 1;

/// The longest line that either side sends or reads, in bytes, its line feed included.
pub const LINE_LIMIT: usize = 1 << 20;

/// The exit code of a client that has not implemented what it is asked.
pub const NOT_IMPLEMENTED: u8 = 89;

/// A request to the client under test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the operations of protocol 1 are closed")]
pub enum Ask {
    /// Who the client is; optional to answer.
    Hello {
        /// The suite's [`PROTOCOL`].
        protocol: u32,
    },
    /// Begin a log-in, and say where the user is to be sent.
    Login(Login),
    /// The user's browser has come back.
    Callback(Callback),
    /// Get a new access token with the refresh token.
    Refresh,
    /// Call Workfront's API with the stored token.
    ApiGet(ApiGet),
    /// Exchange a signed JWT for an access token.
    JwtExchange(JwtExchange),
    /// Revoke what is held, and forget it.
    Logout,
    /// Say what is stored.
    DumpTokens,
    /// Take this for the time from now on; optional to answer.
    SetClock {
        /// Seconds since 1970.
        now: i64,
    },
}

/// The members of `login`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "the suite writes it, and fixtures of other files do")]
pub struct Login {
    /// The case that asks, for the client's own log.
    pub case: String,
    /// The origin of the authorization server and of the API: `http://127.0.0.1:41321`.
    pub base_url: String,
    /// The application's Client ID.
    pub client_id: String,
    /// The application's redirect URL, to be sent as it stands.
    pub redirect_uri: String,
    /// What kind of application it is.
    pub app: App,
    /// The application's Client Secret; a `spa` has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// How the client says who it is. Left out: `basic` with a secret, `none` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// How the client writes bodies. Left out: `json` with a secret, `form` without, as the pages' first examples do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyStyle>,
    /// Names the user's browser. Left out: the one that left it out before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The domain that the application belongs to, if it is to be compared with the callback's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The lane that the application belongs to, if it is to be compared with the callback's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// A PEM file with the only certificates to trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
}

/// The kinds of application that log users in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the words of protocol 1 are closed")]
pub enum App {
    /// With a secret and without PKCE (page 001).
    Web,
    /// With a secret and with PKCE.
    WebPkce,
    /// Without a secret and with PKCE (page 003).
    Spa,
}

/// How a client says who it is at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the words of protocol 1 are closed")]
pub enum Auth {
    /// `Authorization: Basic`.
    Basic,
    /// `client_id` and `client_secret` in the body.
    Body,
    /// `client_id` in the body, and no secret.
    None,
}

/// How a client writes the body of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the words of protocol 1 are closed")]
pub enum BodyStyle {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`.
    Json,
}

/// The members of `callback`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "the suite writes it, and fixtures of other files do")]
pub struct Callback {
    /// The whole URL that the browser was redirected to.
    pub url: String,
    /// Names the browser that comes, as in [`Login::session`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// The members of `api_get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "the suite writes it, and fixtures of other files do")]
pub struct ApiGet {
    /// The path and query to get, below the `base_url`: `/attask/api/v22.0/user/search`.
    pub path: String,
    /// How many to send at the same time; 1 if left out. The answer has as many statuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<u16>,
}

/// The members of `jwt_exchange`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "the suite writes it, and fixtures of other files do")]
pub struct JwtExchange {
    /// The origin of the authorization server and of the API.
    pub base_url: String,
    /// The application's Client ID.
    pub client_id: String,
    /// The application's Client Secret.
    pub client_secret: String,
    /// The Customer ID: the claim `iss`.
    pub customer_id: String,
    /// The User ID: the claim `sub`.
    pub user_id: String,
    /// The private key.
    pub private_key_pem: String,
    /// Take this for the time, in seconds since 1970, in this exchange.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
}

/// What the client under test says to an [`Ask`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "clients build it, and fixtures of other files do")]
pub struct Answer {
    /// Whether it was done. If not, `error` says why.
    pub ok: bool,
    /// Why it was not done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Refusal>,
    /// The server's word for it, as `invalid_grant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_error: Option<String>,
    /// The status of the server's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many seconds the server asks to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// For a person to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// To `login`: where to send the user's browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// To `api_get`: the status of each answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<u16>>,
    /// To `dump_tokens`: `null`, which is `Some(None)` here, when nothing is stored.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "even_null")]
    pub tokens: Option<Option<Tokens>>,
    /// To `hello`: the protocol that the client speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// To `hello`: the client's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// To `hello`: the client's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// To `hello`: the operations that the client can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<Vec<String>>,
}

/// What a client has stored.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "clients build it, and fixtures of other files do")]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, if there is one.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// The type of the access token, as the server wrote it or as the client did.
    #[serde(default)]
    pub token_type: Option<String>,
    /// When the access token expires, in seconds since 1970, with or without a fraction; `null` if that is not known.
    #[serde(default)]
    pub expires_at: Option<serde_json::Number>,
}

/// Why a client did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the words of protocol 1 are closed")]
pub enum Refusal {
    /// The callback has no `state`, though one was sent.
    StateMissing,
    /// The callback's `state` is not one that was sent.
    StateMismatch,
    /// The callback's `state` has been used before.
    StateUsed,
    /// The callback came to another browser than the log-in.
    SessionMismatch,
    /// The user, or the server for the user, said no.
    AccessDenied,
    /// The callback is none: a parameter twice, neither code nor error, both, or an empty one.
    BadCallback,
    /// The callback's `iss` is another server's.
    IssuerMismatch,
    /// The callback's `domain` or `lane` is another tenant's.
    HostMismatch,
    /// The server refused the token request.
    TokenRefused,
    /// The server's answer is not a token response.
    BadResponse,
    /// The token is of a type that the client cannot use.
    BadTokenType,
    /// The address is not https, or its certificate not to be trusted.
    Insecure,
    /// The server redirected a request that carries a secret.
    RedirectRefused,
    /// No whole answer came.
    Transport,
    /// The user has to log in again.
    Reauthorize,
    /// The server asks to wait.
    RateLimited,
    /// There is nothing stored to do it with.
    NoTokens,
    /// The client does not know the operation, or cannot read the line.
    UnknownOp,
    /// Something else.
    Other,
}

impl Ask {
    /// The word of the operation, as `api_get`.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Login(_) => "login",
            Self::Callback(_) => "callback",
            Self::Refresh => "refresh",
            Self::ApiGet(_) => "api_get",
            Self::JwtExchange(_) => "jwt_exchange",
            Self::Logout => "logout",
            Self::DumpTokens => "dump_tokens",
            Self::SetClock { .. } => "set_clock",
        }
    }

    /// Every operation's word.
    pub const OPS: [&str; 9] = [
        "hello",
        "login",
        "callback",
        "refresh",
        "api_get",
        "jwt_exchange",
        "logout",
        "dump_tokens",
        "set_clock",
    ];

    /// The line to send, its line feed included.
    pub fn to_line(&self) -> String {
        line(self)
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`NotAMessage`] says what is wrong with it, without repeating a value of it.
    pub fn from_line(line: &str) -> Result<Self, NotAMessage> {
        read(line)
    }
}

impl Answer {
    /// Done.
    #[must_use]
    pub fn done() -> Self {
        Self { ok: true, ..Self::default() }
    }

    /// Not done, and why.
    #[must_use]
    pub fn refused(error: Refusal, message: impl Into<String>) -> Self {
        Self { ok: false, error: Some(error), message: Some(message.into()), ..Self::default() }
    }

    /// The line to send, its line feed included.
    pub fn to_line(&self) -> String {
        line(self)
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`NotAMessage`] says what is wrong with it, without repeating a value of it.
    pub fn from_line(line: &str) -> Result<Self, NotAMessage> {
        let answer: Self = read(line)?;
        match (answer.ok, answer.error) {
            (false, None) => Err(NotAMessage("`ok` is false and there is no `error`".to_owned())),
            (true, Some(_)) => Err(NotAMessage("`ok` is true beside an `error`".to_owned())),
            _ => Ok(answer),
        }
    }
}

impl Refusal {
    /// Every word, in the order of the protocol's document.
    pub const ALL: [Self; 19] = [
        Self::StateMissing,
        Self::StateMismatch,
        Self::StateUsed,
        Self::SessionMismatch,
        Self::AccessDenied,
        Self::BadCallback,
        Self::IssuerMismatch,
        Self::HostMismatch,
        Self::TokenRefused,
        Self::BadResponse,
        Self::BadTokenType,
        Self::Insecure,
        Self::RedirectRefused,
        Self::Transport,
        Self::Reauthorize,
        Self::RateLimited,
        Self::NoTokens,
        Self::UnknownOp,
        Self::Other,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateMissing => "state_missing",
            Self::StateMismatch => "state_mismatch",
            Self::StateUsed => "state_used",
            Self::SessionMismatch => "session_mismatch",
            Self::AccessDenied => "access_denied",
            Self::BadCallback => "bad_callback",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::HostMismatch => "host_mismatch",
            Self::TokenRefused => "token_refused",
            Self::BadResponse => "bad_response",
            Self::BadTokenType => "bad_token_type",
            Self::Insecure => "insecure",
            Self::RedirectRefused => "redirect_refused",
            Self::Transport => "transport",
            Self::Reauthorize => "reauthorize",
            Self::RateLimited => "rate_limited",
            Self::NoTokens => "no_tokens",
            Self::UnknownOp => "unknown_op",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Refusal {
    type Err = NotAMessage;

    fn from_str(word: &str) -> Result<Self, NotAMessage> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == word);
        known.ok_or_else(|| NotAMessage("no error of the protocol has this name".to_owned()))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("case", &self.case)
            .field("base_url", &self.base_url)
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("app", &self.app)
            .field("auth", &self.auth)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("session", &self.session).finish_non_exhaustive()
    }
}

impl fmt::Debug for JwtExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtExchange")
            .field("base_url", &self.base_url)
            .field("client_id", &self.client_id)
            .field("customer_id", &self.customer_id)
            .field("user_id", &self.user_id)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("token_type", &self.token_type)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A line that is no message of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a message of the shim protocol: {0}")]
pub struct NotAMessage(String);

fn line<T: Serialize>(message: &T) -> String {
    // Invariant: no message has a map whose keys are not text, or a writer that fails.
    let mut line = serde_json::to_string(message).unwrap_or_default();
    line.push('\n');
    line
}

fn read<T: DeserializeOwned>(line: &str) -> Result<T, NotAMessage> {
    if line.len() > LINE_LIMIT {
        return Err(NotAMessage(format!("{} bytes, of {LINE_LIMIT} allowed", line.len())));
    }
    serde_json::from_str(line).map_err(|error| NotAMessage(reason(&error)))
}

/// What serde says, up to the value that it would quote.
fn reason(error: &serde_json::Error) -> String {
    let said = match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => return "not JSON, or not whole".to_owned(),
    };
    let quoted = said.find("invalid type: ").or_else(|| said.find("invalid value: "));
    match (quoted, said.find(", expected ")) {
        (Some(0), Some(at)) => {
            format!("a value of another type{}", said.get(at..).unwrap_or_default())
        }
        _ if said.starts_with("missing field") => said,
        _ if said.starts_with("unknown variant") => {
            let known = said.find("expected").and_then(|at| said.get(at..)).unwrap_or_default();
            format!("an unknown word, {known}")
        }
        _ => "members that are none of the protocol's".to_owned(),
    }
}

fn even_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Tokens>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn asks_are_written_as_the_protocol_has_them() {
        for line in [
            r#"{"op":"hello","protocol":1}"#,
            r#"{"op":"login","case":"C-1","base_url":"http://127.0.0.1:1","client_id":"i","redirect_uri":"http://127.0.0.1:9/cb","app":"web_pkce","client_secret":"s","auth":"basic","body":"json","session":"a","domain":"d","lane":"my","ca_file":"/f"}"#,
            r#"{"op":"login","case":"C-1","base_url":"b","client_id":"i","redirect_uri":"r","app":"spa"}"#,
            r#"{"op":"callback","url":"u","session":"a"}"#,
            r#"{"op":"refresh"}"#,
            r#"{"op":"api_get","path":"/attask","parallel":3}"#,
            r#"{"op":"jwt_exchange","base_url":"b","client_id":"i","client_secret":"s","customer_id":"c","user_id":"u","private_key_pem":"k","now":1}"#,
            r#"{"op":"logout"}"#,
            r#"{"op":"dump_tokens"}"#,
            r#"{"op":"set_clock","now":1700000000}"#,
        ] {
            let ask = Ask::from_line(line).unwrap();
            assert_eq!(ask.to_line(), format!("{line}\n"));
            assert!(Ask::OPS.contains(&ask.op()) && line.contains(ask.op()), "{line}");
        }
    }

    #[test]
    fn answers_are_read_with_members_that_nobody_knows() {
        let answer = Answer::from_line(r#" {"ok":true,"tokens":null,"mood":"good"} "#).unwrap();
        assert_eq!(answer, Answer { tokens: Some(None), ..Answer::done() });
        assert_eq!(answer.to_line(), "{\"ok\":true,\"tokens\":null}\n");
        assert_eq!(Answer::from_line(r#"{"ok":true}"#).unwrap(), Answer::done());
        let answer = Answer::from_line(
            r#"{"ok":true,"tokens":{"access_token":"CANARY","expires_at":1700000000.5}}"#,
        )
        .unwrap();
        assert!(!format!("{answer:?}").contains("CANARY"));
        let tokens = answer.tokens.unwrap().unwrap();
        assert_eq!(tokens.expires_at.unwrap().as_f64(), Some(1_700_000_000.5));
    }

    #[test]
    fn every_refusal_has_its_word() {
        for refusal in Refusal::ALL {
            assert_eq!(refusal.as_str().parse(), Ok(refusal));
            let line = Answer::refused(refusal, "why").to_line();
            assert_eq!(Answer::from_line(&line).unwrap().error, Some(refusal));
            assert!(line.contains(&format!("\"error\":\"{refusal}\"")), "{line}");
        }
        assert!("state_mismatched".parse::<Refusal>().is_err());
    }

    #[test]
    fn what_is_no_message_is_refused_without_repeating_it() {
        for line in [
            "",
            "CANARY",
            r#"{"ok":true"#,
            r#"["CANARY"]"#,
            r#"{"ok":"CANARY"}"#,
            r#"{"ok":false}"#,
            r#"{"ok":true,"error":"other"}"#,
            r#"{"ok":false,"error":"CANARY"}"#,
            r#"{"ok":true,"ok":true}"#,
            r#"{"ok":true,"status":-1}"#,
            r#"{"ok":true,"tokens":"CANARY"}"#,
        ] {
            let said = Answer::from_line(line).unwrap_err().to_string();
            assert!(!said.contains("CANARY"), "{said}");
        }
        let said = Answer::from_line(r#"{"ok":false,"error":"nope"}"#).unwrap_err().to_string();
        assert!(said.contains("`state_missing`"), "{said}");
        assert!(Ask::from_line(r#"{"op":"CANARY"}"#).is_err());
        assert!(Ask::from_line(r#"{"op":"callback"}"#).is_err());
        let long = format!(r#"{{"op":"refresh"}}{}"#, " ".repeat(LINE_LIMIT));
        assert!(Ask::from_line(&long).unwrap_err().to_string().contains("bytes"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let login = r#"{"op":"login","case":"C-1","base_url":"b","client_id":"i","redirect_uri":"r","app":"web","client_secret":"CANARY","session":"CANARY"}"#;
        let callback = r#"{"op":"callback","url":"http://127.0.0.1/?code=CANARY"}"#;
        let exchange = r#"{"op":"jwt_exchange","base_url":"b","client_id":"i","client_secret":"CANARY","customer_id":"c","user_id":"u","private_key_pem":"CANARY"}"#;
        for line in [login, callback, exchange] {
            let shown = format!("{:?}", Ask::from_line(line).unwrap());
            assert!(!shown.contains("CANARY"), "{shown}");
        }
    }
}
