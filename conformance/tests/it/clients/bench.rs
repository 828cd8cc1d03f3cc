//! A sandbox in which `planner` allows everything, and a client of this package as a process.

use serde_json::{Map, Value, json};
use workfront_conformance::shim::message::{
    Answer, ApiGet, App, Ask, Callback, JwtExchange, Login, Tokens,
};
use workfront_conformance::shim::process::{Process, Shim};
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault};
use workfront_oauth_sandbox::journal::Entry;
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

/// The clients that are right.
pub(crate) const CLIENTS: [&[&str]; 3] = [
    &["ref-client"],
    &["core-client", "--transport", "reqwest"],
    &["core-client", "--transport", "ureq"],
];

/// A call of the API that works with a living session.
pub(crate) const SEARCH: &str = "/attask/api/v22.0/proj/search";
pub(crate) const TOKEN: &str = "/integrations/oauth2/api/v1/token";
pub(crate) const EXCHANGE: &str = "/integrations/oauth2/api/v1/jwt/exchange";
pub(crate) const REVOKE: &str = "/integrations/oauth2/api/v1/revoke";

pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    client: Process,
}

impl Bench {
    pub(crate) fn start(command: &[&str]) -> Self {
        Self::with(command, Sandbox::start())
    }

    pub(crate) fn with(command: &[&str], sandbox: Sandbox) -> Self {
        sandbox.consent_as("planner").unwrap();
        Self { sandbox, client: client(command) }
    }

    /// The reference client, wrong in one way or not at all.
    pub(crate) fn of_mutant(mutant: Option<&str>) -> Self {
        match mutant {
            Some(mutant) => Self::start(&["ref-client", "--mutant", mutant]),
            None => Self::start(&["ref-client"]),
        }
    }

    pub(crate) fn ask(&mut self, ask: &Ask) -> Answer {
        self.client.ask(ask).unwrap()
    }

    pub(crate) fn app(&self, kind: AppKind) -> &AppAnnounced {
        self.sandbox.app(kind).unwrap()
    }

    /// The members of `login` for one kind of application.
    pub(crate) fn login_for(&self, app: App) -> Login {
        let kind = if app == App::Spa { AppKind::SinglePage } else { AppKind::Web };
        let announced = self.app(kind);
        Login {
            case: "C-TEST-01".to_owned(),
            base_url: self.sandbox.url().to_owned(),
            client_id: announced.client_id.clone(),
            redirect_uri: announced.redirect_uris[0].clone(),
            app,
            client_secret: announced.client_secret.clone(),
            auth: None,
            body: None,
            session: Some("one browser".to_owned()),
            domain: Some("myorganization".to_owned()),
            lane: Some("my".to_owned()),
            ca_file: None,
        }
    }

    /// Asks for a log-in, and goes where it leads; says where the browser is sent from there.
    pub(crate) fn visited(&mut self, login: &Login) -> String {
        let answer = self.ask(&Ask::Login(login.clone()));
        let url = answer.authorize_url.clone();
        self.visit(&url.unwrap_or_else(|| panic!("no log-in: {answer:?}")))
    }

    /// Goes where a link leads, as the user's browser.
    pub(crate) fn visit(&self, url: &str) -> String {
        self.try_visit(url).unwrap_or_else(|| panic!("no redirect: {}", self.sandbox.explain()))
    }

    /// The same, where the link may lead nowhere.
    pub(crate) fn try_visit(&self, url: &str) -> Option<String> {
        let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
        let response = config.build().new_agent().get(url).call().unwrap();
        Some(response.headers().get("location")?.to_str().unwrap().to_owned())
    }

    /// Hands a callback to the client.
    pub(crate) fn callback(&mut self, url: &str) -> Answer {
        let session = Some("one browser".to_owned());
        self.ask(&Ask::Callback(Callback { url: url.to_owned(), session }))
    }

    /// A whole log-in.
    pub(crate) fn log_in(&mut self, app: App) -> Answer {
        let login = self.login_for(app);
        let redirected_to = self.visited(&login);
        self.callback(&redirected_to)
    }

    pub(crate) fn logged_in(command: &[&str], app: App) -> Self {
        let mut bench = Self::start(command);
        let answer = bench.log_in(app);
        assert!(answer.ok, "{answer:?}: {}", bench.sandbox.explain());
        bench
    }

    pub(crate) fn api_get(&mut self, parallel: Option<u16>) -> Answer {
        self.ask(&Ask::ApiGet(ApiGet { path: SEARCH.to_owned(), parallel }))
    }

    pub(crate) fn tokens(&mut self) -> Option<Tokens> {
        self.ask(&Ask::DumpTokens).tokens.unwrap()
    }

    pub(crate) fn exchange(&self) -> JwtExchange {
        let app = self.app(AppKind::Machine);
        JwtExchange {
            base_url: self.sandbox.url().to_owned(),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone().unwrap(),
            customer_id: self.sandbox.announcement().tenants[0].customer_id.clone(),
            user_id: app.user_id.clone().unwrap(),
            private_key_pem: app.private_key_pem.clone().unwrap(),
            now: Some(self.now()),
        }
    }

    /// The sandbox's clock, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.sandbox.clock().now().millis() / 1_000
    }

    /// Arms a fault for the next requests to an endpoint.
    pub(crate) fn fault(&self, endpoint: Endpoint, count: u64, effect: Value) {
        let effect: Effect = serde_json::from_value(effect).unwrap();
        self.sandbox.fault(Fault::new(endpoint, effect).with_count(count)).unwrap();
    }

    /// The next answers of an endpoint, whatever was asked.
    pub(crate) fn answer_with(&self, endpoint: Endpoint, count: u64, status: u16, body: &Value) {
        let headers = json!({"content-type": "application/json"});
        let effect = json!({"kind": "status", "status": status, "headers": headers, "body": body});
        self.fault(endpoint, count, effect);
    }

    /// What came to a path.
    pub(crate) fn requests(&self, path: &str) -> Vec<Entry> {
        self.sandbox.journal(0).entries.into_iter().filter(|entry| entry.path == path).collect()
    }

    /// The members of the last request's body to the token endpoint.
    pub(crate) fn last_body(&self) -> Map<String, Value> {
        let last = self.requests(TOKEN).pop().unwrap();
        last.request["body"].as_object().cloned().unwrap_or_default()
    }
}

/// One of this package's clients as a process.
pub(crate) fn client(command: &[&str]) -> Process {
    let mut words = vec![env!("CARGO_BIN_EXE_workfront-conformance").to_owned()];
    words.extend(command.iter().map(|&word| word.to_owned()));
    Shim::of(words).unwrap().start().unwrap()
}
