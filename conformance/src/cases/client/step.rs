//! What is asked of a client, what the user does, and what goes wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workfront_oauth_sandbox::fault::Fault;

use crate::shim::message::{App, Auth, BodyStyle};

/// One thing that is done. In texts, `{code}` and the like stand for what an earlier step obtained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// What.
    #[serde(rename = "do")]
    pub verb: Verb,
    /// What this step obtains is kept under this name too, as `{first.code}`.
    pub name: Option<String>,
    /// How often it is done.
    #[serde(default = "once")]
    pub times: u32,
    /// The client may refuse it: a later step is what counts.
    #[serde(default)]
    pub may_fail: bool,

    /// The kind of application that logs in; `web` if it does not say.
    pub app: Option<App>,
    /// How the client says who it is.
    pub auth: Option<Auth>,
    /// How the client writes bodies.
    pub body: Option<BodyStyle>,
    /// Where the server is.
    #[serde(default)]
    pub at: Place,
    /// The browser that logs in, or that the callback comes from.
    pub session: Option<String>,
    /// Tells the client the domain and lane that it belongs to.
    #[serde(default)]
    pub tenant: bool,
    /// Another Client ID than the application's.
    pub client_id: Option<String>,
    /// Another Client Secret than the application's.
    pub client_secret: Option<String>,
    /// Another redirect URL than the application's first one.
    pub redirect_uri: Option<String>,

    /// What the user decides.
    pub decision: Option<Decision>,

    /// The named step whose callback it is; the last one's if it does not say.
    pub of: Option<String>,
    /// Parameters of the callback that differ or are added.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Parameters of the callback that are left out.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Parameters that stand before the callback's own, even if it has one of that name.
    #[serde(default)]
    pub before: BTreeMap<String, String>,
    /// Parameters that stand after the callback's own, even if it has one of that name.
    #[serde(default)]
    pub after: BTreeMap<String, String>,

    /// How many calls of the API are made at the same time.
    pub parallel: Option<u16>,

    /// How far the clock moves, in seconds.
    pub seconds: Option<u64>,
    /// The client is not told that the clock moved.
    #[serde(default)]
    pub unseen: bool,

    /// What goes wrong from now on.
    pub fault: Option<Fault>,
    /// Members that are missing in the faulty answer.
    #[serde(default)]
    pub drop: Vec<String>,
}

impl Step {
    /// In words.
    #[must_use]
    pub fn says(&self) -> String {
        let mut text = self.verb.word().to_owned();
        let mut also = |words: String| {
            text.push_str(", ");
            text.push_str(&words);
        };
        self.app.iter().for_each(|app| also(format!("as a {} app", word(app))));
        self.auth.iter().for_each(|auth| also(format!("authenticated by {}", word(auth))));
        self.body.iter().for_each(|body| also(format!("in {} bodies", word(body))));
        if let Some(place) = self.at.says() {
            also(place.to_owned());
        }
        if self.tenant {
            also(String::from("told its domain and lane"));
        }
        let given = [
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("redirect_uri", &self.redirect_uri),
            ("browser", &self.session),
            ("the callback of", &self.of),
            ("kept as", &self.name),
        ];
        for (name, value) in given {
            value.iter().for_each(|value| also(format!("{name} {value}")));
        }
        if self.decision == Some(Decision::Deny) {
            also(String::from("denied"));
        }
        for (name, value) in &self.set {
            also(format!("with {name} = {value}"));
        }
        self.remove.iter().for_each(|name| also(format!("without {name}")));
        for (where_to, pairs) in [("before", &self.before), ("after", &self.after)] {
            for (name, value) in pairs {
                also(format!("with {name} = {value} {where_to} the callback's own"));
            }
        }
        self.parallel.iter().for_each(|times| also(format!("{times} calls at the same time")));
        self.seconds.iter().for_each(|seconds| also(format!("by {seconds} s")));
        if self.unseen {
            also(String::from("and the client is not told"));
        }
        if let Some(fault) = &self.fault {
            let fault = serde_json::to_string(fault).unwrap_or_default();
            also(format!("by the fault {fault}"));
        }
        self.drop.iter().for_each(|name| also(format!("{name} is missing in the answer")));
        if self.times != 1 {
            also(format!("{} times", self.times));
        }
        if self.may_fail {
            also(String::from("which may fail"));
        }
        text
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verb {
    /// The client begins a log-in.
    Login,
    /// The user's browser goes where the client sent it, and the user decides.
    Consent,
    /// The user's browser comes back to the client.
    Callback,
    /// All three, without a hitch.
    Connect,
    /// The client refreshes.
    Refresh,
    /// The client calls the API.
    Api,
    /// The client exchanges a signed JWT.
    Exchange,
    /// The client logs out.
    Logout,
    /// The clock moves on.
    Advance,
    /// The server begins to misbehave.
    Fault,
}

impl Verb {
    /// Every one, with what it does.
    pub const ALL: [(Verb, &str, &str); 10] = [
        (Verb::Login, "login", "the client begins a log-in"),
        (
            Verb::Consent,
            "consent",
            "the user's browser goes where the client sent it, and the user decides",
        ),
        (Verb::Callback, "callback", "the user's browser comes back to the client"),
        (Verb::Connect, "connect", "login, consent and callback, without a hitch"),
        (Verb::Refresh, "refresh", "the client refreshes"),
        (Verb::Api, "api", "the client calls the API"),
        (Verb::Exchange, "exchange", "the client exchanges a signed JWT"),
        (Verb::Logout, "logout", "the client logs out"),
        (Verb::Advance, "advance", "the clock moves on"),
        (Verb::Fault, "fault", "the server begins to misbehave"),
    ];

    /// The word in a case.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(verb, ..)| *verb == self).map_or("", |(_, word, _)| word)
    }
}

/// Where the client finds its server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// On the loopback interface, in plain HTTP.
    #[default]
    Loopback,
    /// Behind TLS, with a certificate that the client is told to trust.
    Tls,
    /// Behind TLS, with a certificate that the client has no reason to trust.
    TlsUntrusted,
    /// On another machine, in plain HTTP. There is none: the client must not even try.
    HttpRemote,
    /// On another machine, behind TLS. There is none: only what needs no connection can be asked.
    HttpsRemote,
}

impl Place {
    /// In words, where it is not the usual one.
    fn says(self) -> Option<&'static str> {
        match self {
            Place::Loopback => None,
            Place::Tls => Some("behind TLS with a certificate that it is told to trust"),
            Place::TlsUntrusted => {
                Some("behind TLS with a certificate that it has no reason to trust")
            }
            Place::HttpRemote => Some("on another machine in plain HTTP"),
            Place::HttpsRemote => Some("on another machine behind TLS"),
        }
    }
}

/// What the user does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Decision {
    /// Is logged in and allows access.
    Allow,
    /// Is logged in and denies it.
    Deny,
}

/// The protocol's word for a value.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

const fn once() -> u32 {
    1
}
