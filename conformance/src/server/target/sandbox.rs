//! The sandbox with a frozen clock, right or wrong in one way.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use workfront_oauth_sandbox::authority::{AppKind, Tenant, Timestamp};
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{ClockMode, ConsentMode, Sandbox};

use super::{Endpoint, Server, SetUp, TestApp};
use crate::cases::Profile;
use crate::cases::server::{App, Decision};
use crate::keys::{MACHINE_PRIVATE_PEM, MACHINE_PUBLIC_PEM};
use crate::server::answer::Answer;
use crate::server::browser::{Browser, Person};
use crate::server::http::{Request, Wire};
use crate::server::mutant::Mutant;
use crate::server::trouble::Trouble;

/// The lanes it has; its apps are in the first.
const LANES: [&str; 2] = ["my", "preview"];

/// When its clock begins: 2026-01-01, so that the same seed gives the same run.
const BEGINNING: i64 = 1_767_225_600;

/// The page that lists the apps.
const APPS: &str = "/setup/oauth2-applications";
/// The redirect URL of a browser that goes back to no app.
const NOWHERE: &str = "https://nowhere.example/";

/// Sandboxes that are all drawn from one seed.
#[derive(Clone, Copy, Debug)]
pub struct SandboxTarget {
    seed: u64,
    mutant: Option<Mutant>,
}

impl SandboxTarget {
    /// A sound one.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, mutant: None }
    }

    /// Wrong in one way.
    #[must_use]
    pub fn with_mutant(mut self, mutant: Mutant) -> Self {
        self.mutant = Some(mutant);
        self
    }

    /// What everything is drawn from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A fresh one for a case under a profile.
    pub(super) fn begin(&self, profile: Profile) -> Result<Box<dyn Server>, Trouble> {
        let name = match profile {
            Profile::Documented => "documented",
            Profile::Rfc | Profile::Bcp => "strict",
        };
        let policy = Policy::named(name).map_err(suite)?;
        let announces_issuer = name == "strict";
        let clock = ClockMode::Frozen(Some(Timestamp::from_seconds(BEGINNING)));
        let mut builder =
            Sandbox::builder().with_seed(self.seed).with_policy(policy).with_clock(clock);
        for lane in LANES {
            builder = builder.with_tenant(Tenant::new("myorganization", lane).map_err(suite)?);
        }
        if let Some(defect) = self.mutant.and_then(Mutant::defect) {
            builder = builder.with_defect(defect);
        }
        if let Some(fault) = self.mutant.and_then(Mutant::fault) {
            builder = builder.with_fault(fault.map_err(suite)?);
        }
        let sandbox = builder.start().map_err(suite)?;
        Ok(Box::new(Running {
            sandbox,
            announces_issuer,
            mutant: self.mutant,
            administrator: Mutex::new(None),
            wire: Wire::default(),
        }))
    }
}

/// A sandbox that runs.
struct Running {
    sandbox: Sandbox,
    announces_issuer: bool,
    mutant: Option<Mutant>,
    /// The browser of whoever added the last app by hand, and the page that came of it.
    administrator: Mutex<Option<(Browser, String)>>,
    wire: Wire,
}

impl Server for Running {
    fn url(&self, endpoint: Endpoint, lane: Option<&str>) -> Result<String, Trouble> {
        let tenants = &self.sandbox.announcement().tenants;
        let tenant = match lane {
            None => tenants.first(),
            Some(lane) => tenants.iter().find(|tenant| tenant.lane == lane),
        };
        let tenant = tenant.ok_or_else(|| Trouble::Suite(format!("no lane {lane:?}")))?;
        let path = match endpoint {
            Endpoint::Authorize => "/integrations/oauth2/authorize",
            Endpoint::Token => "/integrations/oauth2/api/v1/token",
            Endpoint::Revoke => "/integrations/oauth2/api/v1/revoke",
            Endpoint::Exchange => "/integrations/oauth2/api/v1/jwt/exchange",
            Endpoint::Api => "/attask/api/v16.0/proj/search",
            Endpoint::LogOut => "/attask/api/v16.0/logout",
        };
        Ok(format!("{}{path}", tenant.url))
    }

    fn app(&self, app: App) -> Result<TestApp, Trouble> {
        let kind = match app {
            App::Web | App::Made => AppKind::Web,
            App::Spa => AppKind::SinglePage,
            App::Machine => AppKind::Machine,
        };
        let known =
            self.sandbox.app(kind).ok_or_else(|| Trouble::missing("no app of this type"))?;
        let mut test = TestApp {
            client_id: known.client_id.clone(),
            client_secret: known.client_secret.clone(),
            redirect_uri: known.redirect_uris.first().cloned().unwrap_or_default(),
            pkce: app == App::Spa,
            user_id: known.user_id.clone(),
            ..TestApp::default()
        };
        let tenant = self.sandbox.announcement().tenants.first();
        test.customer_id = tenant.map(|tenant| tenant.customer_id.clone());
        if app == App::Machine {
            test.private_key_pem = Some(MACHINE_PRIVATE_PEM.to_owned());
            self.give_key(&test.client_id)?;
        }
        Ok(test)
    }

    fn person(&self) -> Result<Person, Trouble> {
        let planner = self.sandbox.users().iter().find(|user| !user.admin);
        let planner = planner.ok_or_else(|| Trouble::missing("nobody can log in"))?;
        self.sandbox.consent(ConsentMode::Ask);
        Ok(Person {
            username: planner.username.clone(),
            password: planner.password.clone(),
            username_field: None,
            password_field: None,
            allow: String::from("Allow access"),
            deny: String::from("Cancel"),
        })
    }

    fn decide(&self, url: &str, redirect_uri: &str, decision: Decision) -> Result<Answer, Trouble> {
        if decision == Decision::Deny {
            return Browser::new(self.wire.clone(), self.person()?, redirect_uri)
                .trip(url, decision);
        }
        // The sandbox logs this user in by itself, and answers as the user would.
        self.sandbox.consent_as("planner");
        self.wire.send(&Request::get(url))
    }

    fn issuer(&self) -> Option<String> {
        self.announces_issuer.then(|| self.sandbox.url().to_owned())
    }

    fn now(&self) -> i64 {
        self.sandbox.clock().now().millis() / 1000
    }

    fn advance(&self, seconds: i64) -> Result<(), Trouble> {
        let seconds = u64::try_from(seconds)
            .map_err(|_| Trouble::Suite(String::from("a clock does not go back")))?;
        self.sandbox.advance(Duration::from_secs(seconds)).map_err(suite)
    }

    fn set_up(&self, order: SetUp) -> Result<Answer, Trouble> {
        if order.path == SETUP_PAGE {
            return self.list_apps();
        }
        if order.path.starts_with(SETUP_PAGE) {
            return self.look_again();
        }
        if order.by_hand {
            return self.add_by_hand();
        }
        // Whom a mutant refuses has the wrong key to the setup.
        let refused = self.mutant.is_some_and(|mutant| mutant.closes(order.path.is_empty()));
        let token = if refused { "none" } else { self.control_token() };
        self.order(order, token)
    }
}

/// What stands for the path of the page that lists the apps.
pub(in crate::server) const SETUP_PAGE: &str = "page";

impl Running {
    fn control_token(&self) -> &str {
        &self.sandbox.announcement().control_token
    }

    fn order(&self, order: SetUp, token: &str) -> Result<Answer, Trouble> {
        let announced = self.sandbox.announcement();
        let url = format!("{}/_sandbox/apps{}", announced.control_url, order.path);
        let mut request = match order.body {
            None => Request::get(url),
            Some(body) => Request::post(url, "application/json", body.to_string()),
        };
        request.method = order.method;
        self.wire.send(&request.with("authorization", format!("Bearer {token}")))
    }

    /// Uploads the machine app's key, unless a case has done so before.
    fn give_key(&self, client_id: &str) -> Result<(), Trouble> {
        let path = format!("/{client_id}/keys");
        let list = SetUp { method: "GET", path: path.clone(), body: None, by_hand: false };
        let listed = self.order(list, self.control_token())?;
        if listed.body.contains("key_id") {
            return Ok(());
        }
        let body = Some(json!({ "pem": MACHINE_PUBLIC_PEM }));
        let answer =
            self.order(SetUp { method: "POST", path, body, by_hand: false }, self.control_token())?;
        match answer.status {
            201 => Ok(()),
            status => Err(Trouble::Suite(format!("the machine app takes no key: {status}"))),
        }
    }

    /// A browser in which an administrator, or somebody else, is logged in.
    fn log_in(&self, admin: bool) -> Result<Browser, Trouble> {
        let mut person = self.person()?;
        let user = self.sandbox.users().iter().find(|user| user.admin == admin);
        let user = user.ok_or_else(|| Trouble::missing("nobody can log in"))?;
        person.username.clone_from(&user.username);
        person.password.clone_from(&user.password);
        let mut browser = Browser::new(self.wire.clone(), person, NOWHERE);
        browser.open(&format!("{}/login", self.sandbox.url()))?;
        browser.log_in()?;
        Ok(browser)
    }

    /// The list of apps, as a user who is no administrator sees it.
    fn list_apps(&self) -> Result<Answer, Trouble> {
        self.log_in(false)?.open(&format!("{}{APPS}", self.sandbox.url()))
    }

    /// Adds an app through the pages. The answer is the page that shows its secret.
    fn add_by_hand(&self) -> Result<Answer, Trouble> {
        let mut browser = self.log_in(true)?;
        browser.open(&format!("{}{APPS}/new", self.sandbox.url()))?;
        let fields = [("type", "web"), ("name", "Added by hand")];
        let sent = browser.fill_in(&fields)?;
        let page = sent.header("location").unwrap_or_default().to_owned();
        let answer = browser.follow_on()?;
        *self.administrator.lock().unwrap_or_else(PoisonError::into_inner) = Some((browser, page));
        Ok(answer)
    }

    /// Loads the page that came of adding an app again.
    fn look_again(&self) -> Result<Answer, Trouble> {
        let mut administrator = self.administrator.lock().unwrap_or_else(PoisonError::into_inner);
        let (browser, page) = administrator
            .as_mut()
            .ok_or_else(|| Trouble::Suite(String::from("no app was added by hand")))?;
        browser.open(&format!("{}{page}", self.sandbox.url()))
    }
}

fn suite(error: impl std::fmt::Display) -> Trouble {
    Trouble::Suite(error.to_string())
}
