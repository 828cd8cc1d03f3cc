//! Settings of the revocation endpoint.

use serde_json::json;
use workfront_oauth_sandbox::Sandbox;

use super::{Trial, trials};
use crate::client::{Answer, post_form};
use crate::flow::{REVOKE, call, secret, tokens, web};

trials! {
    revoke_endpoint,
    revoke_parameter,
    revoke_unknown,
    revoke_ends_sessions,
    revoke_answer,
}

/// Revokes `value`, named by `parameter`.
fn revoke(sandbox: &Sandbox, parameter: &str, value: &str) -> Answer {
    let app = web(sandbox);
    let pairs =
        [("client_id", app.client_id.as_str()), ("client_secret", secret(app)), (parameter, value)];
    post_form(sandbox.url(), REVOKE, &pairs).send()
}

fn revoke_endpoint() -> Trial {
    let probe = |sandbox: &Sandbox| {
        json!(revoke(sandbox, "token", &tokens(sandbox).text("refresh_token")).status)
    };
    Trial::new(probe, json!(200)).when(false, json!(404))
}

fn revoke_parameter() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let named = ["token", "refresh_token"].map(|parameter| {
            revoke(sandbox, parameter, &tokens(sandbox).text("refresh_token")).status
        });
        json!(named)
    };
    Trial::new(probe, json!([200, 200]))
        .when("token", json!([200, 400]))
        .when("refresh_token", json!([400, 200]))
}

fn revoke_unknown() -> Trial {
    let probe = |sandbox: &Sandbox| json!(revoke(sandbox, "token", "none").status);
    Trial::new(probe, json!(200)).when("refuse", json!(400))
}

fn revoke_ends_sessions() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        let revoked = revoke(sandbox, "token", &answer.text("refresh_token")).status;
        json!([revoked, call(sandbox, &answer.text("access_token")).status])
    };
    Trial::new(probe, json!([200, 401])).when(false, json!([200, 200]))
}

fn revoke_answer() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = revoke(sandbox, "token", &tokens(sandbox).text("refresh_token"));
        json!([answer.status, answer.body, answer.header("content-type")])
    };
    let json_type = "application/json;charset=UTF-8";
    Trial::new(probe, json!([200, "", null]))
        .when("object", json!([200, "{\"success\":true}", json_type]))
        .when("no-content", json!([204, "", null]))
}
