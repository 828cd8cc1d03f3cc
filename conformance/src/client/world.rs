//! Everything around a client: the server that it logs in at, the user's browser, and the clock.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use workfront_oauth_sandbox::authority::{AppKind, Tenant};
use workfront_oauth_sandbox::fault::Fault;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{AppAnnounced, ConsentMode, Sandbox};

use super::evidence::Seen;
use super::http::Http;
use super::tls::Front;
use crate::cases::Profile;
use crate::cases::client::{Decision, Place};
use crate::keys::MACHINE_PUBLIC_PEM;
use crate::shim::message::App;

/// A fresh server with two tenants: the one that the client is for, and another that it must have nothing to do with.
pub(super) struct World {
    sandbox: Sandbox,
    other: String,
    http: Http,
    front: Option<Front>,
    /// The journal's next number.
    next: u64,
}

/// What a machine application knows of itself.
pub(super) struct MachineApp {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) customer_id: String,
    pub(super) user_id: String,
}

impl World {
    /// Starts it.
    pub(super) fn new(profile: Profile, seed: u64) -> Result<Self, String> {
        let name = match profile {
            Profile::Documented => "documented",
            Profile::Rfc | Profile::Bcp => "strict",
        };
        let policy = Policy::named(name).map_err(said)?;
        let mut builder = Sandbox::builder().with_seed(seed).with_policy(policy);
        let mut tenants = Vec::new();
        for domain in [DOMAIN, OTHER_DOMAIN] {
            let tenant = Tenant::new(domain, LANE).map_err(said)?;
            builder = builder.with_tenant(tenant.clone());
            tenants.push(tenant);
        }
        let sandbox = builder.start().map_err(said)?;
        let other = tenants.last().and_then(|tenant| sandbox.url_of(tenant));
        let other = other.ok_or("the other tenant is not served")?.to_owned();
        Ok(Self { sandbox, other, http: Http::new(), front: None, next: 0 })
    }

    /// Where the server is, for a client that finds it there.
    pub(super) fn base(&mut self, place: Place) -> Result<Base, String> {
        let plain = |url: &str| Base { url: url.to_owned(), ca_file: None };
        match place {
            Place::Loopback => Ok(plain(self.sandbox.url())),
            Place::HttpRemote => Ok(plain("http://workfront.invalid")),
            Place::HttpsRemote => Ok(plain("https://workfront.invalid")),
            Place::Tls | Place::TlsUntrusted => {
                let front = match self.front.take() {
                    Some(front) => front,
                    None => Front::start(self.sandbox.url())?,
                };
                let trusted = place == Place::Tls;
                let ca_file = if trusted { front.certificate() } else { front.other_certificate() };
                let base = Base {
                    url: front.url().to_owned(),
                    ca_file: Some(ca_file.display().to_string()),
                };
                self.front = Some(front);
                Ok(base)
            }
        }
    }

    /// What texts may name before anything has happened.
    pub(super) fn names(&self) -> BTreeMap<String, String> {
        let host = |url: &str| url.trim_start_matches("http://").to_owned();
        [
            ("base", self.sandbox.url().to_owned()),
            ("other", self.other.clone()),
            ("base_host", host(self.sandbox.url())),
            ("domain", DOMAIN.to_owned()),
            ("lane", LANE.to_owned()),
            ("long", "a".repeat(LONG)),
            ("in_two_minutes", self.date(120)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The domain and the lane of the client's tenant.
    pub(super) fn tenant(&self) -> (String, String) {
        (DOMAIN.to_owned(), LANE.to_owned())
    }

    pub(super) fn app(&self, app: App) -> Result<&AppAnnounced, String> {
        let kind = if app == App::Spa { AppKind::SinglePage } else { AppKind::Web };
        self.sandbox.app(kind).ok_or_else(|| "the sandbox has no such app".to_owned())
    }

    /// Registers a redirect URL.
    pub(super) fn register(&self, client_id: &str, redirect_uri: &str) -> Result<(), String> {
        let body = json!({ "redirect_urls": [redirect_uri] });
        self.control("PATCH", &format!("apps/{client_id}"), Some(&body)).map(|_| ())
    }

    /// Gives the machine application its key, and says what else it needs.
    pub(super) fn machine(&self) -> Result<MachineApp, String> {
        let missing = || "the sandbox has no machine app".to_owned();
        let app = self.sandbox.app(AppKind::Machine).ok_or_else(missing)?;
        let user_id = app.user_id.clone().ok_or_else(missing)?;
        let body = json!({ "pem": MACHINE_PUBLIC_PEM, "user_id": user_id });
        self.control("POST", &format!("apps/{}/keys", app.client_id), Some(&body))?;
        let tenant = self.sandbox.announcement().tenants.first().ok_or_else(missing)?;
        Ok(MachineApp {
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone().ok_or_else(missing)?,
            customer_id: tenant.customer_id.clone(),
            user_id,
        })
    }

    /// The user's browser goes to the authorization URL, and the user decides. Gives where it is redirected to.
    pub(super) fn browse(&mut self, url: &str, decision: Decision) -> Result<String, String> {
        match decision {
            Decision::Allow => _ = self.sandbox.consent_as("planner"),
            Decision::Deny => self.sandbox.consent(ConsentMode::Deny),
        }
        // A person would be warned of the certificate, and is not what is judged: the browser goes around the front.
        let front = self.front.as_ref().map(|front| front.url().to_owned());
        let plain = front
            .as_ref()
            .and_then(|front| url.strip_prefix(front.as_str()))
            .map(|rest| format!("{}{rest}", self.sandbox.url()));
        let answer = self.http.send("GET", plain.as_deref().unwrap_or(url), &[], None)?;
        let location = answer.header("location").ok_or_else(|| {
            format!("the authorization page does not redirect but answers {}", answer.status)
        })?;
        // The issuer of a server behind the front is the front's address.
        Ok(match front {
            Some(front) => location.replace(&encoded(self.sandbox.url()), &encoded(&front)),
            None => location.to_owned(),
        })
    }

    /// Moves the clock on.
    pub(super) fn advance(&self, seconds: u64) -> Result<(), String> {
        self.sandbox.advance(Duration::from_secs(seconds)).map_err(said)
    }

    /// The time, in seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        self.sandbox.clock().now().seconds()
    }

    /// So many seconds from now, as HTTP writes it.
    fn date(&self, seconds: u64) -> String {
        let now = u64::try_from(self.now()).unwrap_or_default();
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now + seconds))
    }

    /// Begins to misbehave.
    pub(super) fn fault(&self, fault: Fault) -> Result<(), String> {
        self.sandbox.fault(fault).map(|_| ()).map_err(said)
    }

    /// The requests that have come since this was last asked, the browser's own left out.
    pub(super) fn seen(&mut self) -> Result<Vec<Seen>, String> {
        let path = format!("journal?since={}&reveal=true", self.next);
        let extract = self.control("GET", &path, None)?;
        self.next = extract.get("next").and_then(Value::as_u64).unwrap_or(self.next);
        let entries = extract.get("entries").and_then(Value::as_array).cloned();
        let own = format!("{DOMAIN}.{LANE}");
        Ok(entries.unwrap_or_default().iter().filter_map(|entry| Seen::read(entry, &own)).collect())
    }

    fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let announced = self.sandbox.announcement();
        let bearer = format!("Bearer {}", announced.control_token);
        let url = format!("{}/_sandbox/{path}", announced.control_url);
        let answer = self.http.send(method, &url, &[("authorization", &bearer)], body)?;
        if answer.status >= 300 {
            return Err(format!("the sandbox refuses {method} {path}: {}", answer.body));
        }
        serde_json::from_str(&answer.body).map_err(said)
    }
}

/// Where a client finds its server, and whose certificates it is to trust.
pub(super) struct Base {
    pub(super) url: String,
    pub(super) ca_file: Option<String>,
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

const DOMAIN: &str = "myorganization";
const OTHER_DOMAIN: &str = "attacker";
const LANE: &str = "my";
/// Characters of a token that is long, and that no server is forbidden to issue.
const LONG: usize = 16 * 1024;
