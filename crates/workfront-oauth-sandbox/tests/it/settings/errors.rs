//! Settings of how an error of the token endpoints looks.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::{Trial, trials};
use crate::client::{Answer, post_json};
use crate::flow::{TOKEN, redemption, web};

trials! {
    error_shape,
    error_text,
    invalid_client_status,
    invalid_grant_status,
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

fn retry_after() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let [_, second] = [(); 2].map(|()| wrong_secret(sandbox));
        json!([second.status, second.header("retry-after")])
    };
    Trial::new(probe, json!([429, "60"])).beside("guess_limit = 1").when("omit", json!([429, null]))
}
