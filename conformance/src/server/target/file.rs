//! A server that a target file describes: one for all cases, at its own time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::description::{App as Registered, Auth, Body, Description, Hook, Kind, Login};
use super::{Endpoint, Server, SetUp, TestApp};
use crate::cases::server::{App, Decision};
use crate::server::answer::Answer;
use crate::server::browser::{Browser, Person};
use crate::server::http::{Request, Wire};
use crate::server::trouble::Trouble;
use crate::shim::process::Shim;

/// A described server.
#[derive(Clone, Debug)]
pub struct FileTarget {
    description: Arc<Description>,
    file: PathBuf,
    seed: u64,
}

impl FileTarget {
    /// Reads the file, and sees that every secret can be had.
    pub(super) fn read(file: &Path, seed: u64) -> Result<Self, String> {
        let description = Arc::new(Description::read(file)?);
        let target = Self { description, file: file.to_owned(), seed };
        target.secrets().map_err(|why| format!("{}: {why}", file.display()))?;
        Ok(target)
    }

    /// Every secret that the file names, with what it is.
    pub(super) fn secrets(&self) -> Result<Vec<(&'static str, Zeroizing<String>)>, String> {
        let of_app = |app: &'_ Registered| {
            let secret = app.client_secret.clone().map(|secret| ("client secret", secret));
            let key = app.private_key_file.clone().map(|key| ("private key", key));
            secret.into_iter().chain(key)
        };
        let password = match &self.description.login {
            Login::Form { password, .. } => Some(("password", password.clone())),
            Login::Command { .. } | Login::Hook { .. } => None,
        };
        let named = self.description.apps.iter().flat_map(of_app).chain(password);
        named.map(|(what, outside)| Ok((what, outside.read(&self.file)?))).collect()
    }

    pub(super) fn name(&self) -> &str {
        &self.description.name
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn flags(&self) -> &[String] {
        &self.description.flags
    }

    /// The server as it is, without what earlier cases have left where it can forget that.
    pub(super) fn begin(&self) -> Result<Box<dyn Server>, Trouble> {
        let wire = Wire::default();
        if let Some(state) = &self.description.state {
            let answer =
                wire.send(&Request::post(state.url.as_str(), "application/json", "{}".into()))?;
            if !(200..300).contains(&answer.status) {
                return Err(Trouble::Refused(format!("state.url answers {}", answer.status)));
            }
        }
        let target = self.clone();
        Ok(Box::new(Described { target, wire, advanced: AtomicI64::new(0), order: Mutex::new(()) }))
    }
}

struct Described {
    target: FileTarget,
    wire: Wire,
    /// How far its clock has been moved.
    advanced: AtomicI64,
    /// Hooks are asked one after another.
    order: Mutex<()>,
}

impl Server for Described {
    fn url(&self, endpoint: Endpoint, lane: Option<&str>) -> Result<String, Trouble> {
        if lane.is_some() {
            return Err(Trouble::missing("the target file knows one lane"));
        }
        let urls = &self.target.description.urls;
        let found = match endpoint {
            Endpoint::Authorize => Some(&urls.authorize),
            Endpoint::Token => Some(&urls.token),
            Endpoint::Exchange => urls.exchange.as_ref(),
            Endpoint::Revoke => urls.revoke.as_ref(),
            Endpoint::Api => urls.api.as_ref(),
            Endpoint::LogOut => None,
        };
        let missing =
            || Trouble::missing(format!("the target file has no URL for this: {endpoint:?}"));
        found.map(Url::to_string).ok_or_else(missing)
    }

    fn app(&self, app: App) -> Result<TestApp, Trouble> {
        let kind = match app {
            App::Web | App::Made => Kind::Web,
            App::Spa => Kind::Spa,
            App::Machine => Kind::Machine,
        };
        let missing = || Trouble::missing(format!("the target file has no app of type {kind:?}"));
        self.target.description.app(kind).ok_or_else(missing).and_then(|app| self.known(app))
    }

    fn person(&self) -> Result<Person, Trouble> {
        match &self.target.description.login {
            Login::Form { username, password, fields, allow, deny } => Ok(Person {
                username: username.clone(),
                password: self.outside(password)?.to_string(),
                username_field: fields.get("username").cloned(),
                password_field: fields.get("password").cloned(),
                allow: allow.clone(),
                deny: deny.clone(),
            }),
            Login::Command { .. } | Login::Hook { .. } => Err(Trouble::missing(
                "the target file has no form to go through: login.kind is not `form`",
            )),
        }
    }

    fn decide(&self, url: &str, redirect_uri: &str, decision: Decision) -> Result<Answer, Trouble> {
        // Whether a user is asked at all shows without one.
        let first = self.wire.send(&Request::get(url))?;
        if first.status >= 400 || first.goes_to(redirect_uri) {
            return Ok(first);
        }
        let ask = json!({
            "authorize_url": url,
            "redirect_uri": redirect_uri,
            "user": "",
            "decision": match decision { Decision::Allow => "allow", Decision::Deny => "deny" },
        });
        let told = match &self.target.description.login {
            Login::Form { .. } => {
                return Browser::new(self.wire.clone(), self.person()?, redirect_uri)
                    .trip(url, decision);
            }
            Login::Command { command } => self.run(command, &ask)?,
            Login::Hook { url } => self.post(url, &ask)?,
        };
        let location = told.get("redirected_to").and_then(Value::as_str);
        let location = location.and_then(|location| location.parse().ok()).ok_or_else(|| {
            Trouble::Refused(String::from("the log-in hook gave no `redirected_to` that is a URL"))
        })?;
        let headers = http::HeaderMap::from_iter([(http::header::LOCATION, location)]);
        Ok(Answer { status: 302, headers, body: String::new() })
    }

    fn issuer(&self) -> Option<String> {
        self.target.description.urls.issuer.clone()
    }

    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_second().saturating_add(self.advanced.load(Ordering::Relaxed))
    }

    fn advance(&self, seconds: i64) -> Result<(), Trouble> {
        let Some(clock) = &self.target.description.clock else {
            return Err(Trouble::missing("no clock"));
        };
        let ask = json!({ "advance": format!("{seconds}s") });
        match clock {
            Hook { command: Some(command), .. } => self.run(command, &ask)?,
            Hook { url: Some(url), .. } => self.post(url, &ask)?,
            Hook { .. } => return Err(Trouble::missing("no clock")),
        };
        self.advanced.fetch_add(seconds, Ordering::Relaxed);
        Ok(())
    }

    fn registered(&self, asked: &Map<String, Value>) -> Result<Option<TestApp>, Trouble> {
        let found = self.target.description.registered(asked).ok_or_else(|| {
            Trouble::missing(format!(
                "the target file has no app that is registered so: {}",
                Value::Object(asked.clone())
            ))
        })?;
        self.known(found).map(Some)
    }

    fn set_up(&self, _: SetUp) -> Result<Answer, Trouble> {
        Err(Trouble::missing("a target file has nothing to set up apps with"))
    }

    fn at_once(&self, asked: u32) -> Result<u32, Trouble> {
        Ok(asked.min(self.target.description.limits.parallel))
    }

    fn guesses(&self, asked: u32) -> Result<(), Trouble> {
        let limit = self.target.description.limits.guesses;
        if asked > limit {
            return Err(Trouble::missing(format!(
                "{asked} requests in a row, and limits.guesses is {limit}"
            )));
        }
        Ok(())
    }
}

impl Described {
    fn known(&self, app: &Registered) -> Result<TestApp, Trouble> {
        let secret = |outside: &Option<_>| match outside {
            None => Ok(None),
            Some(outside) => self.outside(outside).map(|value| Some(value.to_string())),
        };
        Ok(TestApp {
            client_id: app.client_id.clone(),
            client_secret: secret(&app.client_secret)?,
            redirect_uri: app.redirect_uris.first().cloned().unwrap_or_default(),
            pkce: app.kind == Kind::Spa,
            json: app.body == Some(Body::Json),
            basic: app.auth == Some(Auth::Basic),
            customer_id: app.customer_id.clone(),
            user_id: app.user_id.clone(),
            private_key_pem: secret(&app.private_key_file)?,
        })
    }

    fn outside(&self, secret: &super::description::Outside) -> Result<Zeroizing<String>, Trouble> {
        secret.read(&self.target.file).map_err(Trouble::Suite)
    }

    /// Starts a program of the target's owner, gives it a line, and reads the line that answers it.
    fn run(&self, command: &str, ask: &Value) -> Result<Value, Trouble> {
        let _one = self.order.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let shim = Shim::parse(command).map_err(|error| Trouble::Suite(error.to_string()))?;
        let mut process = shim.start().map_err(|error| Trouble::Suite(error.to_string()))?;
        let line = process.exchange(format!("{ask}\n"));
        let line =
            line.map_err(|error| Trouble::Refused(format!("the target's command: {error}")))?;
        serde_json::from_str(&line)
            .map_err(|_| Trouble::Refused(String::from("the target's command answers no JSON")))
    }

    fn post(&self, url: &Url, ask: &Value) -> Result<Value, Trouble> {
        let request = Request::post(url.as_str(), "application/json", ask.to_string());
        let answer = self.wire.send(&request)?;
        if !(200..300).contains(&answer.status) {
            return Err(Trouble::Refused(format!("the target's hook answers {}", answer.status)));
        }
        Ok(serde_json::from_str(&answer.body).unwrap_or_default())
    }
}
