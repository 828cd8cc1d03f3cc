//! A target file: what a server under test is, and how users log in to it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::{Host, Url};
use zeroize::Zeroizing;

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
    /// Asked by POST before each case, so that no case meets what another has left.
    pub(super) state: Option<State>,
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
    Hook { url: Url },
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
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) url: Url,
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { parallel: 8, guesses: 0, remote: false }
    }
}

/// A secret that stands somewhere else: `env:NAME` or `file:PATH`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Outside(String);

impl Outside {
    /// Reads it. A path is relative to the target file.
    pub(super) fn read(&self, beside: &Path) -> Result<Zeroizing<String>, String> {
        let value = match self.0.split_once(':') {
            Some(("env", name)) => std::env::var(name)
                .map_err(|_| format!("the environment variable {name} is not set, or no text"))?,
            Some(("file", path)) => {
                let path = beside.parent().unwrap_or_else(|| Path::new("")).join(path);
                let read = std::fs::read_to_string(&path);
                read.map_err(|error| format!("{} cannot be read: {error}", path.display()))?
            }
            _ => {
                return Err(String::from(
                    "a secret stands as env:NAME or file:PATH, never in the target file itself",
                ));
            }
        };
        let value = Zeroizing::new(value);
        // A file ends in a line feed that is no part of a secret.
        Ok(Zeroizing::new(value.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

impl Description {
    /// Reads a file.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let named = |why: String| format!("{}: {why}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
        // The parser's drawing repeats a line of the file, which may hold what does not belong there.
        let read: Self = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            named(format!("line {}: {}", before.matches('\n').count() + 1, error.message()))
        })?;
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
        if let Some(clock) = &self.clock
            && clock.command.is_some() == clock.url.is_some()
        {
            return Err(String::from("[clock] has a command or a url, one of them"));
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
        self.apps.iter().find(|app| {
            asked.get("type").and_then(Value::as_str) == Some(app.kind.word())
                && asked.get("rotation").and_then(Value::as_bool).unwrap_or_default()
                    == app.rotation
                && seconds(ABSOLUTE) == app.absolute_seconds
                && seconds(INACTIVITY) == app.inactivity_seconds
        })
    }

    /// The first app of a type.
    pub(super) fn app(&self, kind: Kind) -> Option<&App> {
        self.apps.iter().find(|app| app.kind == kind)
    }
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
        check("kind = \"form\"", "kind = \"mail\"", "unknown variant `mail`");
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
        ] {
            let mut differs = asked.clone();
            differs[member] = other;
            assert_eq!(found(differs), None, "{member}");
        }
    }

    #[test]
    fn a_secret_never_stands_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("target.toml");
        std::fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
        let read = |text: &str| Outside(text.to_owned()).read(&file).map(|value| value.to_string());
        assert_eq!(read("file:secret").unwrap(), "s3cret");
        assert_eq!(read("env:PATH").unwrap(), std::env::var("PATH").unwrap());
        let why = read("hunter2hunter2").unwrap_err();
        assert!(why.contains("env:NAME") && !why.contains("hunter2"), "{why}");
        assert!(read("file:nothing").unwrap_err().contains("cannot be read"));
        assert!(read("env:NOT_SET_ANYWHERE").unwrap_err().contains("NOT_SET_ANYWHERE"));
    }
}
