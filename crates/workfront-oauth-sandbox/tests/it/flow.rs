//! Steps that many tests take.

use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use crate::client::{Answer, Request, get, post_form};

pub(crate) const AUTHORIZE: &str = "/integrations/oauth2/authorize";
pub(crate) const TOKEN: &str = "/integrations/oauth2/api/v1/token";
pub(crate) const EXCHANGE: &str = "/integrations/oauth2/api/v1/jwt/exchange";
pub(crate) const REVOKE: &str = "/integrations/oauth2/api/v1/revoke";
pub(crate) const SEARCH: &str = "/attask/api/v14.0/proj/search";

/// RFC 7636 Appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A sandbox in which `planner` is logged in and allows everything.
pub(crate) fn allowing() -> Sandbox {
    allowing_with(|_| {})
}

/// The same with other settings.
pub(crate) fn allowing_with(change: impl FnOnce(&mut Policy)) -> Sandbox {
    let mut policy = Policy::default();
    change(&mut policy);
    let sandbox = Sandbox::builder().with_policy(policy).start().unwrap();
    sandbox.consent_as("planner").unwrap();
    sandbox
}

pub(crate) fn web(sandbox: &Sandbox) -> &AppAnnounced {
    sandbox.app(AppKind::Web).unwrap()
}

pub(crate) fn spa(sandbox: &Sandbox) -> &AppAnnounced {
    sandbox.app(AppKind::SinglePage).unwrap()
}

pub(crate) fn secret(app: &AppAnnounced) -> &str {
    app.client_secret.as_deref().unwrap()
}

/// The authorization request of `app`, with more parameters.
pub(crate) fn authorization(app: &AppAnnounced, more: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &app.client_id)
        .append_pair("redirect_uri", &app.redirect_uris[0])
        .append_pair("response_type", "code")
        .extend_pairs(more)
        .finish();
    format!("{AUTHORIZE}?{query}")
}

pub(crate) fn pkce() -> [(&'static str, &'static str); 2] {
    [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]
}

/// A code for the web app.
pub(crate) fn code(sandbox: &Sandbox) -> String {
    let answer = get(sandbox.url(), &authorization(web(sandbox), &[])).send();
    answer.in_location("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

/// A code for the single-page app.
pub(crate) fn spa_code(sandbox: &Sandbox) -> String {
    let answer = get(sandbox.url(), &authorization(spa(sandbox), &pkce())).send();
    answer.in_location("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

/// The exchange of `code` by the web app, as the second documented example writes it.
pub(crate) fn redemption(sandbox: &Sandbox, code: &str) -> Request {
    let app = web(sandbox);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", app.redirect_uris[0].as_str()),
        ("code", code),
        ("client_id", app.client_id.as_str()),
        ("client_secret", secret(app)),
    ];
    post_form(sandbox.url(), TOKEN, &pairs)
}

/// The exchange of `code` by the single-page app, as page 003 writes it.
pub(crate) fn spa_redemption(sandbox: &Sandbox, code: &str) -> Request {
    spa_redemption_with(sandbox, code, VERIFIER)
}

/// The same with another verifier.
pub(crate) fn spa_redemption_with(sandbox: &Sandbox, code: &str, verifier: &str) -> Request {
    let app = spa(sandbox);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", app.redirect_uris[0].as_str()),
        ("code", code),
        ("code_verifier", verifier),
    ];
    post_form(sandbox.url(), TOKEN, &pairs)
}

/// Tokens for the web app.
pub(crate) fn tokens(sandbox: &Sandbox) -> Answer {
    let answer = redemption(sandbox, &code(sandbox)).send();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// A refresh by the web app.
pub(crate) fn refresh(sandbox: &Sandbox, token: &str) -> Request {
    let app = web(sandbox);
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", app.client_id.as_str()),
        ("client_secret", secret(app)),
    ];
    post_form(sandbox.url(), TOKEN, &pairs)
}

/// A call to the API.
pub(crate) fn call(sandbox: &Sandbox, session: &str) -> Answer {
    get(sandbox.url(), SEARCH).with("sessionID", session).send()
}

/// The name of the rule by which the last request was judged.
pub(crate) fn last_rule(sandbox: &Sandbox) -> String {
    sandbox.journal(0).entries.last().unwrap().judgement.rule.to_string()
}
