//! Settings of authorization codes and of PKCE.

use serde_json::{Value, json};
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use super::{Trial, later, trials};
use crate::client::{get, post_form};
use crate::flow::{TOKEN, authorization, call, code, pkce, redemption, secret, spa, web};

trials! {
    code_seconds,
    code_reuse,
    code_failed_exchange,
    pkce_spa,
    pkce_web,
    pkce_challenge,
}

fn code_seconds() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let code = code(sandbox);
        later(sandbox, 60);
        json!(redemption(sandbox, &code).send().status)
    };
    Trial::new(probe, json!(200)).when(60, json!(400))
}

fn code_reuse() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let code = code(sandbox);
        let session = redemption(sandbox, &code).send().text("access_token");
        let again = redemption(sandbox, &code).send().status;
        json!([again, call(sandbox, &session).status])
    };
    Trial::new(probe, json!([400, 401])).when("refuse", json!([400, 200]))
}

fn code_failed_exchange() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let (app, code) = (web(sandbox), code(sandbox));
        let elsewhere = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", app.redirect_uris[1].as_str()),
            ("code", code.as_str()),
            ("client_id", app.client_id.as_str()),
            ("client_secret", secret(app)),
        ];
        let failed = post_form(sandbox.url(), TOKEN, &elsewhere).send().status;
        json!([failed, redemption(sandbox, &code).send().status])
    };
    Trial::new(probe, json!([400, 200])).when("burn", json!([400, 400]))
}

/// The errors of an authorization request without PKCE and of one with it.
fn without_and_with(sandbox: &Sandbox, app: &AppAnnounced) -> Value {
    let error = |more: &[(&str, &str)]| {
        get(sandbox.url(), &authorization(app, more)).send().in_location("error")
    };
    json!([error(&[]), error(&pkce())])
}

fn pkce_spa() -> Trial {
    Trial::new(|sandbox| without_and_with(sandbox, spa(sandbox)), json!(["invalid_request", null]))
        .when("optional", json!([null, null]))
        .when("refused", json!([null, "invalid_request"]))
}

fn pkce_web() -> Trial {
    Trial::new(|sandbox| without_and_with(sandbox, web(sandbox)), json!([null, null]))
        .when("required", json!(["invalid_request", null]))
        .when("refused", json!([null, "invalid_request"]))
}

fn pkce_challenge() -> Trial {
    let probe = |sandbox: &Sandbox| {
        // The 44 characters that page 003 prints.
        let printed = "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw";
        let more = [("code_challenge", printed), ("code_challenge_method", "S256")];
        json!(get(sandbox.url(), &authorization(spa(sandbox), &more)).send().in_location("error"))
    };
    Trial::new(probe, json!("invalid_request")).when("any", json!(null))
}
