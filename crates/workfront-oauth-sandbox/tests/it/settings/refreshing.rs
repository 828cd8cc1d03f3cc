//! Settings of refresh tokens: rotation, reuse, the two kinds of expiry.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::control::save;
use super::{Trial, later, trials};
use crate::client::post_form;
use crate::flow::{TOKEN, call, code, refresh, secret, tokens, web};

trials! {
    refresh_reuse,
    reuse_ends_sessions,
    refresh_grace_seconds,
    absolute_from,
    absolute_ends_sessions,
    activity,
    refresh_redirect_uri,
}

/// Uses a rotated token once more: how that ends, how the live one fares after it, and the first access token.
fn reused(sandbox: &Sandbox) -> Value {
    let first = tokens(sandbox);
    let token = first.text("refresh_token");
    let live = refresh(sandbox, &token).send().text("refresh_token");
    json!([
        refresh(sandbox, &token).send().status,
        refresh(sandbox, &live).send().status,
        call(sandbox, &first.text("access_token")).status,
    ])
}

fn refresh_reuse() -> Trial {
    Trial::new(reused, json!([400, 200, 200])).when("revoke-family", json!([400, 400, 401]))
}

fn reuse_ends_sessions() -> Trial {
    Trial::new(reused, json!([400, 400, 401]))
        .beside("refresh_reuse = 'revoke-family'")
        .when(false, json!([400, 400, 200]))
}

fn refresh_grace_seconds() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let token = tokens(sandbox).text("refresh_token");
        let used = [0, 29, 1].map(|seconds| {
            later(sandbox, seconds);
            refresh(sandbox, &token).send().status
        });
        json!(used)
    };
    Trial::new(probe, json!([200, 400, 400])).when(30, json!([200, 200, 400]))
}

fn absolute_from() -> Trial {
    let probe = |sandbox: &Sandbox| {
        save(sandbox, web(sandbox), &json!({ "absolute_seconds": 100 }));
        let mut token = tokens(sandbox).text("refresh_token");
        let used = [60, 60].map(|seconds| {
            later(sandbox, seconds);
            let answer = refresh(sandbox, &token).send();
            if answer.status == 200 {
                token = answer.text("refresh_token");
            }
            answer.status
        });
        json!(used)
    };
    Trial::new(probe, json!([200, 400])).when("each-token", json!([200, 200]))
}

fn absolute_ends_sessions() -> Trial {
    // A day, with a call to the API every 7 hours.
    let probe = |sandbox: &Sandbox| {
        save(sandbox, web(sandbox), &json!({ "absolute_seconds": 24 * HOUR }));
        let session = tokens(sandbox).text("access_token");
        let used = [(); 4].map(|()| {
            later(sandbox, 7 * HOUR);
            call(sandbox, &session).status
        });
        json!(used)
    };
    Trial::new(probe, json!([200, 200, 200, 200])).when(true, json!([200, 200, 200, 401]))
}

fn activity() -> Trial {
    let probe = |sandbox: &Sandbox| {
        save(sandbox, web(sandbox), &json!({ "rotation": false, "inactivity_seconds": 100 }));
        // A refresh, a log-in or a call to the API after 60 seconds, and 60 more.
        let after = |act: &dyn Fn(&str, &str)| {
            let answer = tokens(sandbox);
            let token = answer.text("refresh_token");
            later(sandbox, 60);
            act(&token, &answer.text("access_token"));
            later(sandbox, 60);
            refresh(sandbox, &token).send().status
        };
        json!([
            after(&|token, _| assert_eq!(refresh(sandbox, token).send().status, 200)),
            after(&|_, _| assert!(!code(sandbox).is_empty(), "who allows is logged in first")),
            after(&|_, session| assert_eq!(call(sandbox, session).status, 200)),
        ])
    };
    Trial::new(probe, json!([200, 400, 400]))
        .when("log-in", json!([400, 200, 400]))
        .when("any-use", json!([200, 200, 200]))
}

fn refresh_redirect_uri() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let app = web(sandbox);
        let with = |more: &[(&str, &str)]| {
            let token = tokens(sandbox).text("refresh_token");
            let mut pairs = vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("client_id", app.client_id.as_str()),
                ("client_secret", secret(app)),
            ];
            pairs.extend(more);
            post_form(sandbox.url(), TOKEN, &pairs).send().status
        };
        json!([
            with(&[]),
            with(&[("redirect_uri", &app.redirect_uris[0])]),
            with(&[("redirect_uri", "https://other.example/")]),
        ])
    };
    Trial::new(probe, json!([200, 200, 400]))
        .when("ignore", json!([200, 200, 200]))
        .when("require", json!([400, 200, 400]))
}

const HOUR: u64 = 3_600;
