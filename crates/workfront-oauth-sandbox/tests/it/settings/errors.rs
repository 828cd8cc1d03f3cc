//! Settings of how an error of the token endpoints looks.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::authority::AppKind;

use super::{Trial, trials};
use crate::client::{Answer, post_form, post_json, request};
use crate::flow::{TOKEN, redemption, secret, tokens, web};

trials! {
    error_shape,
    error_text,
    invalid_client_status,
    error_type,
    invalid_grant_status,
    invalid_request_status,
    unauthorized_client_status,
    unsupported_grant_type_status,
    invalid_scope_status,
    slow_down_status,
    retry_after,
}

fn wrong_secret(sandbox: &Sandbox) -> Answer {
    let body = json!({ "grant_type": "refresh_token", "refresh_token": "x" });
    post_json(sandbox.url(), TOKEN, &body).with_basic(&web(sandbox).client_id, "wrong").send()
}

fn wrong_code(sandbox: &Sandbox) -> Answer {
    redemption(sandbox, "x").send()
}

fn error_shape() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = wrong_code(sandbox);
        let json = answer.json();
        json!([
            answer.status,
            json["error"],
            json["type"],
            json["statusCode"],
            json["message"].is_string()
        ])
    };
    Trial::new(probe, json!([400, "invalid_grant", null, null, false]))
        .when("workfront", json!([400, true, "invalid_grant", 400, true]))
}

fn error_text() -> Trial {
    let probe = |sandbox: &Sandbox| wrong_code(sandbox).json()["error_description"].clone();
    Trial::new(probe, json!("The authorization code is invalid."))
        .when("absent", Value::Null)
        .when("why", json!("no such code was issued here"))
}

fn invalid_client_status() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = wrong_secret(sandbox);
        json!([answer.status, answer.header("www-authenticate").is_some()])
    };
    Trial::new(probe, json!([401, true])).when(400, json!([400, false]))
}

fn invalid_grant_status() -> Trial {
    Trial::new(|sandbox| json!(wrong_code(sandbox).status), json!(400)).when(401, json!(401))
}

/// The status and the code of the answer to `pairs` and the web app's credentials.
fn refused(sandbox: &Sandbox, pairs: &[(&str, &str)]) -> Value {
    let app = web(sandbox);
    let answer = post_form(sandbox.url(), TOKEN, pairs).with_basic(&app.client_id, secret(app));
    let answer = answer.send();
    json!([answer.status, answer.text("error")])
}

fn error_type() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let unreadable = request("POST", sandbox.url(), TOKEN).with_body("application/json", "{");
        let answers = [wrong_secret(sandbox), wrong_code(sandbox), unreadable.send()];
        json!(answers.map(|answer| answer.text("type")))
    };
    let (login, argument) =
        ("com.attask.common.AuthenticationException", "java.lang.IllegalArgumentException");
    Trial::new(probe, json!(["invalid_client", "invalid_grant", "invalid_request"]))
        .beside("error_shape = 'workfront'")
        .when("class", json!([login, login, argument]))
}

fn invalid_request_status() -> Trial {
    // One that lacks a parameter, one that cannot be read, and one that HTTP has a status of its own for.
    let probe = |sandbox: &Sandbox| {
        let post = |body: String| {
            let request = request("POST", sandbox.url(), TOKEN);
            request.with_body("application/x-www-form-urlencoded", body).send().status
        };
        json!([
            refused(sandbox, &[("grant_type", "refresh_token")]),
            post("code=1&code=2".into()),
            post("x".repeat(10_000_000)),
        ])
    };
    Trial::new(probe, json!([[400, "invalid_request"], 400, 413]))
        .when(422, json!([[422, "invalid_request"], 422, 413]))
}

fn unauthorized_client_status() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let app = sandbox.app(AppKind::Machine).unwrap();
        let pairs = [("grant_type", "authorization_code"), ("code", "x")];
        let request = post_form(sandbox.url(), TOKEN, &pairs);
        let answer = request.with_basic(&app.client_id, secret(app)).send();
        json!([answer.status, answer.text("error")])
    };
    Trial::new(probe, json!([400, "unauthorized_client"]))
        .when(403, json!([403, "unauthorized_client"]))
}

fn unsupported_grant_type_status() -> Trial {
    Trial::new(
        |sandbox| refused(sandbox, &[("grant_type", "password")]),
        json!([400, "unsupported_grant_type"]),
    )
    .when(501, json!([501, "unsupported_grant_type"]))
}

fn invalid_scope_status() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let token = tokens(sandbox).text("refresh_token");
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", &token), ("scope", "everything")];
        refused(sandbox, &pairs)
    };
    Trial::new(probe, json!([400, "invalid_scope"]))
        .beside("scopes = 'offline-access'")
        .when(403, json!([403, "invalid_scope"]))
}

fn slow_down_status() -> Trial {
    let probe = |sandbox: &Sandbox| json!([(); 2].map(|()| wrong_secret(sandbox).status));
    Trial::new(probe, json!([401, 429])).beside("guess_limit = 1").when(503, json!([401, 503]))
}

fn retry_after() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let [_, second] = [(); 2].map(|()| wrong_secret(sandbox));
        json!([second.status, second.header("retry-after")])
    };
    Trial::new(probe, json!([429, "60"])).beside("guess_limit = 1").when("omit", json!([429, null]))
}
