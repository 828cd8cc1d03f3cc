//! Whom the server cases are put to.

mod description;
mod file;
mod misread;
mod outside;
mod owner;
mod sandbox;

pub use file::FileTarget;
pub(super) use sandbox::SETUP_PAGE;
pub use sandbox::SandboxTarget;

use std::path::Path;

use serde_json::{Map, Value};

use super::answer::Answer;
use super::browser::Person;
use super::http::Wire;
use super::trouble::Trouble;
use crate::cases::Profile;
use crate::cases::server::{App, Decision};
use crate::report;
use crate::secrets::Secrets;

/// Whom the server cases are put to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Target {
    /// Our own.
    Sandbox(SandboxTarget),
    /// One that a target file describes.
    File(FileTarget),
}

impl Target {
    /// The server that a target file describes.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no target file, or names a secret that is not there: which file, and what to do.
    pub fn from_file(file: &Path, seed: u64) -> Result<Self, String> {
        FileTarget::read(file, seed).map(Self::File)
    }

    /// Who is judged, for the report.
    #[must_use]
    pub fn described(&self) -> report::Target {
        match self {
            Target::Sandbox(_) => report::Target {
                kind: "reference",
                name: String::from("workfront-sandbox"),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            // No server says which version it is.
            Target::File(file) => report::Target {
                kind: "server",
                name: file.name().to_owned(),
                version: String::new(),
            },
        }
    }

    /// Lets a report know what it must not hold: the secrets that were there before the run.
    ///
    /// # Errors
    ///
    /// A secret cannot be read any more.
    pub fn confide(&self, secrets: &mut Secrets) -> Result<(), String> {
        if let Target::File(file) = self {
            file.secrets()?.iter().for_each(|(what, secret)| match *what {
                "private key" => secrets.add_private_key(secret),
                what => secrets.add(what, secret),
            });
        }
        Ok(())
    }

    /// What everything is drawn from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        match self {
            Target::Sandbox(sandbox) => sandbox.seed(),
            Target::File(file) => file.seed(),
        }
    }

    /// Whether all cases meet one server, which must not be asked two things at once.
    pub(super) fn is_shared(&self) -> bool {
        match self {
            Target::Sandbox(_) => false,
            Target::File(_) => true,
        }
    }

    /// The options that its owner has decided on.
    pub(super) fn flags(&self) -> &[String] {
        match self {
            Target::Sandbox(_) => &[],
            Target::File(file) => file.flags(),
        }
    }

    /// A server that remembers nothing of earlier cases, where there is such a thing.
    pub(super) fn begin(&self, profile: Profile) -> Result<Box<dyn Server>, Trouble> {
        match self {
            Target::Sandbox(sandbox) => sandbox.begin(profile),
            Target::File(file) => file.begin(),
        }
    }
}

/// A server that runs.
pub(super) trait Server {
    /// Where an endpoint is, at a lane if one is named.
    fn url(&self, endpoint: Endpoint, lane: Option<&str>) -> Result<String, Trouble>;

    /// One of its apps.
    fn app(&self, app: App) -> Result<TestApp, Trouble>;

    /// Who logs in where the pages are gone through by hand.
    fn person(&self) -> Result<Person, Trouble>;

    /// Lets a user who is logged in decide: the redirect that comes of it, or the page that does.
    fn decide(&self, url: &str, redirect_uri: &str, decision: Decision) -> Result<Answer, Trouble>;

    /// What it calls itself in `iss`, if it does.
    fn issuer(&self) -> Option<String>;

    /// Its time, in seconds since 1970.
    fn now(&self) -> i64;

    /// Whether its clock can be moved.
    fn has_clock(&self) -> bool {
        true
    }

    /// What sends requests to it, with what it may take for an answer.
    fn wire(&self) -> Wire {
        Wire::default()
    }

    /// Moves its clock.
    fn advance(&self, seconds: i64) -> Result<(), Trouble>;

    /// The app that was registered before the run with this type, rotation and expirations, where apps cannot be registered in a run.
    fn registered(&self, _asked: &Map<String, Value>) -> Result<Option<TestApp>, Trouble> {
        Ok(None)
    }

    /// Does something where apps are set up.
    fn set_up(&self, order: SetUp) -> Result<Answer, Trouble>;

    /// How many requests may be sent at the same time, of so many.
    fn at_once(&self, asked: u32) -> Result<u32, Trouble> {
        Ok(asked)
    }

    /// Whether so many wrong secrets may be tried.
    fn guesses(&self, _asked: u32) -> Result<(), Trouble> {
        Ok(())
    }
}

/// What can be asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Authorize,
    Token,
    Revoke,
    Exchange,
    /// A call of the API that needs a session.
    Api,
    LogOut,
}

/// Where apps are set up.
pub(super) struct SetUp {
    pub(super) method: &'static str,
    /// Below the list of apps, as `/{client_id}/keys`.
    pub(super) path: String,
    pub(super) body: Option<serde_json::Value>,
    /// Through the pages.
    pub(super) by_hand: bool,
}

/// An app as its owner knows it.
#[derive(Clone, Default)]
pub(super) struct TestApp {
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) redirect_uri: String,
    /// It has a challenge and a verifier.
    pub(super) pkce: bool,
    /// It usually sends JSON.
    pub(super) json: bool,
    /// It usually authenticates by HTTP Basic.
    pub(super) basic: bool,
    pub(super) customer_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) private_key_pem: Option<String>,
}
