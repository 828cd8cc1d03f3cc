//! The core's two applications that log users in, as one.

use std::time::SystemTime;

use workfront_oauth::{
    AuthorizationCode, BodyFormat, Browser, ClientId, ClientSecret, Entropy, Home, Host, Lane,
    PendingAuthorization, RedirectUri, RefreshToken, SecretIn, SinglePageApp, TokenResponse,
    WebApp,
};

use super::refused::Failed;
use super::sender::Sender;
use crate::shim::message::{App as Kind, Auth, BodyStyle, Login, Refusal};
use crate::shim::refused::Refused;

/// An application with a log-in.
pub(super) enum App {
    Web(WebApp),
    SinglePage(SinglePageApp),
}

impl App {
    pub(super) fn new(login: &Login) -> Result<Self, Refused> {
        let host = host(&login.base_url, login.domain.as_deref(), login.lane.as_deref())?;
        let id = ClientId::new(&login.client_id).map_err(|_| unusable("client_id"))?;
        let redirect_uri =
            RedirectUri::new(&login.redirect_uri).map_err(|_| unusable("redirect_uri"))?;
        let format = login.body.map(|body| match body {
            BodyStyle::Form => BodyFormat::Form,
            BodyStyle::Json => BodyFormat::Json,
        });
        if login.app == Kind::Spa {
            let app = SinglePageApp::new(host, id, redirect_uri);
            let app = match format {
                Some(format) => app.with_body_format(format),
                None => app,
            };
            return Ok(Self::SinglePage(app));
        }
        let secret = login.client_secret.as_deref().ok_or_else(|| unusable("client_secret"))?;
        let secret = ClientSecret::new(secret).map_err(|_| unusable("client_secret"))?;
        let mut app = WebApp::new(host, id, secret, redirect_uri);
        match login.auth {
            Some(Auth::Basic) => app = app.with_secret_in(SecretIn::Basic),
            Some(Auth::Body) => app = app.with_secret_in(SecretIn::Body),
            Some(Auth::None) => return Err(unusable("auth")),
            None => {}
        }
        if let Some(format) = format {
            app = app.with_body_format(format);
        }
        Ok(Self::Web(if login.app == Kind::WebPkce { app.with_pkce() } else { app }))
    }

    pub(super) fn home(&self) -> &Home {
        match self {
            Self::Web(app) => app.home(),
            Self::SinglePage(app) => app.home(),
        }
    }

    pub(super) fn authorize(
        &self,
        entropy: Entropy,
        browser: &Browser,
        now: SystemTime,
    ) -> (String, PendingAuthorization) {
        match self {
            Self::Web(app) => app.authorize(entropy, browser, now),
            Self::SinglePage(app) => app.authorize(entropy, browser, now),
        }
    }

    /// The same attempt, of an application that demands the issuer which is its own host.
    pub(super) fn demanding_issuer(
        &self,
        pending: PendingAuthorization,
    ) -> Result<PendingAuthorization, Refused> {
        let issuer = self.home().host().origin();
        let parts = pending.into_parts();
        let resumed = match self {
            Self::Web(app) => app.clone().with_issuer(issuer).resume(&parts),
            Self::SinglePage(app) => app.clone().with_issuer(issuer).resume(&parts),
        };
        resumed.map_err(|_| Refused::new(Refusal::Other, "the attempt cannot be resumed"))
    }

    pub(super) fn redeem(
        &self,
        sender: &Sender,
        code: &AuthorizationCode,
    ) -> Result<TokenResponse, Failed> {
        match self {
            Self::Web(app) => Ok(sender.send(&app.redeem(code)?)?),
            Self::SinglePage(app) => Ok(sender.send(&app.redeem(code)?)?),
        }
    }

    pub(super) fn refresh(
        &self,
        sender: &Sender,
        token: &RefreshToken,
    ) -> Result<TokenResponse, Failed> {
        match self {
            Self::Web(app) => Ok(sender.send(&app.refresh(token)?)?),
            Self::SinglePage(app) => Ok(sender.send(&app.refresh(token)?)?),
        }
    }

    pub(super) fn revoke(&self, sender: &Sender, token: &RefreshToken) -> Result<(), Failed> {
        match self {
            Self::Web(app) => Ok(sender.send(&app.revoke(token)?)?),
            Self::SinglePage(app) => Ok(sender.send(&app.revoke(token)?)?),
        }
    }
}

/// The host of an address: a sandbox on this machine, Workfront's own, or a gateway.
pub(super) fn host(
    base_url: &str,
    domain: Option<&str>,
    lane: Option<&str>,
) -> Result<Host, Refused> {
    let insecure =
        |_| Refused::new(Refusal::Insecure, "the address is neither https nor this machine");
    let host = Host::parse(base_url)
        .or_else(|_| Host::loopback(base_url))
        .or_else(|_| Host::gateway(base_url))
        .map_err(insecure)?;
    match (domain, lane) {
        (Some(domain), Some(lane)) if host.suffix().is_none() => {
            let lane = Lane::named(lane).map_err(|_| unusable("lane"))?;
            host.expecting(domain, lane).map_err(|_| unusable("domain"))
        }
        _ => Ok(host),
    }
}

pub(super) fn unusable(what: &str) -> Refused {
    Refused::new(Refusal::Other, format!("the core has no use for this {what}"))
}
