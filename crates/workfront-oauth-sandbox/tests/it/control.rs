//! The control port: what a test or a script does to a sandbox from outside.

use serde_json::{Value, json};
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::{ClockMode, Sandbox};

use crate::client::{Answer, get, request};
use crate::flow::{authorization, call, code, redemption, refresh, tokens, web};

/// A call of the control port.
fn ask(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> Answer {
    ask_in_words(sandbox, method, path, body.map(|body| body.to_string()))
}

/// A call with a body that need not be JSON.
fn ask_in_words(sandbox: &Sandbox, method: &str, path: &str, body: Option<String>) -> Answer {
    let announcement = sandbox.announcement();
    let request = request(method, &announcement.control_url, &format!("/_sandbox/{path}"))
        .with("authorization", &format!("Bearer {}", announcement.control_token));
    match body {
        Some(body) => request.with_body("application/json", body),
        None => request,
    }
    .send()
}

#[track_caller]
fn done(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> Value {
    let answer = ask(sandbox, method, path, body);
    assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

#[track_caller]
fn refused(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>, status: u16) {
    let answer = ask(sandbox, method, path, body);
    assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
    assert!(!answer.text("error").is_empty() && !answer.text("message").is_empty());
}

#[test]
fn the_clock_is_shown_moved_and_set() {
    let sandbox = Sandbox::builder()
        .with_clock("frozen:2026-01-31T12:00:00Z".parse().unwrap())
        .start()
        .unwrap();
    assert_eq!(
        done(&sandbox, "GET", "clock", None),
        json!({ "mode": "frozen", "now": "2026-01-31T12:00:00Z" })
    );
    let moved = done(&sandbox, "POST", "clock", Some(json!({ "advance": "121s" })));
    assert_eq!(moved["now"], "2026-01-31T12:02:01Z");
    let set = done(&sandbox, "POST", "clock", Some(json!({ "set": "2027-01-01T00:00:00Z" })));
    assert_eq!(set["now"], "2027-01-01T00:00:00Z");
    for (body, status) in [
        (json!({}), 422),
        (json!({ "advance": 1 }), 422),
        (json!({ "advance": "1w" }), 422),
        (json!({ "advance": "9999999999d" }), 422),
        (json!({ "set": "tomorrow" }), 422),
        (json!({ "advance": "1s", "set": "2027-01-01T00:00:00Z" }), 422),
    ] {
        refused(&sandbox, "POST", "clock", Some(body), status);
    }
    for body in ["", "{", "{}{}", r#"{"advance": "1s", "advance": "2s"}"#] {
        let answer = ask_in_words(&sandbox, "POST", "clock", Some(body.to_owned()));
        assert_eq!(
            (answer.status, answer.text("error")),
            (400, "bad_request".to_owned()),
            "{body}"
        );
    }
    assert_eq!(done(&sandbox, "GET", "clock", None)["now"], "2027-01-01T00:00:00Z");
    let real = Sandbox::builder().with_clock(ClockMode::Real).start().unwrap();
    assert_eq!(done(&real, "GET", "clock", None)["mode"], "real");
    refused(&real, "POST", "clock", Some(json!({ "advance": "1s" })), 409);
}

#[test]
fn consent_is_asked_allowed_or_denied() {
    let sandbox = Sandbox::start();
    let authorize = || get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
    assert_eq!(done(&sandbox, "GET", "consent", None), json!({ "mode": "ask" }));
    assert_eq!(authorize().status, 200);
    let admin = &sandbox.users()[0];
    let allowed = done(
        &sandbox,
        "POST",
        "consent",
        Some(json!({ "mode": "allow", "user_id": admin.user_id })),
    );
    assert_eq!(allowed, json!({ "mode": "allow", "user_id": admin.user_id }));
    let callback = authorize();
    assert!(callback.in_location("code").is_some() && callback.cookie().is_some());
    done(&sandbox, "POST", "consent", Some(json!({ "mode": "deny" })));
    assert_eq!(authorize().in_location("error").as_deref(), Some("access_denied"));
    let named = json!({ "mode": "ask", "user_id": admin.user_id });
    assert_eq!(done(&sandbox, "POST", "consent", Some(named)), json!({ "mode": "ask" }));
    let first = done(&sandbox, "POST", "consent", Some(json!({ "mode": "allow" })));
    assert_ne!(first["user_id"], json!(admin.user_id));
    for body in [json!({ "mode": "maybe" }), json!({ "mode": "allow", "user_id": "x" }), json!([])]
    {
        refused(&sandbox, "POST", "consent", Some(body), 422);
    }
}

#[test]
fn apps_secrets_and_keys_are_managed() {
    let sandbox = Sandbox::start();
    assert_eq!(done(&sandbox, "GET", "apps", None)["apps"].as_array().unwrap().len(), 3);
    let created = ask(
        &sandbox,
        "POST",
        "apps",
        Some(
            json!({ "type": "web", "name": "Mine", "redirect_urls": ["https://mine.example/cb"] }),
        ),
    );
    assert_eq!(created.status, 201);
    let app = created.json();
    let (path, secret) = (
        format!("apps/{}", app["client_id"].as_str().unwrap()),
        app["client_secret"].as_str().unwrap(),
    );
    assert_eq!(app["tenant"], "myorganization.my");
    let shown = done(&sandbox, "GET", &path, None);
    assert!(
        !shown.to_string().contains(secret)
            && shown["secrets"][0]["ends_with"] == secret[secret.len() - 4..]
    );
    let saved = done(
        &sandbox,
        "PATCH",
        &path,
        Some(json!({ "rotation": true, "inactivity_seconds": 604_800 })),
    );
    assert_eq!((&saved["rotation"], &saved["name"]), (&json!(true), &json!("Mine")));

    let second =
        done(&sandbox, "POST", &format!("{path}/secrets"), Some(json!({ "note": "rollover" })));
    assert_eq!(second["client_secret"].as_str().unwrap().len(), 43);
    let secrets = done(&sandbox, "GET", &format!("{path}/secrets"), None);
    assert_eq!(
        (secrets["secrets"].as_array().unwrap().len(), &secrets["secrets"][1]["note"]),
        (2, &json!("rollover"))
    );
    let one = format!("{path}/secrets/{}", second["secret_id"].as_str().unwrap());
    done(&sandbox, "PATCH", &one, Some(json!({ "note": "x".repeat(64) })));
    refused(&sandbox, "PATCH", &one, Some(json!({ "note": "x".repeat(65) })), 422);
    done(&sandbox, "DELETE", &one, None);
    refused(&sandbox, "DELETE", &one, None, 404);

    for name in ["\u{200b}", "\u{202e}evil\u{2066}", &format!("Z{}", "\u{301}".repeat(200))] {
        refused(&sandbox, "PATCH", &path, Some(json!({ "name": name })), 422);
        refused(&sandbox, "POST", "apps", Some(json!({ "type": "web", "name": name })), 422);
    }

    let machine = &sandbox.app(AppKind::Machine).unwrap().client_id;
    let pair = done(&sandbox, "POST", &format!("apps/{machine}/keys"), Some(json!({})));
    assert!(pair["private_key_pem"].as_str().unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
    let keys = done(&sandbox, "GET", &format!("apps/{machine}/keys"), None);
    assert!(!keys.to_string().contains("PRIVATE"));
    refused(&sandbox, "POST", &format!("apps/{machine}/keys"), Some(json!({})), 409);
    done(
        &sandbox,
        "DELETE",
        &format!("apps/{machine}/keys/{}", pair["key_id"].as_str().unwrap()),
        None,
    );
    refused(&sandbox, "POST", &format!("apps/{machine}/keys"), Some(json!({ "pem": "x" })), 422);

    done(&sandbox, "DELETE", &path, None);
    refused(&sandbox, "GET", &path, None, 404);
    for (body, status) in [
        (json!({ "name": "x" }), 422),
        (json!({ "type": "web", "name": "" }), 422),
        (json!({ "type": "web", "name": "x", "redirect_urls": ["https://a.example/#f"] }), 422),
        (json!({ "type": "web", "name": "x", "colour": "red" }), 422),
        (json!({ "type": "web", "name": "x", "tenant": "nobody.my" }), 404),
        (json!({ "type": "web", "name": 7 }), 422),
    ] {
        refused(&sandbox, "POST", "apps", Some(body), status);
    }
    for n in 0..7 {
        done(&sandbox, "POST", "apps", Some(json!({ "type": "spa", "name": format!("App {n}") })));
    }
    refused(&sandbox, "POST", "apps", Some(json!({ "type": "spa", "name": "The eleventh" })), 409);
}

#[test]
fn a_snapshot_is_gone_back_to_and_a_reset_begins_anew() {
    let sandbox = crate::flow::allowing();
    let fresh = code(&sandbox);
    let id = done(&sandbox, "POST", "snapshot", None)["id"].as_str().unwrap().to_owned();
    assert_eq!(redemption(&sandbox, &fresh).send().status, 200);
    assert_eq!(redemption(&sandbox, &fresh).send().status, 400);
    done(&sandbox, "POST", &format!("snapshot/{id}/restore"), None);
    let answer = redemption(&sandbox, &fresh).send();
    assert_eq!(answer.status, 200, "the code is fresh again");
    let session = answer.text("access_token");
    done(
        &sandbox,
        "POST",
        "faults",
        Some(
            json!({ "faults": [{ "match": { "endpoint": "api" }, "effect": { "kind": "skew", "seconds": 1 } }] }),
        ),
    );
    done(&sandbox, "POST", "reset", None);
    assert_eq!(call(&sandbox, &session).status, 401);
    assert_eq!(done(&sandbox, "GET", "faults", None), json!({ "faults": [] }));
    assert_eq!(done(&sandbox, "GET", "consent", None), json!({ "mode": "ask" }));
    assert_eq!(done(&sandbox, "GET", "apps", None)["apps"].as_array().unwrap().len(), 3);
    for id in ["99", "x", "-1"] {
        refused(&sandbox, "POST", &format!("snapshot/{id}/restore"), None, 404);
    }
}

#[test]
fn a_test_goes_back_without_the_control_port() {
    let sandbox = crate::flow::allowing();
    let fresh = code(&sandbox);
    let snapshot = sandbox.snapshot().unwrap();
    assert_eq!(redemption(&sandbox, &fresh).send().status, 200);
    sandbox.restore(snapshot).unwrap();
    assert_eq!(redemption(&sandbox, &fresh).send().status, 200);
    sandbox.reset().unwrap();
    assert_eq!(
        (redemption(&sandbox, &fresh).send().status, sandbox.journal(0).entries.len()),
        (400, 1)
    );
    assert!(sandbox.restore(99).unwrap_err().to_string().contains("no snapshot 99"));
}

#[test]
fn state_shows_what_there_is_and_no_secret() {
    let sandbox = crate::flow::allowing();
    let answer = tokens(&sandbox);
    let token = answer.text("refresh_token");
    let state = done(&sandbox, "GET", "state", None);
    let tenant = &state["tenants"][0];
    assert_eq!(
        (tenant["domain"].as_str(), tenant["lane"].as_str()),
        (Some("myorganization"), Some("my"))
    );
    for (list, length) in [("apps", 3), ("users", 2), ("sessions", 2), ("grants", 1), ("codes", 1)]
    {
        assert_eq!(tenant[list].as_array().unwrap().len(), length, "{list}");
    }
    assert_eq!(tenant["codes"][0]["yielded_tokens"], true);
    let family = tenant["grants"][0]["families"][0].clone();
    assert_eq!((&family["alive"], family["live"].as_array().unwrap().len()), (&json!(true), 1));
    refresh(&sandbox, &token).send();
    let revealed = done(&sandbox, "GET", "state?reveal=true", None);
    assert_ne!(revealed["tenants"][0]["grants"][0]["families"][0]["live"], family["live"]);
    assert!(revealed.to_string().contains("sha256:"));
    for secret in [token, answer.text("access_token")] {
        assert!(!revealed.to_string().contains(&secret));
    }
    refused(&sandbox, "GET", "state?reveal=yes", None, 400);
}

#[test]
fn the_journal_is_masked_unless_revealed() {
    let sandbox = crate::flow::allowing();
    let session = tokens(&sandbox).text("access_token");
    let journal = done(&sandbox, "GET", "journal?since=1", None);
    assert_eq!(
        (journal["entries"].as_array().unwrap().len(), &journal["next"], &journal["dropped"]),
        (1, &json!(2), &json!(0))
    );
    let entry = &journal["entries"][0];
    for member in [
        "seq",
        "at",
        "tenant",
        "method",
        "path",
        "status",
        "request",
        "response",
        "judgement",
        "fault",
    ] {
        assert!(entry.get(member).is_some(), "{member}");
    }
    assert_eq!(entry["judgement"]["outcome"], "accepted");
    assert!(!journal.to_string().contains(&session));
    assert!(done(&sandbox, "GET", "journal?reveal=true", None).to_string().contains(&session));
    for query in ["since=x", "since=-1", "reveal=1", "sinse=1", "since=1&since=2"] {
        refused(&sandbox, "GET", &format!("journal?{query}"), None, 400);
    }
}

#[test]
fn what_is_no_call_is_refused() {
    let sandbox = Sandbox::start();
    refused(&sandbox, "GET", "nothing", None, 404);
    refused(&sandbox, "DELETE", "clock", None, 405);
    for fault in [
        json!({}),
        json!({ "faults": [{}] }),
        json!({ "faults": [{ "match": { "endpoint": "moon" }, "effect": { "kind": "length", "delta": 1 } }] }),
        json!({ "faults": [{ "match": { "endpoint": "token" }, "nth": 0, "effect": { "kind": "length", "delta": 1 } }] }),
    ] {
        refused(&sandbox, "POST", "faults", Some(fault), 422);
    }
    let announcement = sandbox.announcement();
    for path in ["clock", "consent", "faults", "apps"] {
        for body in [&b""[..], b"{", b"\xff", b"nul"] {
            let answer = request("POST", &announcement.control_url, &format!("/_sandbox/{path}"))
                .with("authorization", &format!("Bearer {}", announcement.control_token))
                .with_body("application/json", body)
                .send();
            assert_eq!(answer.status, 400, "{path}: {answer:?}");
        }
    }
}
