//! One organization with two users and one app of each type.

use super::upload::{Field, received};
use crate::authority::{
    Actor, AddKey, AddSecret, AddTenant, AddUser, Allow, App, AppKind, AppSettings, Authority,
    AuthorizeRequest, ClientId, CreateApp, CustomerId, LogOut, PresentedClient, Refusal, Revoke,
    SaveApp, Secret, Seed, Tenant, Timestamp, Token, TokenRequest, UseSession, UserId,
    judge_unverified_jwt,
};
use crate::control;
use crate::pages::{AppForm, Part, Problems};
use crate::policy::Policy;

/// Such an organization. Everything in it is the same each time.
#[derive(Debug, Clone)]
pub struct World {
    authority: Authority,
    tenant: Tenant,
    customer: CustomerId,
    admin: UserId,
    planner: UserId,
    apps: Vec<(AppKind, ClientId, Option<Secret>)>,
    now: Timestamp,
}

impl World {
    /// The moment at which it stands.
    pub const NOW: i64 = 1_800_000_000;

    /// With users, and no app yet.
    ///
    /// # Errors
    ///
    /// None that the default policy gives.
    pub fn without_apps(tenant: Tenant) -> Result<Self, Refusal> {
        let mut authority = Authority::new(Policy::default(), Seed::new(7));
        let now = Timestamp::from_seconds(Self::NOW);
        let customer = authority.apply(AddTenant { tenant: tenant.clone() }, now)?;
        let mut user = |username: &str, admin| {
            let command = AddUser {
                domain: tenant.domain().to_owned(),
                username: username.to_owned(),
                name: username.to_owned(),
                password: Secret::new("a password"),
                admin,
            };
            authority.apply(command, now)
        };
        let (admin, planner) = (user("admin", true)?, user("planner", false)?);
        Ok(Self { authority, tenant, customer, admin, planner, apps: Vec::new(), now })
    }

    /// The same organization under `policy`, with an app of each type.
    ///
    /// # Errors
    ///
    /// When the policy does not let an app be made.
    pub fn with_apps(&self, policy: Policy) -> Result<Self, Refusal> {
        let mut authority = Authority::new(policy, Seed::new(7));
        authority.restore(self.authority.state().clone());
        let mut world = Self { authority, ..self.clone() };
        for kind in AppKind::ALL {
            let settings = world.settings(kind);
            let (tenant, actor) = (world.tenant.clone(), Actor::Operator);
            let command = CreateApp { tenant: tenant.clone(), actor, kind, settings };
            let created = world.authority.apply(command, world.now)?;
            let client_id = created.client_id;
            let secret = match created.secret {
                None if kind.has_secrets() => {
                    let command = AddSecret { tenant, actor, client_id, note: String::new() };
                    Some(world.authority.apply(command, world.now)?.1)
                }
                secret => secret.map(|(_, secret)| secret),
            };
            world.apps.push((kind, client_id, secret));
        }
        Ok(world)
    }

    /// The Customer ID, and the User ID of the administrator.
    pub fn names(&self) -> (String, String) {
        (self.customer.to_string(), self.admin.to_string())
    }

    /// Registers `url` as the only redirect URL of the app of type `kind`.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn register(&mut self, kind: AppKind, url: &str) -> Result<(), Refusal> {
        let Some((_, client_id, _)) = self.app(kind) else { return Ok(()) };
        let settings = AppSettings { redirect_urls: vec![url.to_owned()], ..self.settings(kind) };
        let (tenant, actor) = (self.tenant.clone(), Actor::Operator);
        self.authority.apply(SaveApp { tenant, actor, client_id, settings }, self.now)
    }

    /// Where the browser is sent once a person has allowed the app of type `kind` to ask for `redirect_uri` with `state`.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn allow(
        &mut self,
        kind: AppKind,
        redirect_uri: &str,
        state: &str,
    ) -> Result<Option<(String, Secret)>, Refusal> {
        let Some((_, client_id, _)) = self.app(kind) else { return Ok(None) };
        let pkce = kind == AppKind::SinglePage;
        let request = AuthorizeRequest {
            client_id: Some(client_id.to_string()),
            redirect_uri: Some(redirect_uri.to_owned()),
            response_type: Some("code".to_owned()),
            state: Some(state.to_owned()),
            code_challenge: pkce.then(|| CHALLENGE.to_owned()),
            code_challenge_method: pkce.then(|| "S256".to_owned()),
            ..AuthorizeRequest::default()
        };
        let command = Allow { tenant: self.tenant.clone(), request, user: self.planner };
        let allowed = self.authority.apply(command, self.now)?;
        Ok(Some((allowed.redirection.location(), allowed.code)))
    }

    /// Uploads a public key for the machine app: its bits, and the key as it was understood.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn upload(&mut self, pem: &str) -> Result<Option<(usize, String)>, Refusal> {
        let Some((_, client_id, _)) = self.app(AppKind::Machine) else { return Ok(None) };
        let (tenant, actor, owner) = (self.tenant.clone(), Actor::Operator, self.admin);
        let command = AddKey { tenant, actor, client_id, owner, pem: pem.to_owned() };
        self.authority.apply(command, self.now)?;
        let home = self.authority.state().environment(&self.tenant);
        let key = home.and_then(|home| home.app(client_id)?.keys.last());
        Ok(key.map(|key| (key.bits, key.to_pem())))
    }

    /// What **Save** makes of the app of type `kind` with the fields that a browser sent, if they are a form at all.
    pub fn submit(&self, kind: AppKind, fields: &[Field]) -> Option<AppSettings> {
        let app = self.registered(kind)?;
        let parts: Vec<Part> = fields
            .iter()
            .map(|(name, file_name, data)| Part {
                name: name.clone(),
                file_name: file_name.clone(),
                data: data.clone(),
            })
            .collect();
        let form = AppForm::from_parts(&parts).ok()?;
        Some(form.settings(app, self.authority.policy(), &mut Problems::default()))
    }

    /// What the control port makes of the app of type `kind` with `body`.
    pub fn patch(&self, kind: AppKind, body: &[u8]) -> Option<AppSettings> {
        let received = received(None, body)?;
        control::fields(&self.registered(kind)?.settings, &received)
    }

    /// Saves `settings`, and gives what is kept.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn save(
        &mut self,
        kind: AppKind,
        settings: AppSettings,
    ) -> Result<Option<AppSettings>, Refusal> {
        let Some((_, client_id, _)) = self.app(kind) else { return Ok(None) };
        let (tenant, actor) = (self.tenant.clone(), Actor::Operator);
        self.authority.apply(SaveApp { tenant, actor, client_id, settings }, self.now)?;
        Ok(self.registered(kind).map(|app| app.settings.clone()))
    }

    fn registered(&self, kind: AppKind) -> Option<&App> {
        let (_, client_id, _) = self.app(kind)?;
        self.authority.state().environment(&self.tenant)?.app(client_id)
    }

    /// Judges all of a JWT but its signature.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn judge(&self, jwt: &str) -> Result<UserId, Refusal> {
        let names = (self.customer, self.admin, self.tenant.domain());
        judge_unverified_jwt(&self.authority, self.now, jwt, names)
    }

    /// All that an app does with a code: refreshes at once and later, then, long after the person has logged out, revokes.
    ///
    /// # Errors
    ///
    /// The first refusal, which a policy may well ask for.
    pub fn use_app(&mut self, kind: AppKind) -> Result<(), Refusal> {
        let Some((_, code)) = self.allow(kind, REDIRECT, "state")? else { return Ok(()) };
        let client = self.presented(kind);
        let pkce = kind == AppKind::SinglePage;
        let mut tokens = self.token(TokenRequest {
            client: client.clone(),
            grant_type: Some("authorization_code".to_owned()),
            code: Some(code),
            redirect_uri: Some(REDIRECT.to_owned()),
            code_verifier: pkce.then(|| Secret::new(VERIFIER)),
            ..TokenRequest::default()
        })?;
        for pause in [0, 59, 86_400] {
            self.now = self.now.plus_seconds(pause);
            let (tenant, session_id) = (self.tenant.clone(), tokens.access_token.clone());
            // A session may have ended by now; the refresh token decides what comes next.
            let _ = self.authority.apply(UseSession { tenant, session_id }, self.now);
            let Some(refresh_token) = tokens.refresh_token.clone() else { break };
            tokens = self.token(TokenRequest {
                client: client.clone(),
                grant_type: Some("refresh_token".to_owned()),
                refresh_token: Some(refresh_token),
                ..TokenRequest::default()
            })?;
        }
        let (tenant, session_id) = (self.tenant.clone(), tokens.access_token.clone());
        self.authority.apply(LogOut { tenant: tenant.clone(), session_id }, self.now)?;
        self.now = self.now.plus_seconds(400 * 86_400);
        let (token, refresh_token) = (Some(tokens.access_token), tokens.refresh_token);
        let command = Revoke { tenant, client, token, refresh_token };
        self.authority.apply(command, self.now).map(|_| ())
    }

    fn token(&mut self, request: TokenRequest) -> Result<crate::authority::Tokens, Refusal> {
        let tenant = self.tenant.clone();
        self.authority.apply(Token { tenant, request }, self.now)
    }

    fn settings(&self, kind: AppKind) -> AppSettings {
        let mut settings = AppSettings::new("An app", kind, self.authority.policy());
        if kind.redirects() {
            settings.redirect_urls = vec![REDIRECT.to_owned()];
            settings.rotation = true;
        }
        settings
    }

    fn app(&self, kind: AppKind) -> Option<(AppKind, ClientId, Option<Secret>)> {
        self.apps.iter().find(|(known, ..)| *known == kind).cloned()
    }

    fn presented(&self, kind: AppKind) -> PresentedClient {
        let (body_id, body_secret) = match self.app(kind) {
            Some((_, client_id, secret)) => (Some(client_id.to_string()), secret),
            None => (None, None),
        };
        PresentedClient { basic: None, body_id, body_secret }
    }
}

const REDIRECT: &str = "https://app.example/callback";
/// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn by_default_an_app_with_a_code_goes_all_the_way() {
        let tenant = Tenant::new("myorganization", "my").unwrap();
        let world = World::without_apps(tenant).unwrap().with_apps(Policy::default()).unwrap();
        for kind in [AppKind::Web, AppKind::SinglePage] {
            world.clone().use_app(kind).unwrap();
        }
        assert!(world.clone().use_app(AppKind::Machine).is_err());
    }
}
