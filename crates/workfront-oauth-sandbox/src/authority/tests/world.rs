//! A small Workfront to try things on: one organization, an administrator, a planner, and an app of each type.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::authority::*;
use crate::defects::Defect;
use crate::policy::Policy;

pub(super) const REDIRECT: &str = "https://app.example/callback";
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const HOUR: u64 = 3_600;
pub(super) const DAY: u64 = 24 * HOUR;

/// Text whose type is an error name, for short assertions.
pub(super) type Rule = &'static str;

pub(super) fn rule<T>(result: Result<T, Refusal>) -> Result<T, Rule> {
    result.map_err(|refusal| refusal.rule.id)
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) authority: Authority,
    pub(super) now: Timestamp,
    pub(super) tenant: Tenant,
    pub(super) customer: CustomerId,
    pub(super) admin: UserId,
    pub(super) planner: UserId,
    pub(super) web: Client,
    pub(super) spa: Client,
    pub(super) machine: Client,
    pub(super) key: KeyId,
}

#[derive(Clone)]
pub(super) struct Client {
    pub(super) client_id: ClientId,
    pub(super) secret: Option<Secret>,
}

impl Client {
    pub(super) fn presented(&self) -> PresentedClient {
        PresentedClient {
            basic: None,
            body_id: Some(self.client_id.to_string()),
            body_secret: self.secret.clone(),
        }
    }

    pub(super) fn with_secret(&self, secret: &str) -> Self {
        Self { client_id: self.client_id, secret: Some(Secret::new(secret)) }
    }

    pub(super) fn without_secret(&self) -> Self {
        Self { client_id: self.client_id, secret: None }
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(Policy::default(), None)
    }

    pub(super) fn with_policy(change: impl FnOnce(&mut Policy)) -> Self {
        let mut policy = Policy::default();
        change(&mut policy);
        Self::with(policy, None)
    }

    pub(super) fn with(policy: Policy, defect: Option<Defect>) -> Self {
        let mut authority = Authority::new(policy, Seed::new(7)).with_defect(defect);
        let now = Timestamp::from_seconds(1_800_000_000);
        let tenant = Tenant::new("myorganization", "my").unwrap();
        let customer = authority.apply(AddTenant { tenant: tenant.clone() }, now).unwrap();
        let mut user = |username: &str, admin| {
            let command = AddUser {
                domain: "myorganization".into(),
                username: username.into(),
                name: username.to_uppercase(),
                password: Secret::new(format!("{username} password")),
                admin,
            };
            authority.apply(command, now).unwrap()
        };
        let (admin, planner) = (user("admin", true), user("planner", false));
        let mut world = Self {
            authority,
            now,
            tenant,
            customer,
            admin,
            planner,
            web: Client { client_id: "0".repeat(32).parse().unwrap(), secret: None },
            spa: Client { client_id: "0".repeat(32).parse().unwrap(), secret: None },
            machine: Client { client_id: "0".repeat(32).parse().unwrap(), secret: None },
            key: "0".repeat(32).parse().unwrap(),
        };
        world.web = world.create(AppKind::Web);
        world.spa = world.create(AppKind::SinglePage);
        world.machine = world.create(AppKind::Machine);
        world.key = world.add_key(&world.machine.clone(), &KEY.public_pem).unwrap();
        world
    }

    pub(super) fn settings(&self, kind: AppKind) -> AppSettings {
        let mut settings = AppSettings::new("Planner", kind, self.authority.policy());
        if kind.redirects() {
            settings.redirect_urls = vec![REDIRECT.into(), "http://127.0.0.1/callback".into()];
            settings.rotation = true;
            settings.absolute_seconds = Some(30 * DAY);
            settings.inactivity_seconds = Some(7 * DAY);
        }
        settings
    }

    pub(super) fn create(&mut self, kind: AppKind) -> Client {
        let settings = self.settings(kind);
        let created = self.create_with(kind, settings).unwrap();
        let client_id = created.client_id;
        let secret = match created.secret {
            Some((_, secret)) => Some(secret),
            None if kind.has_secrets() => Some(self.add_secret(client_id).unwrap().1),
            None => None,
        };
        Client { client_id, secret }
    }

    pub(super) fn create_with(
        &mut self,
        kind: AppKind,
        settings: AppSettings,
    ) -> Result<CreatedApp, Refusal> {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        self.apply(CreateApp { tenant, actor, kind, settings })
    }

    pub(super) fn save(
        &mut self,
        client: &Client,
        change: impl FnOnce(&mut AppSettings),
    ) -> Result<(), Refusal> {
        let mut settings = self.app(client).unwrap().settings.clone();
        change(&mut settings);
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        self.apply(SaveApp { tenant, actor, client_id: client.client_id, settings })
    }

    pub(super) fn add_secret(
        &mut self,
        client_id: ClientId,
    ) -> Result<(SecretId, Secret), Refusal> {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        self.apply(AddSecret { tenant, actor, client_id, note: "a note".into() })
    }

    pub(super) fn delete_secret(&mut self, client: &Client, secret: SecretId) {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        let client_id = client.client_id;
        self.apply(DeleteSecret { tenant, actor, client_id, secret }).unwrap();
    }

    pub(super) fn add_key(&mut self, client: &Client, pem: &str) -> Result<KeyId, Refusal> {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        let (client_id, owner) = (client.client_id, self.admin);
        self.apply(AddKey { tenant, actor, client_id, owner, pem: pem.into() })
    }

    pub(super) fn delete_key(&mut self, client: &Client, key: KeyId) -> Result<(), Refusal> {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        self.apply(DeleteKey { tenant, actor, client_id: client.client_id, key })
    }

    pub(super) fn delete_app(&mut self, client: &Client) {
        let (tenant, actor) = (self.tenant.clone(), Actor::User(self.admin));
        self.apply(DeleteApp { tenant, actor, client_id: client.client_id }).unwrap();
    }

    pub(super) fn apply<C: Command>(&mut self, command: C) -> Result<C::Outcome, Refusal> {
        self.authority.apply(command, self.now)
    }

    pub(super) fn later(&mut self, seconds: u64) -> &mut Self {
        self.now = self.now.plus_seconds(seconds);
        self
    }

    pub(super) fn environment(&self) -> &Environment {
        self.authority.state().environment(&self.tenant).unwrap()
    }

    pub(super) fn app(&self, client: &Client) -> Option<&App> {
        self.environment().app(client.client_id)
    }

    /// An authorization request as the pages have it, with PKCE for a single-page app.
    pub(super) fn request(&self, client: &Client) -> AuthorizeRequest {
        let pkce = self.app(client).unwrap().kind == AppKind::SinglePage;
        AuthorizeRequest {
            client_id: Some(client.client_id.to_string()),
            redirect_uri: Some(REDIRECT.into()),
            response_type: Some("code".into()),
            state: Some("a b+c%".into()),
            code_challenge: pkce.then(|| challenge(VERIFIER)),
            code_challenge_method: pkce.then(|| "S256".into()),
            ..AuthorizeRequest::default()
        }
    }

    pub(super) fn allow(&mut self, request: AuthorizeRequest) -> Result<Allowed, Refusal> {
        let (tenant, user) = (self.tenant.clone(), self.planner);
        self.apply(Allow { tenant, request, user })
    }

    pub(super) fn code(&mut self, client: &Client) -> Secret {
        let request = self.request(client);
        self.allow(request).unwrap().code
    }

    /// The request that redeems `code`, as the pages have it.
    pub(super) fn redemption(&self, client: &Client, code: &Secret) -> TokenRequest {
        let pkce = self.app(client).is_some_and(|app| app.kind == AppKind::SinglePage);
        TokenRequest {
            client: client.presented(),
            grant_type: Some("authorization_code".into()),
            code: Some(code.clone()),
            redirect_uri: Some(REDIRECT.into()),
            code_verifier: pkce.then(|| Secret::new(VERIFIER)),
            ..TokenRequest::default()
        }
    }

    pub(super) fn token(&mut self, request: TokenRequest) -> Result<Tokens, Refusal> {
        let tenant = self.tenant.clone();
        self.apply(Token { tenant, request })
    }

    pub(super) fn redeem(&mut self, client: &Client, code: &Secret) -> Result<Tokens, Refusal> {
        let request = self.redemption(client, code);
        self.token(request)
    }

    /// Logs in, allows and redeems.
    pub(super) fn tokens(&mut self, client: &Client) -> Tokens {
        let code = self.code(client);
        self.redeem(client, &code).unwrap()
    }

    pub(super) fn refresh(&mut self, client: &Client, token: &Secret) -> Result<Tokens, Refusal> {
        self.token(TokenRequest {
            client: client.presented(),
            grant_type: Some("refresh_token".into()),
            refresh_token: Some(token.clone()),
            ..TokenRequest::default()
        })
    }

    pub(super) fn revoke(
        &mut self,
        client: &Client,
        token: &Secret,
    ) -> Result<RevokeOutcome, Refusal> {
        let (tenant, client) = (self.tenant.clone(), client.presented());
        self.apply(Revoke { tenant, client, token: Some(token.clone()), refresh_token: None })
    }

    pub(super) fn call_api(&mut self, session_id: &Secret) -> Result<UserId, Refusal> {
        let (tenant, session_id) = (self.tenant.clone(), session_id.clone());
        self.apply(UseSession { tenant, session_id }).map(|used| used.user)
    }

    pub(super) fn log_in(&mut self) -> Secret {
        let command = LogIn {
            tenant: self.tenant.clone(),
            username: "Planner".into(),
            password: Secret::new("planner password"),
        };
        self.apply(command).unwrap().session_id
    }

    /// The claims of the JWT page.
    pub(super) fn claims(&self) -> Value {
        json!({
            "iss": self.customer.to_string(),
            "sub": self.admin.to_string(),
            "exp": self.now.seconds() + 180,
        })
    }

    pub(super) fn exchange(&mut self, jwt: &str) -> Result<Tokens, Refusal> {
        let client = self.machine.clone();
        self.exchange_as(&client, jwt)
    }

    pub(super) fn exchange_as(&mut self, client: &Client, jwt: &str) -> Result<Tokens, Refusal> {
        let command = ExchangeJwt {
            tenant: self.tenant.clone(),
            client: client.presented(),
            jwt: Some(Secret::new(jwt)),
            audiences: vec!["https://myorganization.my.workfront.example".into()],
        };
        self.apply(command)
    }
}

/// An RSA key pair for the machine app, made once for all tests.
pub(super) struct TestKey {
    pub(super) pair: RsaKeyPair,
    pub(super) public_pem: String,
    pub(super) private_pem: String,
    pub(super) certificate_pem: String,
}

pub(super) static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
pub(super) static OTHER_KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

impl TestKey {
    fn generate() -> Self {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["app.example".into()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2026, 12, 20);
        parameters.not_after = rcgen::date_time_ymd(2027, 1, 19);
        Self {
            public_pem: pair.public_key_pem(),
            certificate_pem: parameters.self_signed(&pair).unwrap().pem(),
            private_pem: pair.serialize_pem(),
            pair: RsaKeyPair::from_pkcs8(&pair.serialize_der()).unwrap(),
        }
    }

    /// A JWT with the header that JWT libraries write.
    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({"alg": "RS256", "typ": "JWT"}), claims)
    }

    pub(super) fn sign_with(&self, header: &Value, claims: &Value) -> String {
        self.sign_as(
            &RSA_PKCS1_SHA256,
            header.to_string().as_bytes(),
            claims.to_string().as_bytes(),
        )
    }

    pub(super) fn sign_as(
        &self,
        encoding: &'static dyn RsaEncoding,
        header: &[u8],
        claims: &[u8],
    ) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", encode(&signature))
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn challenge(verifier: &str) -> String {
    encode(&Sha256::digest(verifier))
}
