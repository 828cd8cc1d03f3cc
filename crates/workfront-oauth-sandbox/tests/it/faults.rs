//! Faults, as a client meets them: what each does to an answer, and whether the request took effect.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::fault::{
    CallbackEdit, Effect, Endpoint, FAULT_HEADER, Fault, JsonEdit, When,
};

use crate::client::get;
use crate::flow::{allowing, authorization, call, code, redemption, refresh, tokens, web};

fn arm(sandbox: &Sandbox, endpoint: Endpoint, effect: Value) {
    let effect: Effect = serde_json::from_value(effect).unwrap();
    sandbox.fault(Fault::new(endpoint, effect)).unwrap();
}

#[test]
fn rotated_and_then_the_reply_lost() {
    let sandbox = allowing();
    let token = tokens(&sandbox).text("refresh_token");
    let reset =
        |when| Fault::new(Endpoint::Token, Effect::Reset { when }).with_grant_type("refresh_token");
    sandbox.fault(reset(When::BeforeCommit)).unwrap();
    assert!(refresh(&sandbox, &token).try_send().is_none());
    // Nothing had happened: the same token goes on.
    let token = refresh(&sandbox, &token).send().text("refresh_token");
    sandbox.fault(reset(When::AfterCommit)).unwrap();
    assert!(refresh(&sandbox, &token).try_send().is_none());
    // It had been rotated, and nobody knows the new one.
    assert_eq!(refresh(&sandbox, &token).send().text("error"), "invalid_grant");
    assert_eq!(sandbox.faults().iter().map(|armed| armed.fired).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn the_nth_request_is_struck_and_counted_by_app_and_grant_type() {
    let sandbox = allowing();
    let status = Effect::Status {
        status: 503,
        headers: Default::default(),
        body: Value::Null,
        when: When::BeforeCommit,
    };
    let fault = Fault::new(Endpoint::Token, status)
        .with_client_id(&web(&sandbox).client_id)
        .with_grant_type("refresh_token")
        .with_nth(2)
        .with_count(2);
    sandbox.fault(fault).unwrap();
    let mut token = tokens(&sandbox).text("refresh_token");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = refresh(&sandbox, &token).send();
        statuses.push(answer.status);
        if answer.status == 200 {
            assert_eq!(answer.header(FAULT_HEADER), None);
            token = answer.text("refresh_token");
        } else {
            assert_eq!(answer.header(FAULT_HEADER), Some("status"));
        }
    }
    assert_eq!(statuses, [200, 503, 503, 200]);
}

#[test]
fn a_gateways_answer_takes_the_place_of_ours() {
    let sandbox = allowing();
    let fresh = code(&sandbox);
    let html = json!({"kind": "status", "status": 502, "headers": {"retry-after": "7"}, "body": "<h1>Bad gateway</h1>"});
    arm(&sandbox, Endpoint::Token, html.clone());
    let answer = redemption(&sandbox, &fresh).send();
    assert_eq!((answer.status, answer.header("retry-after")), (502, Some("7")));
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.body, "<h1>Bad gateway</h1>");
    arm(
        &sandbox,
        Endpoint::Token,
        json!({"kind": "redirect", "status": 307, "location": "https://evil.example/token"}),
    );
    let answer = redemption(&sandbox, &fresh).send();
    assert_eq!(
        (answer.status, answer.header("location")),
        (307, Some("https://evil.example/token"))
    );
    let mut after = html;
    after["when"] = "after_commit".into();
    arm(&sandbox, Endpoint::Token, after);
    assert_eq!(redemption(&sandbox, &fresh).send().status, 502);
    assert_eq!(redemption(&sandbox, &fresh).send().status, 400, "the code is spent");
}

#[test]
fn json_is_merged_or_replaced() {
    let sandbox = allowing();
    let redeem = || redemption(&sandbox, &code(&sandbox)).send();
    let merge = json!({"kind": "json", "merge": {"expires_in": "3600", "wid": null, "token_type": "Bearer"}});
    arm(&sandbox, Endpoint::Token, merge);
    let answer = redeem();
    let json = answer.json();
    assert_eq!(
        (&json["expires_in"], &json["token_type"], json.get("wid")),
        (&json!("3600"), &json!("Bearer"), None)
    );
    assert_eq!(call(&sandbox, &answer.text("access_token")).status, 200);
    arm(&sandbox, Endpoint::Token, json!({"kind": "json", "replace": "{\"access_token\": "}));
    assert_eq!(redeem().body, "{\"access_token\": ");
    sandbox
        .fault(Fault::new(Endpoint::Token, Effect::Json(JsonEdit::Replace(json!([1])))))
        .unwrap();
    assert_eq!(redeem().body, "[1]");
}

#[test]
fn the_callback_is_edited_on_its_way() {
    let sandbox = allowing();
    let callback = || get(sandbox.url(), &authorization(web(&sandbox), &[("state", "s")])).send();
    let mut edit = CallbackEdit::default();
    edit.set.insert("domain".to_owned(), "evil.example/".to_owned());
    edit.remove.push("lane".to_owned());
    edit.twice.push("state".to_owned());
    sandbox.fault(Fault::new(Endpoint::Callback, Effect::Callback(edit)).with_nth(2)).unwrap();
    assert_eq!(callback().in_location("domain").as_deref(), Some("myorganization"));
    let edited = callback();
    assert_eq!(edited.header(FAULT_HEADER), Some("callback"));
    assert_eq!(edited.in_location("domain").as_deref(), Some("evil.example/"));
    assert_eq!(edited.in_location("lane"), None);
    assert_eq!(edited.header("location").unwrap().matches("state=s").count(), 2);
    assert_eq!(redemption(&sandbox, &edited.in_location("code").unwrap()).send().status, 200);
}

#[test]
fn a_skewed_clock_judges_and_dates() {
    let sandbox = Sandbox::builder()
        .with_clock("frozen:2026-01-31T12:00:00Z".parse().unwrap())
        .start()
        .unwrap();
    sandbox.consent_as("planner").unwrap();
    let fresh = code(&sandbox);
    arm(&sandbox, Endpoint::Token, json!({"kind": "skew", "seconds": 130}));
    let late = redemption(&sandbox, &fresh).send();
    assert_eq!(late.text("error"), "invalid_grant");
    assert_eq!(late.header("date"), Some("Sat, 31 Jan 2026 12:02:10 GMT"));
    let now = redemption(&sandbox, &fresh).send();
    assert_eq!((now.status, now.header("date")), (200, Some("Sat, 31 Jan 2026 12:00:00 GMT")));
}

#[test]
fn broken_answers_are_labelled_and_written_down() {
    let sandbox = allowing();
    for (effect, body) in [
        (json!({"kind": "cut", "bytes": 10, "when": "after_commit"}), 10),
        (json!({"kind": "length", "delta": 3}), 495),
        (json!({"kind": "drip", "bytes": 200, "ms": 1}), 495),
        (json!({"kind": "stall", "ms": 1}), 495),
    ] {
        let fresh = code(&sandbox);
        arm(&sandbox, Endpoint::Token, effect.clone());
        let answer = redemption(&sandbox, &fresh).send();
        assert_eq!((answer.status, answer.body.len()), (200, body), "{effect}");
        assert_eq!(answer.header(FAULT_HEADER), effect["kind"].as_str());
        let entry = sandbox.journal(0).entries.pop().unwrap();
        assert_eq!(entry.fault.unwrap().kind, effect["kind"].as_str().unwrap());
        assert_eq!(redemption(&sandbox, &fresh).send().status, 400, "{effect}: it took effect");
    }
    arm(&sandbox, Endpoint::Token, json!({"kind": "cut", "bytes": 0, "when": "after_commit"}));
    assert!(redemption(&sandbox, &code(&sandbox)).try_send().is_none());
    assert_eq!(sandbox.journal(0).entries.pop().unwrap().status, 0);
}
