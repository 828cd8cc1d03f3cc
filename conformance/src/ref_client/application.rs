//! One application at one authorization server: what a log-in or an exchange was told, and the token requests it makes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::{self, byte_serialize};

use super::http::{Http, Reply};
use super::mutants::{Conduct, Deviation};
use crate::shim::message::{App, Auth, BodyStyle, JwtExchange, Login, Refusal};
use crate::shim::refused::Refused;

/// An application.
pub(super) struct Application {
    /// Without a slash at its end.
    pub(super) base_url: String,
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) redirect_uri: String,
    pub(super) pkce: bool,
    /// The domain and lane that a callback must name, if it names any.
    pub(super) domain: Option<String>,
    pub(super) lane: Option<String>,
    pub(super) http: Http,
    auth: Auth,
    body: BodyStyle,
    conduct: Conduct,
}

/// The members of a request's body, in their order.
pub(super) type Members<'a> = Vec<(&'a str, &'a str)>;

impl Application {
    pub(super) fn of_login(login: Login, conduct: Conduct) -> Result<Self, Refused> {
        let http = Http::new(login.ca_file.as_deref(), conduct)?;
        http.must_be_safe(&login.base_url)?;
        let public = login.app == App::Spa;
        let secret =
            login.client_secret.filter(|_| !public || conduct.is(Deviation::SecretOfPublic));
        let usual = if secret.is_some() && !public { Auth::Basic } else { Auth::None };
        let auth = if public { Auth::None } else { login.auth.unwrap_or(usual) };
        if secret.is_none() && auth != Auth::None {
            return Err(Refused::new(
                Refusal::Other,
                "there is no client_secret to authenticate with",
            ));
        }
        let named = tenant_of(&login.base_url);
        let (domain, lane) = match named {
            Some((domain, lane)) => (Some(domain), Some(lane)),
            None => (login.domain, login.lane),
        };
        Ok(Self {
            base_url: login.base_url.trim_end_matches('/').to_owned(),
            client_id: login.client_id,
            redirect_uri: login.redirect_uri,
            pkce: login.app != App::Web && !conduct.is(Deviation::PkceAbsent),
            domain,
            lane,
            http,
            auth,
            body: login.body.unwrap_or(match usual {
                Auth::None => BodyStyle::Form,
                Auth::Basic | Auth::Body => BodyStyle::Json,
            }),
            client_secret: secret,
            conduct,
        })
    }

    pub(super) fn of_exchange(ask: &JwtExchange, conduct: Conduct) -> Result<Self, Refused> {
        let http = Http::new(None, conduct)?;
        http.must_be_safe(&ask.base_url)?;
        Ok(Self {
            base_url: ask.base_url.trim_end_matches('/').to_owned(),
            client_id: ask.client_id.clone(),
            client_secret: Some(ask.client_secret.clone()),
            redirect_uri: String::new(),
            pkce: false,
            domain: None,
            lane: None,
            http,
            auth: Auth::Body,
            body: BodyStyle::Form,
            conduct,
        })
    }

    /// The redirect URL as the token request repeats it: byte for byte.
    pub(super) fn repeated_redirect_uri(&self) -> String {
        if self.conduct.is(Deviation::RedirectUriRebuilt)
            && let Ok(url) = Url::parse(&self.redirect_uri)
        {
            return format!("{}{}", url.origin().ascii_serialization(), url.path());
        }
        self.redirect_uri.clone()
    }

    /// Sends a request of the OAuth endpoints, with the application's credentials.
    pub(super) fn post<'a>(
        &'a self,
        url: &str,
        mut members: Members<'a>,
    ) -> Result<Reply, Refused> {
        let secret = self.client_secret.as_deref().unwrap_or_default();
        let mut basic = None;
        match self.auth {
            Auth::Basic => {
                basic = Some(self.basic(secret));
                if self.conduct.is(Deviation::TwoAuthentications) && self.body == BodyStyle::Form {
                    members.extend([
                        ("client_id", self.client_id.as_str()),
                        ("client_secret", secret),
                    ]);
                }
            }
            Auth::Body => {
                if self.conduct.is(Deviation::BasicBesides) && self.body == BodyStyle::Json {
                    basic = Some(self.basic(secret));
                }
                members.extend([("client_id", self.client_id.as_str()), ("client_secret", secret)]);
            }
            Auth::None => {
                members.push(("client_id", &self.client_id));
                if self.conduct.is(Deviation::SecretOfPublic) {
                    members
                        .push(("client_secret", if secret.is_empty() { "none" } else { secret }));
                }
            }
        }
        let (content_type, body) = match self.body {
            BodyStyle::Form => ("application/x-www-form-urlencoded", self.form(&members)),
            BodyStyle::Json => ("application/json", json(&members)),
        };
        let mut method = "POST";
        let mut url = url.to_owned();
        let mut body = body.into_bytes();
        // Wherever parameters go, the server refuses them there: only here, so that other cases pass.
        let secret_in_form = self.auth == Auth::Body && self.body == BodyStyle::Form;
        if self.conduct.is(Deviation::SecretInUrl) && secret_in_form {
            url = format!("{url}?{}", form(&[("client_secret", secret)]));
        }
        if self.conduct.is(Deviation::ParametersInQuery) && secret_in_form {
            url = format!("{url}?{}", form(&members));
            body = Vec::new();
        }
        if self.conduct.is(Deviation::TokenByGet) && secret_in_form {
            url = format!("{url}?{}", form(&members));
            body = Vec::new();
            method = "GET";
        }
        let mut request = Request::builder()
            .method(method)
            .uri(url)
            .header(CONTENT_TYPE, content_type)
            .header(ACCEPT, "application/json");
        if let Some(basic) = basic {
            request = request.header(AUTHORIZATION, basic);
        }
        let request = request
            .body(body)
            .map_err(|_| Refused::new(Refusal::Other, "no request can hold these values"))?;
        self.http.call(&request, Deviation::RedirectFollowed)
    }

    /// The literal pair, as Workfront's page has it.
    fn basic(&self, secret: &str) -> String {
        let id = &self.client_id;
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = if self.conduct.is(Deviation::BasicEncoded) {
            format!("{}:{}", encoded(&encoded(id)), encoded(&encoded(secret)))
        } else if self.conduct.is(Deviation::BasicCut) {
            format!("{id}:{}", secret.split(':').next().unwrap_or_default())
        } else {
            format!("{id}:{secret}")
        };
        format!("Basic {}", STANDARD.encode(pair))
    }

    fn form(&self, members: &Members<'_>) -> String {
        if self.conduct.is(Deviation::FormRaw) {
            let pairs = members.iter().map(|(name, value)| format!("{name}={value}"));
            return pairs.collect::<Vec<_>>().join("&");
        }
        form(members)
    }
}

fn form(members: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish()
}

fn json(members: &Members<'_>) -> String {
    let members = members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    Value::Object(members.collect::<Map<_, _>>()).to_string()
}

/// Domain and lane of a Workfront host.
fn tenant_of(base_url: &str) -> Option<(String, String)> {
    let url = Url::parse(base_url).ok()?;
    let name = url.domain()?;
    let labels = name
        .strip_suffix(".workfront.com")
        .or_else(|| name.strip_suffix(".workfront.adobe.com"))?;
    let (domain, lane) = labels.split_once('.')?;
    Some((without_origin(domain).to_owned(), lane.to_owned()))
}

/// A domain without the prefix of hosts that go past the content delivery network.
pub(super) fn without_origin(domain: &str) -> &str {
    domain.strip_prefix("origin-").unwrap_or(domain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ref_client::tests::login;

    #[test]
    fn a_workfront_host_names_its_tenant() {
        let check = |url: &str, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(domain, lane)| (domain.to_owned(), lane.to_owned()));
            assert_eq!(tenant_of(url), expected, "{url}");
        };
        check("https://Acme.preview.workfront.com", Some(("acme", "preview")));
        check("https://origin-acme.my.workfront.adobe.com/", Some(("acme", "my")));
        check("http://127.0.0.1:1", None);
        check("https://acme.my.workfront.com.example", None);
    }

    #[test]
    fn a_public_application_has_no_secret() {
        let application =
            Application::of_login(Login { app: App::Spa, ..login() }, Conduct::default()).unwrap();
        assert!(application.client_secret.is_none() && application.pkce);
        let refused = Login { client_secret: None, auth: Some(Auth::Basic), ..login() };
        assert!(Application::of_login(refused, Conduct::default()).is_err());
    }

    /// Page 001: `base64(client_id:client_secret)`.
    #[test]
    fn basic_is_the_literal_pair() {
        let application = Application::of_login(login(), Conduct::default()).unwrap();
        assert_eq!(
            application.basic("a:b+%"),
            format!("Basic {}", STANDARD.encode("client:a:b+%"))
        );
    }

    #[test]
    fn each_mutant_of_the_pair_shows_in_it() {
        let check = |mutant: &str, pair: &str| {
            let conduct = Conduct::of(crate::ref_client::mutants::named(mutant));
            let basic = Application::of_login(login(), conduct).unwrap().basic("a:b");
            assert_eq!(basic, format!("Basic {}", STANDARD.encode(pair)), "{mutant}");
        };
        check("cli-basic-cut", "client:a");
        check("cli-basic-encoded", "client:a%253Ab");
    }

    #[test]
    fn the_redirect_url_is_repeated_byte_for_byte() {
        let repeated =
            |conduct| Application::of_login(login(), conduct).unwrap().repeated_redirect_uri();
        assert_eq!(repeated(Conduct::default()), "http://127.0.0.1:8/cb?a=1");
        let rebuilt = Conduct::of(crate::ref_client::mutants::named("cli-redirect-uri-rebuilt"));
        assert_eq!(repeated(rebuilt), "http://127.0.0.1:8/cb");
    }

    #[test]
    fn an_insecure_server_is_refused_before_anything_is_sent() {
        let login = Login { base_url: "http://acme.my.workfront.com".to_owned(), ..login() };
        let refused = Application::of_login(login, Conduct::default()).err().unwrap();
        assert_eq!(refused.error, Refusal::Insecure);
    }
}
