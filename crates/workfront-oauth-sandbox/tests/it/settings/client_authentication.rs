//! Settings of how an app authenticates, and of the bodies that it sends.

use serde_json::json;
use workfront_oauth_sandbox::Sandbox;

use super::{Trial, later, trials};
use crate::client::{Request, post_form, post_json};
use crate::flow::{TOKEN, VERIFIER, code, refresh, secret, spa, spa_code, web};

trials! {
    both_methods,
    basic_encoding,
    public_secret,
    guess_limit,
    guess_seconds,
    token_bodies,
}

/// The exchange of a fresh code, with more parameters and no client authentication yet.
fn unauthenticated(sandbox: &Sandbox, more: &[(&str, &str)]) -> Request {
    let code = code(sandbox);
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("redirect_uri", web(sandbox).redirect_uris[0].as_str()),
        ("code", code.as_str()),
    ];
    pairs.extend(more);
    post_form(sandbox.url(), TOKEN, &pairs)
}

fn both_methods() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let app = web(sandbox);
        let with = |basic: &str, body: &str| {
            let pairs = [("client_id", app.client_id.as_str()), ("client_secret", body)];
            unauthenticated(sandbox, &pairs).with_basic(&app.client_id, basic).send().status
        };
        json!([with(secret(app), "wrong"), with("wrong", secret(app))])
    };
    Trial::new(probe, json!([400, 400]))
        .when("basic", json!([200, 401]))
        .when("body", json!([401, 200]))
}

fn basic_encoding() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let app = web(sandbox);
        let encoded: String = secret(app).bytes().map(|byte| format!("%{byte:02x}")).collect();
        let with = |secret: &str| {
            unauthenticated(sandbox, &[]).with_basic(&app.client_id, secret).send().status
        };
        json!([with(secret(app)), with(&encoded)])
    };
    // `form` is told from `either` by no secret that this sandbox draws: decoding leaves base64url as it is.
    Trial::new(probe, json!([200, 200])).when("literal", json!([200, 401]))
}

fn public_secret() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let (app, code) = (spa(sandbox), spa_code(sandbox));
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", app.client_id.as_str()),
            ("client_secret", "anything"),
            ("redirect_uri", app.redirect_uris[0].as_str()),
            ("code", code.as_str()),
            ("code_verifier", VERIFIER),
        ];
        json!(post_form(sandbox.url(), TOKEN, &pairs).send().status)
    };
    Trial::new(probe, json!(401)).when("ignore", json!(200))
}

fn guess_limit() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let guess = || {
            let request = unauthenticated(sandbox, &[]);
            request.with_basic(&web(sandbox).client_id, "wrong").send().status
        };
        json!([guess(), guess(), guess()])
    };
    Trial::new(probe, json!([401, 401, 401]))
        .when(1, json!([401, 429, 429]))
        .when(2, json!([401, 401, 429]))
}

fn guess_seconds() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let guess = || refresh(sandbox, "none").send().status;
        let (first, second) = (guess(), guess());
        later(sandbox, 10);
        json!([first, second, guess()])
    };
    Trial::new(probe, json!([400, 429, 429]))
        .beside("guess_limit = 1")
        .when(10, json!([400, 429, 400]))
}

fn token_bodies() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let app = web(sandbox);
        let body = json!({
            "grant_type": "authorization_code",
            "code": code(sandbox),
            "redirect_uri": app.redirect_uris[0],
        });
        let request = post_json(sandbox.url(), TOKEN, &body);
        json!(request.with_basic(&app.client_id, secret(app)).send().status)
    };
    Trial::new(probe, json!(200)).when("form", json!(400))
}
