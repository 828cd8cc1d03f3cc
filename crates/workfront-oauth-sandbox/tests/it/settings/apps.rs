//! Settings of apps: how many, with what to begin with, with which redirect URLs, and what dies with their secrets and keys.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::control::{control, create};
use super::machine::Machine;
use super::{Trial, trials};
use crate::client::post_form;
use crate::flow::{TOKEN, call, tokens, web};

trials! {
    app_limit,
    secrets_per_app,
    keys_per_app,
    first_secret,
    redirect_http,
    redirect_schemes,
    rotation_default,
    absolute_default,
    inactivity_default,
    secret_deletion_ends_tokens,
    key_deletion_ends_sessions,
}

fn app_limit() -> Trial {
    // There are three to begin with.
    let probe =
        |sandbox: &Sandbox| json!([(); 2].map(|()| create(sandbox, "web", &json!({})).status));
    Trial::new(probe, json!([201, 201])).when(4, json!([201, 409]))
}

fn secrets(sandbox: &Sandbox) -> String {
    format!("/{}/secrets", web(sandbox).client_id)
}

fn secrets_per_app() -> Trial {
    // There is one to begin with.
    let probe = |sandbox: &Sandbox| {
        let add = || control(sandbox, "POST", &secrets(sandbox), &json!({})).status;
        json!([add(), add()])
    };
    Trial::new(probe, json!([201, 201])).when(2, json!([201, 409]))
}

fn keys_per_app() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::without_key(sandbox);
        json!([machine.upload_certificate().status, machine.generate().status])
    };
    Trial::new(probe, json!([201, 409])).when(2, json!([201, 201]))
}

fn first_secret() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let created = create(sandbox, "web", &json!({})).json();
        json!([
            created.get("client_secret").is_some(),
            created["secrets"].as_array().unwrap().len()
        ])
    };
    Trial::new(probe, json!([true, 1])).when("on-request", json!([false, 0]))
}

/// Whether an app of type `kind` may be created with each of these redirect URLs.
fn registered(
    kind: &'static str,
    urls: &'static [&'static str],
) -> impl Fn(&Sandbox) -> Value + 'static {
    move |sandbox| {
        let created = |url: &&str| create(sandbox, kind, &json!({ "redirect_urls": [url] })).status;
        json!(urls.iter().map(created).collect::<Vec<_>>())
    }
}

fn redirect_http() -> Trial {
    let urls = &["http://app.example/callback", "http://localhost:8421/callback"];
    Trial::new(registered("web", urls), json!([422, 201]))
        .when("any", json!([201, 201]))
        .when("refuse", json!([422, 422]))
}

fn redirect_schemes() -> Trial {
    let urls = &["myapp://callback", "com.example.app:/callback", "javascript:alert(1)"];
    Trial::new(registered("spa", urls), json!([201, 201, 422]))
        .when("reverse-domain", json!([422, 201, 422]))
}

/// What a new app begins with.
fn begins(sandbox: &Sandbox) -> Value {
    let app = create(sandbox, "web", &json!({})).json();
    json!([app["rotation"], app["absolute_seconds"], app["inactivity_seconds"]])
}

fn rotation_default() -> Trial {
    Trial::new(begins, json!([false, null, null])).when(true, json!([true, null, null]))
}

fn absolute_default() -> Trial {
    Trial::new(begins, json!([false, null, null])).when(86_400, json!([false, 86_400, null]))
}

fn inactivity_default() -> Trial {
    Trial::new(begins, json!([false, null, null])).when(604_800, json!([false, null, 604_800]))
}

fn secret_deletion_ends_tokens() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        let added = control(sandbox, "POST", &secrets(sandbox), &json!({}));
        let listed = control(sandbox, "GET", &secrets(sandbox), &json!({})).json();
        let first = listed["secrets"][0]["secret_id"].as_str().unwrap();
        let path = format!("{}/{first}", secrets(sandbox));
        assert_eq!(control(sandbox, "DELETE", &path, &json!({})).status, 204);
        let pairs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &answer.text("refresh_token")),
            ("client_id", &web(sandbox).client_id),
            ("client_secret", &added.text("client_secret")),
        ];
        json!([
            call(sandbox, &answer.text("access_token")).status,
            post_form(sandbox.url(), TOKEN, &pairs).send().status,
        ])
    };
    Trial::new(probe, json!([200, 200])).when(true, json!([401, 400]))
}

fn key_deletion_ends_sessions() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::with_key(sandbox);
        let session = machine.exchange(&machine.claims()).text("access_token");
        machine.delete_key();
        json!(call(sandbox, &session).status)
    };
    Trial::new(probe, json!(401)).when(false, json!(200))
}
