//! What the suite asks of a client.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::line::{self, NotAMessage};

/// A request to the client under test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "the operations of protocol 1 are closed")]
pub enum Ask {
    /// Who the client is; optional to answer.
    Hello {
        /// The suite's [`PROTOCOL`](super::PROTOCOL).
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
        line::write(self)
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`NotAMessage`] says what is wrong with it, without repeating a value of it.
    pub fn from_line(line: &str) -> Result<Self, NotAMessage> {
        line::read(line)
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
