//! Settings of access tokens, which are sessions.

use serde_json::json;
use workfront_oauth_sandbox::Sandbox;

use super::{Trial, later, trials};
use crate::client::get;
use crate::flow::{call, refresh, tokens};

trials! {
    session_seconds,
    session_use,
    refresh_ends_session,
    refresh_extends_session,
    log_out,
}

fn session_seconds() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        later(sandbox, 60);
        let status = call(sandbox, &answer.text("access_token")).status;
        json!([answer.json()["expires_in"], status])
    };
    Trial::new(probe, json!([28_800, 200])).when(60, json!([60, 401]))
}

fn session_use() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let session = tokens(sandbox).text("access_token");
        let used = [(); 2].map(|()| {
            later(sandbox, 20_000);
            call(sandbox, &session).status
        });
        json!(used)
    };
    Trial::new(probe, json!([200, 200])).when(false, json!([200, 401]))
}

fn refresh_ends_session() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let before = tokens(sandbox);
        let after = refresh(sandbox, &before.text("refresh_token")).send();
        json!([before, after].map(|answer| call(sandbox, &answer.text("access_token")).status))
    };
    Trial::new(probe, json!([200, 200])).when(true, json!([401, 200]))
}

fn refresh_extends_session() -> Trial {
    // A session of 8 hours, and one of another consent, after 5 hours, a refresh, and 5 more.
    let probe = |sandbox: &Sandbox| {
        let (before, other) = (tokens(sandbox), tokens(sandbox));
        later(sandbox, 5 * 3_600);
        assert_eq!(refresh(sandbox, &before.text("refresh_token")).send().status, 200);
        later(sandbox, 5 * 3_600);
        json!([before, other].map(|answer| call(sandbox, &answer.text("access_token")).status))
    };
    Trial::new(probe, json!([401, 401])).when(true, json!([200, 401]))
}

fn log_out() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        let out = get(sandbox.url(), "/attask/api/v14.0/logout")
            .with("sessionID", &answer.text("access_token"))
            .send();
        assert_eq!(out.status, 200);
        json!(refresh(sandbox, &answer.text("refresh_token")).send().status)
    };
    Trial::new(probe, json!(200)).when("tokens", json!(400))
}
