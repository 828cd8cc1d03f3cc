//! The documented request of a step, with what the case changes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

use super::held::Held;
use super::http::Request;
use super::jwt::jwt;
use super::target::{Endpoint, Server, TestApp};
use super::trouble::Trouble;
use crate::cases::server::{Step, Verb};

/// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A `state` with what is easily lost on the way: a plus, a percent sign, an ampersand, other scripts.
pub(super) const STATE: &str = "a+b %2B&c=d/é~中";

/// What an answer is held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// The redirect URL that the answer goes to.
    pub(super) redirect_uri: String,
    parameters: Parameters,
}

impl Sent {
    /// A parameter as it was sent.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.as_str())
    }
}

/// The parameters of a request, in order.
type Parameters = Vec<(String, Value)>;

/// Makes the request of a step.
pub(super) fn prepare(
    server: &dyn Server,
    step: &Step,
    app: &TestApp,
    held: &Held,
) -> Result<(Request, Sent), Trouble> {
    let mut parameters = documented(step, app, held)?;
    parameters.retain(|(name, _)| !step.without.contains(name));
    for (name, value) in &step.set {
        let value = held.json(value)?;
        match parameters.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => parameters.push((name.clone(), value)),
        }
    }
    let mut sent = Sent { redirect_uri: app.redirect_uri.clone(), parameters: parameters.clone() };
    if let Some(asked) = sent.parameter("redirect_uri") {
        sent.redirect_uri = asked.to_owned();
    }
    let mut headers = Vec::new();
    for (name, value) in &step.header {
        headers.push((name.clone(), held.fill(value)?));
    }
    if step.basic.unwrap_or(app.basic && authenticates(step.verb)) {
        let secret = sent.parameter("client_secret").or(app.client_secret.as_deref());
        let pair = STANDARD.encode(format!("{}:{}", app.client_id, secret.unwrap_or_default()));
        headers.push((String::from("authorization"), format!("Basic {pair}")));
        parameters.retain(|(name, _)| {
            !matches!(name.as_str(), "client_id" | "client_secret")
                || step.also_in_body.contains(name)
        });
    }
    if step.verb == Verb::Api || step.verb == Verb::LogOut {
        parameters.retain(|(name, value)| {
            let in_header = name == "sessionID" && !step.query.contains(name);
            if in_header {
                headers.push((name.clone(), text(value)));
            }
            !in_header
        });
    }
    let twice = parameters.iter().find(|(name, _)| Some(name) == step.twice.as_ref()).cloned();
    parameters.extend(twice);

    let url = server.url(endpoint(step.verb), step.lane.as_deref())?;
    let by_query = step.get || matches!(step.verb, Verb::Authorize | Verb::Open | Verb::Api);
    let (in_query, in_body): (Parameters, Parameters) =
        parameters.into_iter().partition(|(name, _)| by_query || step.query.contains(name));
    let url = match form(&in_query).as_str() {
        "" => url,
        query => format!("{url}{}{query}", if url.contains('?') { '&' } else { '?' }),
    };
    let mut request = if by_query || (step.verb == Verb::LogOut && in_body.is_empty()) {
        Request::get(url)
    } else if step.json.unwrap_or(app.json && step.verb != Verb::Revoke) {
        Request::post(url, "application/json", json(&in_body))
    } else {
        Request::post(url, "application/x-www-form-urlencoded", form(&in_body))
    };
    if let Some(content_type) = &step.content_type {
        request.headers.retain(|(name, _)| name != "content-type");
        request = request.with("content-type", content_type);
    }
    request.headers.extend(headers);
    Ok((request, sent))
}

fn endpoint(verb: Verb) -> Endpoint {
    match verb {
        Verb::Revoke => Endpoint::Revoke,
        Verb::Exchange => Endpoint::Exchange,
        Verb::Api => Endpoint::Api,
        Verb::LogOut => Endpoint::LogOut,
        Verb::Redeem | Verb::Refresh => Endpoint::Token,
        _ => Endpoint::Authorize,
    }
}

fn authenticates(verb: Verb) -> bool {
    matches!(verb, Verb::Redeem | Verb::Refresh | Verb::Revoke)
}

/// The parameters as the pages have them.
fn documented(step: &Step, app: &TestApp, held: &Held) -> Result<Parameters, Trouble> {
    let has = |name: &str| held.get(name).unwrap_or_default().to_owned();
    let client_id = app.client_id.clone();
    let mut parameters: Vec<(&str, String)> = match step.verb {
        Verb::Authorize | Verb::Open => vec![
            ("client_id", client_id),
            ("redirect_uri", app.redirect_uri.clone()),
            ("response_type", "code".into()),
            ("state", STATE.into()),
        ],
        Verb::Redeem => vec![
            ("grant_type", "authorization_code".into()),
            ("code", has("code")),
            ("redirect_uri", app.redirect_uri.clone()),
            ("client_id", client_id),
        ],
        Verb::Refresh => vec![
            ("grant_type", "refresh_token".into()),
            ("refresh_token", has("refresh_token")),
            ("client_id", client_id),
        ],
        Verb::Revoke => vec![("token", has("refresh_token")), ("client_id", client_id)],
        Verb::Exchange => {
            let given = step.set.contains_key("jwt_token");
            let change = step.jwt.clone().unwrap_or_default();
            let jwt = if given { String::new() } else { jwt(app, &change, held)? };
            vec![("client_id", client_id), ("jwt_token", jwt)]
        }
        Verb::Api | Verb::LogOut => vec![("sessionID", has("access_token"))],
        _ => Vec::new(),
    };
    if authenticates(step.verb) || step.verb == Verb::Exchange {
        parameters.extend(app.client_secret.clone().map(|secret| ("client_secret", secret)));
    }
    if app.pkce {
        match step.verb {
            Verb::Authorize | Verb::Open => {
                parameters.push(("code_challenge", CHALLENGE.into()));
                parameters.push(("code_challenge_method", "S256".into()));
            }
            Verb::Redeem => parameters.push(("code_verifier", VERIFIER.into())),
            _ => {}
        }
    }
    Ok(parameters.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn form(parameters: &Parameters) -> String {
    let pairs = parameters.iter().map(|(name, value)| (name, text(value)));
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// By hand, for a name may stand in it twice.
fn json(parameters: &Parameters) -> String {
    let members = parameters.iter().map(|(name, value)| {
        let one = Map::from_iter([(name.clone(), value.clone())]);
        let text = Value::Object(one).to_string();
        text.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_owned()
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
