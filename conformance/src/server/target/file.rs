//! A server that a target file describes: one for all cases, at its own time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::description::{App as Registered, Auth, Body, Description, Hook, Kind, Login};
use super::outside::Outside;
use super::{Endpoint, Server, SetUp, TestApp, owner};
use crate::cases::server::{App, Decision};
use crate::catalogue::Catalogue;
use crate::server::answer::Answer;
use crate::server::browser::{Browser, Person};
use crate::server::http::{Request, Wire};
use crate::server::jwt::is_key;
use crate::server::trouble::Trouble;

/// A described server.
#[derive(Clone, Debug)]
pub struct FileTarget {
    description: Arc<Description>,
    file: PathBuf,
    seed: u64,
    clock: Arc<Moved>,
}

/// A clock that the suite moves and does not see.
#[derive(Debug, Default)]
struct Moved {
    /// How far it is ahead of the clock here, in seconds.
    ahead: AtomicI64,
    /// It does not say what time it is.
    is_mute: AtomicBool,
}

impl FileTarget {
    /// Reads the file, and sees that every secret and command can be had.
    pub(super) fn read(file: &Path, seed: u64) -> Result<Self, String> {
        let named = |why: String| format!("{}: {why}", file.display());
        let description = Arc::new(Description::read(file)?);
        let target = Self { description, file: file.to_owned(), seed, clock: Arc::default() };
        target.commands().map_err(named)?;
        let secrets = target.secrets().map_err(named)?;
        if secrets.iter().any(|(what, key)| *what == "private key" && !is_key(key)) {
            return Err(named(String::from("a private_key_file is no RSA key in PEM")));
        }
        let cases = Catalogue::load().map_err(|error| error.to_string())?.server_cases;
        let known = |flag: &&String| cases.iter().any(|case| case.flags.contains(flag));
        match target.flags().iter().find(|flag| !known(flag)) {
            Some(flag) => Err(named(format!("no case has the flag {flag}"))),
            None => Ok(target),
        }
    }

    fn commands(&self) -> Result<(), String> {
        let Description { login, clock, state, .. } = &*self.description;
        let login = match login {
            Login::Command { command } => Some(command),
            Login::Hook { .. } | Login::Form { .. } => None,
        };
        let hooks = [clock, state].into_iter().flatten().filter_map(|hook| hook.command.as_ref());
        login.into_iter().chain(hooks).try_for_each(|it| owner::command(it, &self.file).map(drop))
    }

    /// Every secret that the file names, with what it is.
    pub(super) fn secrets(&self) -> Result<Vec<(&'static str, Zeroizing<String>)>, String> {
        let Description { apps, login, clock, state, .. } = &*self.description;
        let mut named: Vec<(&'static str, &Outside)> = Vec::new();
        for app in apps {
            named.extend(app.client_secret.iter().map(|secret| ("client secret", secret)));
            named.extend(app.private_key_file.iter().map(|key| ("private key", key)));
        }
        match login {
            Login::Form { password, .. } => named.push(("password", password)),
            Login::Hook { bearer, .. } => named.extend(bearer.iter().map(|it| ("bearer", it))),
            Login::Command { .. } => {}
        }
        for hook in [clock, state].into_iter().flatten() {
            named.extend(hook.bearer.iter().map(|bearer| ("bearer", bearer)));
        }
        named.into_iter().map(|(what, it)| Ok((what, it.read(&self.file)?))).collect()
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
        let server = Described { wire: Wire::new(self.patience()), target: self.clone() };
        if let Some(state) = &self.description.state {
            server.ask(state, &json!({}))?;
        }
        server.look_at_the_clock()?;
        Ok(Box::new(server))
    }

    fn patience(&self) -> Duration {
        Duration::from_millis(self.description.limits.answer_ms)
    }
}

struct Described {
    target: FileTarget,
    wire: Wire,
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
        let missing = || {
            Trouble::missing(match endpoint {
                Endpoint::LogOut => String::from("a target file has no URL to log out at"),
                other => {
                    format!("the target file has no urls.{}", format!("{other:?}").to_lowercase())
                }
            })
        };
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
            Login::Hook { url, bearer } => self.post(url, bearer.as_ref(), &ask)?,
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
        here().saturating_add(self.target.clock.ahead.load(Ordering::Relaxed))
    }

    fn has_clock(&self) -> bool {
        self.target.description.clock.is_some()
    }

    fn wire(&self) -> Wire {
        self.wire.clone()
    }

    fn advance(&self, seconds: i64) -> Result<(), Trouble> {
        let Some(clock) = &self.target.description.clock else {
            return Err(Trouble::missing("no clock"));
        };
        let told = self.ask(clock, &json!({ "advance": format!("{seconds}s") }))?;
        let ahead = &self.target.clock.ahead;
        let guess = ahead.load(Ordering::Relaxed).saturating_add(seconds);
        ahead.store(
            time_in(&told).map_or(guess, |now| now.saturating_sub(here())),
            Ordering::Relaxed,
        );
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

    fn outside(&self, secret: &Outside) -> Result<Zeroizing<String>, Trouble> {
        secret.read(&self.target.file).map_err(Trouble::Suite)
    }

    /// Where the clock says what time it is, it is asked before each case: it may have been set back together with the state.
    fn look_at_the_clock(&self) -> Result<(), Trouble> {
        let is_mute = &self.target.clock.is_mute;
        if !self.has_clock() || is_mute.load(Ordering::Relaxed) {
            return Ok(());
        }
        match self.advance(0) {
            Err(Trouble::Silent(why)) => Err(Trouble::Silent(why)),
            // One that does not move by nothing is not asked that again.
            Err(_) => {
                is_mute.store(true, Ordering::Relaxed);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn ask(&self, hook: &Hook, ask: &Value) -> Result<Value, Trouble> {
        match hook {
            Hook { command: Some(command), .. } => self.run(command, ask),
            Hook { url: Some(url), bearer, .. } => self.post(url, bearer.as_ref(), ask),
            Hook { .. } => Err(Trouble::missing("nothing to ask")),
        }
    }

    fn run(&self, command: &str, ask: &Value) -> Result<Value, Trouble> {
        let shim = owner::command(command, &self.target.file).map_err(Trouble::Suite)?;
        owner::run(shim, ask, self.target.patience())
    }

    fn post(&self, url: &Url, bearer: Option<&Outside>, ask: &Value) -> Result<Value, Trouble> {
        let bearer = bearer.map(|bearer| self.outside(bearer)).transpose()?;
        owner::post(&self.wire, url, bearer, ask)
    }
}

/// The time here, in seconds since 1970.
fn here() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The time that a clock's answer says it is.
fn time_in(told: &Value) -> Option<i64> {
    let now = told.get("now")?;
    let written = || now.as_str()?.parse::<jiff::Timestamp>().ok();
    now.as_i64().or_else(|| written().map(jiff::Timestamp::as_second))
}
