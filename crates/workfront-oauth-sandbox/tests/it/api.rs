//! The API: a token works, dies, and is refused, with the errors that the API description has.

use std::time::Duration;

use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault, When};
use workfront_oauth_sandbox::policy::Policy;

use crate::client::{Answer, get, request};
use crate::flow::{SEARCH, allowing, allowing_with, call, tokens};

fn at(sandbox: &Sandbox, session: &str, path: &str) -> Answer {
    get(sandbox.url(), path).with("sessionID", session).send()
}

#[test]
fn objects_are_searched_filtered_and_shown() {
    let sandbox = allowing();
    let session = tokens(&sandbox).text("access_token");
    let names = |path: &str| -> Vec<String> {
        let answer = at(&sandbox, &session, path);
        let data = answer.json()["data"]
            .as_array()
            .unwrap_or_else(|| panic!("{path}: {answer:?}"))
            .clone();
        data.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("/attask/api/v22.0/project/search?$$FIRST=1&$$LIMIT=2").len(), 2);
    assert_eq!(names("/attask/api/v14.0/proj/search?name=Annual+report"), ["Annual report"]);
    assert_eq!(names("/attask/api/v14.0/user/search?username=planner"), ["Planner"]);
    let first =
        at(&sandbox, &session, "/attask/api/v14.0/task/search?fields=*&$$LIMIT=1").json()["data"]
            [0]
        .clone();
    assert_eq!((first["objCode"].as_str(), first["status"].as_str()), (Some("TASK"), Some("CUR")));
    let one = at(
        &sandbox,
        &session,
        &format!("/attask/api/v14.0/task/{}", first["ID"].as_str().unwrap()),
    );
    assert_eq!(one.json()["data"]["name"], first["name"]);
    for (path, status) in [
        ("/attask/api/v14.0/proj/search?$$LIMIT=2001", 400),
        ("/attask/api/v14.0/proj/search?$$LIMIT=-1", 400),
        ("/attask/api/v14.0/proj/search?a=1&a=2", 400),
        ("/attask/api/v14.0/nothing/search", 404),
        ("/attask/api/v14.0/task/0", 404),
        ("/attask/api/v14.0", 404),
        ("/attask/api/proj/search", 404),
    ] {
        let answer = at(&sandbox, &session, path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.json()["error"]["message"].is_string(), "{path}");
    }
    let change = request("PUT", sandbox.url(), "/attask/api/v14.0/task/1/x/y")
        .with("sessionID", &session)
        .send();
    assert_eq!(change.status, 403);
}

#[test]
fn a_session_shows_whose_it_is_and_ends_at_log_out() {
    let sandbox = allowing();
    let session = tokens(&sandbox).text("access_token");
    let shown = at(&sandbox, &session, "/attask/api/v19.0/session").json()["data"].clone();
    assert_eq!(
        (shown["username"].as_str(), shown["timeToLive"].as_u64()),
        (Some("planner"), Some(28_800))
    );
    sandbox.advance(Duration::from_secs(3_600)).unwrap();
    assert_eq!(at(&sandbox, &session, "/attask/api/v19.0/logout").json()["data"]["success"], true);
    assert_eq!(call(&sandbox, &session).status, 401);
}

#[test]
fn only_administrators_see_event_subscriptions() {
    let sandbox = allowing();
    let path = "/attask/eventsubscription/api/v1/subscriptions";
    let planner = tokens(&sandbox).text("access_token");
    assert_eq!(at(&sandbox, &planner, path).status, 403);
    sandbox.consent_as("admin").unwrap();
    let admin = tokens(&sandbox).text("access_token");
    assert_eq!(at(&sandbox, &admin, path).status, 200);
    assert_eq!(at(&sandbox, "", path).status, 401);
}

/// 14 and 15 are retired, and page 001 calls 14 all the same.
#[test]
fn retired_versions_are_gone() {
    for (preset, page) in [("documented", 200), ("observed", 410), ("strict", 410)] {
        let policy = Policy::named(preset).unwrap();
        let sandbox = Sandbox::builder().with_policy(policy).start().unwrap();
        sandbox.consent_as("planner").unwrap();
        let session = tokens(&sandbox).text("access_token");
        let expected = [(13, 410), (14, page), (15, 410), (16, 200), (22, 200), (23, 404)];
        for (version, status) in expected {
            let path = format!("/attask/api/v{version}.0/proj/search");
            assert_eq!(at(&sandbox, &session, &path).status, status, "{preset}: {path}");
        }
    }
}

#[test]
fn more_calls_at_once_than_allowed_are_refused() {
    let sandbox = allowing_with(|policy| policy.api_concurrency = 2);
    let session = tokens(&sandbox).text("access_token");
    // Two calls are under way for as long as their answers drip.
    let drip = Effect::Drip { bytes: 1, ms: 100 };
    sandbox.fault(Fault::new(Endpoint::Api, drip).with_count(2)).unwrap();
    let host = sandbox.url().strip_prefix("http://").unwrap();
    let slow: Vec<_> = (0..2)
        .map(|_| {
            use std::io::{Read as _, Write as _};
            let mut stream = crate::client::connect(host).unwrap();
            stream
                .write_all(&get(sandbox.url(), SEARCH).with("sessionID", &session).bytes())
                .unwrap();
            let mut first = [0; 1];
            stream.read_exact(&mut first).unwrap();
            stream
        })
        .collect();
    let refused = call(&sandbox, &session);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert!(
        refused.json()["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with("Too many concurrent API requests")
    );
    drop(slow);
}

#[test]
fn nothing_but_a_live_access_token_opens_the_api() {
    let sandbox = allowing();
    let answer = tokens(&sandbox);
    let code = crate::flow::code(&sandbox);
    for wrong in ["", "x", "0", &"0".repeat(32), &code, &answer.text("refresh_token")] {
        let refused = call(&sandbox, wrong);
        assert_eq!(refused.status, 401, "{wrong}");
        assert_eq!(refused.json()["error"]["class"], "com.attask.common.AuthenticationException");
    }
    let session = answer.text("access_token");
    let bearer =
        get(sandbox.url(), SEARCH).with("authorization", &format!("Bearer {session}")).send();
    assert_eq!(bearer.status, 401);
    assert!(bearer.header("www-authenticate").unwrap().starts_with("Bearer "));
    assert_eq!(get(sandbox.url(), &format!("{SEARCH}?sessionID={session}")).send().status, 401);
    assert_eq!(
        get(sandbox.url(), SEARCH)
            .with("sessionID", &session)
            .with("sessionID", &session)
            .send()
            .status,
        400
    );
    sandbox.fault(Fault::new(Endpoint::Api, Effect::Reset { when: When::AfterCommit })).unwrap();
    assert!(get(sandbox.url(), SEARCH).with("sessionID", &session).try_send().is_none());
    assert_eq!(call(&sandbox, &session).status, 200);
}
