//! What a vendor would have made with the core: applications, codes and tokens that hold the run's values, and the call that says what
//! a documented request says.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use workfront_oauth::{
    AccessToken, ApiVersion, AuthorizationCode, BodyFormat, Browser, Call, Callback, ClientId,
    ClientSecret, CustomerId, Entropy, Host, MachineApp, RedirectUri, RefreshToken, SecretIn,
    SignedAssertion, SinglePageApp, TokenResponse, UserId, Validate, WebApp,
};

use super::values::Values;
use crate::wire::{Message, Payload};

/// The three types of application, configured as a documented request shows it.
pub struct OurClient {
    web: WebApp,
    single_page: SinglePageApp,
    machine: MachineApp,
    host: Host,
    web_code: AuthorizationCode,
    single_page_code: AuthorizationCode,
    web_refresh: RefreshToken,
    single_page_refresh: RefreshToken,
    access_token: AccessToken,
    assertion: Option<SignedAssertion>,
    entropy: [u8; 48],
}

/// How a documented request is put together, apart from its values.
#[derive(Clone)]
#[non_exhaustive]
pub struct Shape {
    format: BodyFormat,
    secret_in: SecretIn,
    /// The verifier that the page prints, which the core would have drawn.
    code_verifier: Option<String>,
}

impl Shape {
    /// The shape of a request as it arrived.
    #[must_use]
    pub fn of(shown: &Message) -> Self {
        Self {
            format: if matches!(shown.payload, Payload::Json(_)) {
                BodyFormat::Json
            } else {
                BodyFormat::Form
            },
            secret_in: if shown.basic.is_some() { SecretIn::Basic } else { SecretIn::Body },
            code_verifier: shown.body_field("code_verifier"),
        }
    }
}

impl Default for Shape {
    /// The first request that page 001 shows.
    fn default() -> Self {
        Self { format: BodyFormat::Json, secret_in: SecretIn::Basic, code_verifier: None }
    }
}

/// A request of the core's, by what comes back.
#[non_exhaustive]
pub enum Asked<'a> {
    /// A URL that the browser opens, with the code verifier where one belongs to it.
    Browser {
        /// The URL.
        url: String,
        /// The verifier whose challenge it carries.
        verifier: Option<String>,
    },
    /// Tokens come back.
    Tokens(Box<dyn Call<Output = TokenResponse> + 'a>),
    /// Data of the resource API comes back.
    Api(Validate),
}

impl OurClient {
    /// Puts the applications together with the run's values, at a host that stands in for Workfront.
    ///
    /// # Errors
    ///
    /// The core refuses one of the values, in its own words.
    pub fn new(
        shape: &Shape,
        values: &Values,
        origin: &str,
        assertion: Option<SignedAssertion>,
    ) -> anyhow::Result<Self> {
        let host = Host::loopback(origin)?;
        let client_id = ClientId::new(&values.client_id)?;
        let client_secret = ClientSecret::new(&values.client_secret)?;
        let redirect_uri = RedirectUri::new(&values.redirect_url)?;
        let web = WebApp::new(
            host.clone(),
            client_id.clone(),
            client_secret.clone(),
            redirect_uri.clone(),
        )
        .with_body_format(shape.format)
        .with_secret_in(shape.secret_in);
        let single_page = SinglePageApp::new(host.clone(), client_id.clone(), redirect_uri)
            .with_body_format(shape.format);
        let (customer, user) =
            (CustomerId::new(&values.customer_id)?, UserId::new(&values.user_id)?);
        let machine = MachineApp::new(host.clone(), client_id, client_secret, customer, user);

        let (browser, now) = (Browser::SameProcess, noon());
        let callback = |state: &str| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("code", &values.code)
                .append_pair("domain", "myorganization")
                .append_pair("lane", "my")
                .append_pair("state", state)
                .finish();
            Callback::from_query(&query)
        };
        let (_, pending) = web.authorize(Entropy::from_bytes(values.entropy), &browser, now);
        let returned = callback(pending.state().expose_secret())?;
        let web_code = pending.complete(returned, &browser, now)?;

        let (_, pending) =
            single_page.authorize(Entropy::from_bytes(values.entropy), &browser, now);
        let mut parts = pending.into_parts();
        if let Some(printed) = &shape.code_verifier {
            parts.code_verifier = Some(printed.clone());
        }
        let pending = single_page.resume(&parts)?;
        let returned = callback(pending.state().expose_secret())?;
        let single_page_code = pending.complete(returned, &browser, now)?;

        Ok(Self {
            web_refresh: web.refresh_token(&values.refresh_token)?,
            single_page_refresh: single_page.refresh_token(&values.refresh_token)?,
            access_token: AccessToken::new(&values.access_token)?,
            web,
            single_page,
            machine,
            host,
            web_code,
            single_page_code,
            assertion,
            entropy: values.entropy,
        })
    }

    /// The core's request of the kind that a documented request is, told by its endpoint, its grant type and whether it holds a
    /// secret; nothing if the core has no such request.
    ///
    /// # Errors
    ///
    /// The core refuses, in its own words.
    pub fn ask(&self, shown: &Message) -> anyhow::Result<Option<Asked<'_>>> {
        let grant_type = shown.body_field("grant_type");
        let public = shown.basic.is_none() && shown.body_field("client_secret").is_none();
        Ok(match (shown.path.as_str(), grant_type.as_deref()) {
            ("/integrations/oauth2/authorize", _) => Some(self.browser(shown)),
            ("/integrations/oauth2/api/v1/token", Some("authorization_code")) if public => {
                Some(Asked::Tokens(Box::new(self.single_page.redeem(&self.single_page_code)?)))
            }
            ("/integrations/oauth2/api/v1/token", Some("authorization_code")) => {
                Some(Asked::Tokens(Box::new(self.web.redeem(&self.web_code)?)))
            }
            ("/integrations/oauth2/api/v1/token", Some("refresh_token")) => {
                let refresh = if public {
                    self.single_page.refresh(&self.single_page_refresh)?
                } else {
                    self.web.refresh(&self.web_refresh)?
                };
                let with_redirect = shown.body_field("redirect_uri").is_some();
                Some(Asked::Tokens(Box::new(if with_redirect {
                    refresh.with_redirect_uri()
                } else {
                    refresh.without_redirect_uri()
                })))
            }
            ("/integrations/oauth2/api/v1/jwt/exchange", None) => self
                .assertion
                .as_ref()
                .map(|assertion| Asked::Tokens(Box::new(self.machine.exchange(assertion)))),
            (path, None) => api_version(path).map(|version| {
                Asked::Api(Validate::new(self.host.clone(), self.access_token.clone(), version))
            }),
            _ => None,
        })
    }

    /// The call that an answer of the token endpoint is read by.
    ///
    /// # Errors
    ///
    /// The core refuses, in its own words.
    pub fn redeem(&self) -> anyhow::Result<impl Call<Output = TokenResponse> + '_> {
        Ok(self.web.redeem(&self.web_code)?)
    }

    /// The core's URL at the documented host, for the URL of an endpoint.
    #[must_use]
    pub fn endpoint(host: &Host, shown: &Message, values: &Values) -> Option<String> {
        let client_id = ClientId::new(&values.client_id).ok()?;
        let client_secret = ClientSecret::new(&values.client_secret).ok()?;
        let redirect_uri = RedirectUri::new(&values.redirect_url).ok()?;
        let endpoints = || {
            WebApp::new(host.clone(), client_id.clone(), client_secret.clone(), redirect_uri)
                .endpoints()
        };
        match shown.path.as_str() {
            "/" => Some(host.origin().to_owned()),
            "/integrations/oauth2/authorize" if shown.query.is_empty() => {
                Some(endpoints().authorization_uri)
            }
            "/integrations/oauth2/api/v1/token" => Some(endpoints().token_url),
            "/integrations/oauth2/api/v1/jwt/exchange" => {
                let (customer, user) = (
                    CustomerId::new(&values.customer_id).ok()?,
                    UserId::new(&values.user_id).ok()?,
                );
                Some(
                    MachineApp::new(host.clone(), client_id, client_secret, customer, user)
                        .exchange_url(),
                )
            }
            _ => None,
        }
    }

    fn browser(&self, shown: &Message) -> Asked<'_> {
        let with_challenge = shown.query.iter().any(|(name, _)| name == "code_challenge");
        let (entropy, browser, now) =
            (Entropy::from_bytes(self.entropy), Browser::SameProcess, noon());
        let (url, pending) = if with_challenge {
            self.single_page.authorize(entropy, &browser, now)
        } else {
            self.web.authorize(entropy, &browser, now)
        };
        // The parts wipe themselves when dropped, so the verifier is taken out, not moved out.
        Asked::Browser { url, verifier: pending.into_parts().code_verifier.take() }
    }
}

/// A moment that is the same in every run.
#[must_use]
pub fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_767_268_800)
}

/// The version in `/attask/api/v22.0/proj/search`, the one call of the resource API that the pages show.
fn api_version(path: &str) -> Option<ApiVersion> {
    let version = path.strip_prefix("/attask/api/v")?.strip_suffix(".0/proj/search")?;
    version.parse().ok().map(ApiVersion::new)
}
