//! Settings of the API, and of pages of other origins.

use std::io::{Read as _, Write as _};

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault};

use super::{Trial, trials};
use crate::client::{connect, get, request};
use crate::flow::{SEARCH, TOKEN, call, tokens};

trials! {
    cors,
    api_versions,
    api_concurrency,
    api_query_session,
    api_bearer,
    api_dead_session,
    api_dead_status,
}

fn cors() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let preflight = |origin: &str| {
            request("OPTIONS", sandbox.url(), TOKEN)
                .with("origin", origin)
                .with("access-control-request-method", "POST")
                .send()
                .status
        };
        json!([preflight("https://spa.example"), preflight("https://elsewhere.example")])
    };
    Trial::new(probe, json!([204, 403]))
        .when("none", json!([403, 403]))
        .when("any", json!([204, 204]))
}

fn session(sandbox: &Sandbox) -> String {
    tokens(sandbox).text("access_token")
}

fn api_versions() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let session = session(sandbox);
        let version = |number: u16| {
            let path = format!("/attask/api/v{number}.0/proj/search");
            get(sandbox.url(), &path).with("sessionID", &session).send().status
        };
        json!([13, 14, 15, 16, 22, 23].map(version))
    };
    Trial::new(probe, json!([410, 200, 410, 200, 200, 404]))
        .when(vec![15, 22], json!([410, 410, 200, 410, 200, 404]))
        .when(vec![22, 23], json!([410, 410, 410, 410, 200, 200]))
}

fn api_concurrency() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let session = session(sandbox);
        // One call is under way for as long as its answer drips.
        let drip = Effect::Drip { bytes: 1, ms: 100 };
        sandbox.fault(Fault::new(Endpoint::Api, drip).with_count(1)).unwrap();
        let mut slow = connect(sandbox.url().strip_prefix("http://").unwrap()).unwrap();
        let under_way = get(sandbox.url(), SEARCH).with("sessionID", &session);
        slow.write_all(&under_way.bytes()).unwrap();
        slow.read_exact(&mut [0]).unwrap();
        json!(call(sandbox, &session).status)
    };
    Trial::new(probe, json!(200)).when(1, json!(429))
}

fn api_query_session() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let path = format!("{SEARCH}?sessionID={}", session(sandbox));
        json!(get(sandbox.url(), &path).send().status)
    };
    Trial::new(probe, json!(401)).when("accept", json!(200))
}

fn api_bearer() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let bearer = format!("Bearer {}", session(sandbox));
        json!(get(sandbox.url(), SEARCH).with("authorization", &bearer).send().status)
    };
    Trial::new(probe, json!(401)).when("accept", json!(200))
}

fn dead(sandbox: &Sandbox) -> Value {
    let answer = call(sandbox, "dead");
    json!([answer.status, answer.json()["error"]["message"]])
}

fn api_dead_session() -> Trial {
    Trial::new(dead, json!([401, "You are not currently logged in."]))
        .when("invalid-session-id", json!([401, "Invalid session ID."]))
}

fn api_dead_status() -> Trial {
    Trial::new(dead, json!([401, "You are not currently logged in."]))
        .when(403, json!([403, "You are not currently logged in."]))
        .when(200, json!([200, "You are not currently logged in."]))
}
