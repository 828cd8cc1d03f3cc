//! A target file: what a server under test is, and how users log in to it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::{Host, Url};

use super::misread;
use super::outside::{Outside, text_of};

const ABSOLUTE: &str = "absolute_seconds";
const INACTIVITY: &str = "inactivity_seconds";

/// The version of the format.
const VERSION: u32 = 1;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    version: u32,
    /// The server's name, for the report.
    pub(super) name: String,
    pub(super) urls: Urls,
    pub(super) apps: Vec<App>,
    pub(super) login: Login,
    pub(super) clock: Option<Hook>,
    /// Asked before each case, so that no case meets what another has left.
    pub(super) state: Option<Hook>,
    #[serde(default)]
    pub(super) limits: Limits,
    /// The options that the server's owner has decided on: a miss of a case with one of them is an INFO.
    #[serde(default)]
    pub(super) flags: Vec<String>,
}

/// Where the endpoints are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Urls {
    pub(super) authorize: Url,
    pub(super) token: Url,
    pub(super) exchange: Option<Url>,
    pub(super) revoke: Option<Url>,
    /// A call that is answered with 200 to a live session in the header `sessionID`, and with 401 to any other.
    pub(super) api: Option<Url>,
    pub(super) issuer: Option<String>,
}

/// An app that is registered at the server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct App {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Outside>,
    #[serde(default)]
    pub(super) redirect_uris: Vec<String>,
    pub(super) body: Option<Body>,
    pub(super) auth: Option<Auth>,
    /// How its refresh tokens were set up, by which a case finds an app that it would otherwise register.
    #[serde(default)]
    pub(super) rotation: bool,
    pub(super) absolute_seconds: Option<u64>,
    pub(super) inactivity_seconds: Option<u64>,
    pub(super) customer_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) private_key_file: Option<Outside>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Web,
    Spa,
    Machine,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Web => "web",
            Kind::Spa => "spa",
            Kind::Machine => "machine",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Body {
    Form,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Auth {
    Basic,
    Body,
    None,
}

/// How a user logs in and decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Login {
    /// A program reads `{authorize_url, redirect_uri, user, decision}` and writes `{redirected_to}`, a line each.
    Command { command: String },
    /// The same by POST.
    Hook { url: Url, bearer: Option<Outside> },
    /// The suite fills in the pages' own forms.
    Form {
        username: String,
        password: Outside,
        /// What the pages call the fields: `username` and `password`, where the suite cannot tell by itself.
        #[serde(default)]
        fields: BTreeMap<String, String>,
        /// What stands on the button that allows, or its value.
        allow: String,
        /// The same for the button that denies.
        deny: String,
    },
}

/// A program or an address that takes one request and gives one answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hook {
    pub(super) command: Option<String>,
    pub(super) url: Option<Url>,
    /// What stands behind `Authorization: Bearer` in the request to the address.
    pub(super) bearer: Option<Outside>,
}

impl Hook {
    fn check(&self, table: &str) -> Result<(), String> {
        if self.command.is_some() == self.url.is_some() {
            return Err(format!("[{table}] has a command or a url, one of them"));
        }
        if self.command.is_some() && self.bearer.is_some() {
            return Err(format!("[{table}] has a bearer, which goes with a url only"));
        }
        Ok(())
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    /// Requests at the same time.
    pub(super) parallel: u32,
    /// Requests with a wrong secret, one after another.
    pub(super) guesses: u32,
    /// The server is somewhere else than on this machine, and its owner agrees.
    pub(super) remote: bool,
    /// How long one answer may take, in milliseconds.
    pub(super) answer_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { parallel: 8, guesses: 0, remote: false, answer_ms: 10_000 }
    }
}

impl Description {
    /// Reads a file.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let named = |why: String| format!("{}: {why}", file.display());
        let text = text_of(file).map_err(named)?;
        let read: Self =
            toml::from_str(&text).map_err(|error| named(misread::told(&error, &text)))?;
        read.check().map_err(named)?;
        Ok(read)
    }

    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!(
                "version is {}: this program reads version {VERSION}",
                self.version
            ));
        }
        if self.apps.is_empty() {
            return Err(String::from("no [[apps]]: name at least one app of type web"));
        }
        for app in &self.apps {
            if app.kind != Kind::Machine && app.redirect_uris.is_empty() {
                return Err(format!("the app {} has no redirect_uris", app.client_id));
            }
        }
        for (table, hook) in [("clock", &self.clock), ("state", &self.state)] {
            hook.as_ref().map_or(Ok(()), |hook| hook.check(table))?;
        }
        if self.limits.answer_ms == 0 {
            return Err(String::from("limits.answer_ms is 0: no answer is as quick as that"));
        }
        if self.limits.parallel < 2 {
            return Err(String::from("limits.parallel is below 2: no race can be seen so"));
        }
        let Urls { authorize, token, exchange, revoke, api, issuer: _ } = &self.urls;
        let urls = [Some(authorize), Some(token), exchange.as_ref(), revoke.as_ref(), api.as_ref()];
        match urls.into_iter().flatten().find(|url| !is_loopback(url)) {
            Some(url) if !self.limits.remote => Err(format!(
                "{} is not on this machine: set limits.remote = true if its owner agrees to be judged",
                url.origin().ascii_serialization()
            )),
            _ => Ok(()),
        }
    }

    /// The app that is set up as a case asks. Names and redirect URLs are its own.
    pub(super) fn registered(&self, asked: &Map<String, Value>) -> Option<&App> {
        let seconds = |name| asked.get(name).and_then(Value::as_u64);
        let mut members = asked.keys().map(String::as_str);
        let known = ["type", "name", "redirect_urls", "rotation", ABSOLUTE, INACTIVITY];
        if members.any(|member| !known.contains(&member)) {
            return None;
        }
        // A name that tries to be markup is what its case is about, and nobody says what the app here is called.
        if asked.get("name").and_then(Value::as_str).is_some_and(|name| name.contains('<')) {
            return None;
        }
        self.apps.iter().find(|app| {
            asked.get("type").and_then(Value::as_str) == Some(app.kind.word())
                && asked.get("rotation").and_then(Value::as_bool).unwrap_or_default()
                    == app.rotation
                && seconds(ABSOLUTE) == app.absolute_seconds
                && seconds(INACTIVITY) == app.inactivity_seconds
                && has_query(asked).is_none_or(|query| {
                    app.redirect_uris.first().is_some_and(|url| url.contains('?') == query)
                })
        })
    }

    /// The first app of a type.
    pub(super) fn app(&self, kind: Kind) -> Option<&App> {
        self.apps.iter().find(|app| app.kind == kind)
    }
}

/// Whether the redirect URL that a case asks for has a query of its own; nothing if it asks for none.
fn has_query(asked: &Map<String, Value>) -> Option<bool> {
    asked.get("redirect_urls")?.get(0)?.as_str().map(|url| url.contains('?'))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
version = 1
name = "demo"
[urls]
authorize = "http://127.0.0.1:1/authorize"
token = "http://127.0.0.1:1/token"
[[apps]]
type = "web"
client_id = "a"
client_secret = "env:PATH"
redirect_uris = ["https://app.example/callback"]
[login]
kind = "form"
username = "u"
password = "file:password.txt"
allow = "Allow access"
deny = "Cancel"
"#;

    fn judged(text: &str) -> Result<Description, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("target.toml");
        std::fs::write(&file, text).unwrap();
        Description::read(&file)
    }

    #[test]
    fn a_target_file_is_read_strictly() {
        assert_eq!(judged(GOOD).unwrap().name, "demo");
        let check = |from: &str, to: &str, expected: &str| {
            assert!(GOOD.contains(from));
            let why = judged(&GOOD.replace(from, to)).unwrap_err();
            assert!(why.contains(expected), "{why}");
        };
        check("version = 1", "version = 2", "this program reads version 1");
        check("name =", "colour = 1\nname =", "unknown field `colour`");
        check("127.0.0.1:1/token", "login.example/token", "limits.remote = true");
        check(r#"["https://app.example/callback"]"#, "[]", "no redirect_uris");
        check("[login]", "[limits]\nparallel = 1\n[login]", "below 2");
        check("[login]", "[clock]\n[login]", "a command or a url");
        check("[login]", "[state]\n[login]", "[state] has a command or a url");
        check("[login]", "[clock]\ncommand = \"c\"\nbearer = \"env:X\"\n[login]", "a url only");
        check("[login]", "[limits]\nanswer_ms = 0\n[login]", "answer_ms is 0");
        check("kind = \"form\"", "kind = \"mail\"", "none of the known words, expected one of");
        let remote = GOOD.replace("127.0.0.1:1/token", "login.example/token");
        assert!(judged(&format!("{remote}[limits]\nremote = true\n")).is_ok());
    }

    #[test]
    fn an_app_is_found_by_how_its_refresh_tokens_were_set_up() {
        let read =
            judged(&GOOD.replace("[login]", "rotation = true\nabsolute_seconds = 60\n[login]"));
        let read = read.unwrap();
        let found = |asked: Value| {
            let app = asked.as_object().and_then(|asked| read.registered(asked));
            app.map(|app| app.client_id.as_str())
        };
        let asked = serde_json::json!({
            "type": "web", "name": "x", "rotation": true, "absolute_seconds": 60,
        });
        assert_eq!(found(asked.clone()), Some("a"));
        for (member, other) in [
            ("type", Value::from("spa")),
            ("rotation", Value::from(false)),
            ("absolute_seconds", Value::from(61)),
            ("inactivity_seconds", Value::from(60)),
            ("logo", Value::from("x")),
            ("name", Value::from("<b>x</b>")),
            ("redirect_urls", serde_json::json!(["https://app.example/callback?tenant=1"])),
        ] {
            let mut differs = asked.clone();
            differs[member] = other;
            assert_eq!(found(differs), None, "{member}");
        }
    }
}
