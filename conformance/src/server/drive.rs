//! Plays a case's steps against a server, and judges the last answer.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::Serializer;
use workfront_oauth_sandbox::AppAnnounced;

use super::Played;
use super::answer::{Answer, Sent};
use super::http::{Request, send};
use super::target::Server;
use crate::cases::server::{App, Step, Verb};
use crate::cases::{Expectation as _, Profile, ServerCase};
use crate::secrets::Secrets;
use crate::verdict::Judgement;

const AUTHORIZE: &str = "/integrations/oauth2/authorize";
const TOKEN: &str = "/integrations/oauth2/api/v1/token";
const REVOKE: &str = "/integrations/oauth2/api/v1/revoke";
const SEARCH: &str = "/attask/api/v16.0/proj/search";

/// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A `state` with what is easily lost on the way: a plus, a percent sign, an ampersand, another script.
const STATE: &str = "a+b %2B&c=d/é~中";

/// The parameters of a request, in order.
type Pairs = Vec<(String, String)>;

/// Plays a case.
pub(super) fn play(
    server: &Server,
    case: &ServerCase,
    profile: Profile,
    secrets: &mut Secrets,
) -> Played {
    let mut transcript = Vec::new();
    let judgement = steps(server, case, profile, secrets, &mut transcript);
    Played { judgement, transcript }
}

fn steps(
    server: &Server,
    case: &ServerCase,
    profile: Profile,
    secrets: &mut Secrets,
    transcript: &mut Vec<String>,
) -> Judgement {
    let mut held = BTreeMap::new();
    for (index, step) in case.steps.iter().enumerate() {
        if let Some(seconds) = step.seconds {
            transcript.push(format!("the clock moves on by {seconds} s"));
            if let Err(error) = server.advance(seconds) {
                return Judgement::inconclusive(format!("no clock: {error}"));
            }
            continue;
        }
        let Some(app) = server.app(step.app) else {
            return Judgement::inconclusive("the server has no app of this type");
        };
        if let Some(secret) = &app.client_secret {
            secrets.add("client_secret", secret);
        }
        let (request, sent) = prepare(server, step, app, &held);
        let line = format!("{:?} {}", step.verb, request.method).to_lowercase();
        let answer = match send(request) {
            Ok(answer) => answer,
            Err(error) => {
                transcript.push(format!("{line}: no answer"));
                return Judgement::fail(error, case.expect.says(), "no answer");
            }
        };
        transcript.push(format!("{line}: {}", answer.shown()));
        if index + 1 == case.steps.len() {
            return match answer.fault(&case.expect, profile, &sent) {
                None => Judgement::pass(answer.shown()),
                Some(why) => Judgement::fail(why, case.expect.says(), answer.shown()),
            };
        }
        if !answer.accepted() && !step.may_fail {
            return Judgement::inconclusive(format!(
                "step {} was refused before what is judged: {}",
                index + 1,
                answer.shown()
            ));
        }
        keep(&answer, step, &mut held, secrets);
    }
    Judgement::error("the case ends in no request: end it in one")
}

/// Keeps what later steps may name.
fn keep(answer: &Answer, step: &Step, held: &mut BTreeMap<String, String>, secrets: &mut Secrets) {
    let found = [
        ("code", answer.redirected("code")),
        ("access_token", answer.member("access_token")),
        ("refresh_token", answer.member("refresh_token")),
    ];
    for (name, value) in found {
        let Some(value) = value else { continue };
        secrets.add(name, &value);
        if let Some(prefix) = &step.name {
            held.insert(format!("{prefix}.{name}"), value.clone());
        }
        held.insert(name.to_owned(), value);
    }
}

/// The documented request of a step, with what the case changes.
fn prepare(
    server: &Server,
    step: &Step,
    app: &AppAnnounced,
    held: &BTreeMap<String, String>,
) -> (Request, Sent) {
    let mut pairs = documented(step, app, held);
    let secret = app.client_secret.clone().unwrap_or_default();
    for name in &step.without {
        pairs.retain(|(known, _)| known != name);
    }
    for (name, value) in &step.set {
        let value = held
            .iter()
            .fold(value.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
        match pairs.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => pairs.push((name.clone(), value)),
        }
    }
    let value = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let sent = Sent {
        redirect_uri: value("redirect_uri"),
        state: value("state"),
        refresh_token: value("refresh_token"),
    };
    let mut headers = Vec::new();
    if step.basic {
        let (id, known) = (value("client_id"), value("client_secret"));
        let secret = if known.is_empty() { secret } else { known };
        headers.push((
            "authorization",
            format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))),
        ));
        pairs.retain(|(name, _)| name != "client_id" && name != "client_secret");
    }
    if step.verb == Verb::Api {
        pairs.retain(|(name, value)| {
            let in_header = name == "sessionID";
            if in_header {
                headers.push(("sessionID", value.clone()));
            }
            !in_header
        });
    }
    let again = pairs.iter().find(|(name, _)| Some(name) == step.twice.as_ref()).cloned();
    pairs.extend(again);
    let encoded = Serializer::new(String::new()).extend_pairs(&pairs).finish();
    let path = match step.verb {
        Verb::Authorize => AUTHORIZE,
        Verb::Revoke => REVOKE,
        Verb::Api => SEARCH,
        Verb::Redeem | Verb::Refresh | Verb::Advance => TOKEN,
    };
    server.decide(step.decision);
    let by_query = step.get || matches!(step.verb, Verb::Authorize | Verb::Api);
    let request = if by_query {
        let url = format!("{}{path}?{encoded}", server.url());
        Request { method: "GET", url, headers, body: String::new() }
    } else {
        headers.push(("content-type", String::from("application/x-www-form-urlencoded")));
        Request { method: "POST", url: format!("{}{path}", server.url()), headers, body: encoded }
    };
    (request, sent)
}

/// The parameters as the pages have them.
fn documented(step: &Step, app: &AppAnnounced, held: &BTreeMap<String, String>) -> Pairs {
    let has = |name: &str| held.get(name).cloned().unwrap_or_default();
    let redirect_uri = app.redirect_uris.first().cloned().unwrap_or_default();
    let mut pairs: Vec<(&str, String)> = match step.verb {
        Verb::Authorize => vec![
            ("client_id", app.client_id.clone()),
            ("redirect_uri", redirect_uri),
            ("response_type", "code".into()),
            ("state", STATE.into()),
        ],
        Verb::Redeem => vec![
            ("grant_type", "authorization_code".into()),
            ("code", has("code")),
            ("redirect_uri", redirect_uri),
            ("client_id", app.client_id.clone()),
        ],
        Verb::Refresh => vec![
            ("grant_type", "refresh_token".into()),
            ("refresh_token", has("refresh_token")),
            ("client_id", app.client_id.clone()),
        ],
        Verb::Revoke => {
            vec![("token", has("refresh_token")), ("client_id", app.client_id.clone())]
        }
        Verb::Api => vec![("sessionID", has("access_token"))],
        Verb::Advance => Vec::new(),
    };
    match (step.app, step.verb) {
        (App::Web, Verb::Redeem | Verb::Refresh | Verb::Revoke) => {
            pairs.push(("client_secret", app.client_secret.clone().unwrap_or_default()));
        }
        (App::Spa, Verb::Authorize) => {
            pairs.push(("code_challenge", CHALLENGE.into()));
            pairs.push(("code_challenge_method", "S256".into()));
        }
        (App::Spa, Verb::Redeem) => pairs.push(("code_verifier", VERIFIER.into())),
        _ => {}
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
