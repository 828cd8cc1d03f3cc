//! Each setting that acts on the wire, changed alone, changes an answer there. (Those that act in a decision of the authority are
//! tried where it is.)

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::{
    Accept, ConsentMemory, DeadSession, Delivery, ErrorShape, ErrorText, ExpiresIn, Presence,
    RedirectOmitted, RefreshTokens, SameToken, Scopes, TokenBodies, TokenType, Tolerance,
};

use crate::client::{Answer, get, post_form, post_json};
use crate::flow::{
    AUTHORIZE, SEARCH, TOKEN, allowing_with, authorization, call, code, redemption, refresh,
    secret, tokens, web,
};

/// What `probe` says of a sandbox as documented, and of one with `change`.
#[track_caller]
fn differs(
    change: impl FnOnce(&mut Policy),
    probe: impl Fn(&Sandbox) -> Value,
    documented: Value,
    changed: Value,
) {
    assert_eq!(probe(&allowing_with(|_| {})), documented, "as documented");
    assert_eq!(probe(&allowing_with(change)), changed, "changed");
}

fn wrong_secret(sandbox: &Sandbox) -> Answer {
    let body = json!({ "grant_type": "refresh_token", "refresh_token": "x" });
    post_json(sandbox.url(), TOKEN, &body).with_basic(&web(sandbox).client_id, "wrong").send()
}

fn callback(sandbox: &Sandbox, more: &[(&str, &str)]) -> Answer {
    get(sandbox.url(), &authorization(web(sandbox), more)).send()
}

#[test]
fn error_shape() {
    let probe = |sandbox: &Sandbox| {
        let answer = redemption(sandbox, "x").send();
        let json = answer.json();
        json!([
            answer.status,
            json["error"],
            json["type"],
            json["statusCode"],
            json["message"].is_string()
        ])
    };
    differs(
        |policy| policy.error_shape = ErrorShape::Workfront,
        probe,
        json!([400, "invalid_grant", null, null, false]),
        json!([400, true, "invalid_grant", 400, true]),
    );
}

#[test]
fn error_text() {
    let probe =
        |sandbox: &Sandbox| redemption(sandbox, "x").send().json()["error_description"].clone();
    let rule = json!("The authorization code is invalid.");
    differs(|policy| policy.error_text = ErrorText::Absent, probe, rule.clone(), Value::Null);
    let why = probe(&allowing_with(|policy| policy.error_text = ErrorText::Why));
    assert!(why.is_string() && why != rule, "{why}");
}

#[test]
fn error_statuses() {
    let client = |sandbox: &Sandbox| {
        json!([
            wrong_secret(sandbox).status,
            wrong_secret(sandbox).header("www-authenticate").is_some()
        ])
    };
    differs(
        |policy| policy.invalid_client_status = 400,
        client,
        json!([401, true]),
        json!([400, false]),
    );
    let grant = |sandbox: &Sandbox| json!(redemption(sandbox, "x").send().status);
    differs(|policy| policy.invalid_grant_status = 401, grant, json!(400), json!(401));
}

#[test]
fn retry_after() {
    let probe = |sandbox: &Sandbox| {
        let answers = [wrong_secret(sandbox), wrong_secret(sandbox)];
        json!([answers[1].status, answers[1].header("retry-after")])
    };
    let limited = |policy: &mut Policy| policy.guess_limit = 1;
    differs(limited, probe, json!([401, null]), json!([429, "60"]));
    let silent = allowing_with(|policy| {
        limited(policy);
        policy.retry_after = Presence::Omit;
    });
    assert_eq!(probe(&silent), json!([429, null]));
}

#[test]
fn what_an_answer_with_tokens_says() {
    let members = |sandbox: &Sandbox| {
        let json = tokens(sandbox).json();
        json!([json["token_type"], json["expires_in"], json.get("wid").is_some()])
    };
    let documented = json!(["sessionID", 28_800, true]);
    differs(
        |policy| policy.token_type = TokenType::Bearer,
        members,
        documented.clone(),
        json!(["Bearer", 28_800, true]),
    );
    for (expires_in, value) in [
        (ExpiresIn::Zero, json!(0)),
        (ExpiresIn::Fixed, json!(7_200)),
        (ExpiresIn::Text, json!("28800")),
        (ExpiresIn::Absent, json!(null)),
    ] {
        differs(
            |policy| policy.expires_in = expires_in,
            members,
            documented.clone(),
            json!(["sessionID", value, true]),
        );
    }
    differs(|policy| policy.expires_in_fixed = 9, members, documented.clone(), documented.clone());
    differs(
        |policy| policy.session_seconds = 60,
        members,
        documented.clone(),
        json!(["sessionID", 60, true]),
    );
    differs(
        |policy| policy.wid = Presence::Omit,
        members,
        documented,
        json!(["sessionID", 28_800, false]),
    );
}

#[test]
fn the_fixed_lifetime_is_a_number_of_its_own() {
    let sandbox = allowing_with(|policy| {
        policy.expires_in = ExpiresIn::Fixed;
        policy.expires_in_fixed = 9;
    });
    assert_eq!(tokens(&sandbox).json()["expires_in"], 9);
}

#[test]
fn refresh_tokens_and_offline_access() {
    let probe = |sandbox: &Sandbox| {
        let redeem = |more: &[(&str, &str)]| {
            let code = callback(sandbox, more).in_location("code").unwrap();
            redemption(sandbox, &code).send().json().get("refresh_token").is_some()
        };
        json!([redeem(&[]), redeem(&[("scope", "offline_access")])])
    };
    differs(
        |policy| policy.refresh_tokens = RefreshTokens::OfflineAccess,
        probe,
        json!([true, true]),
        json!([false, true]),
    );
    let scope = |sandbox: &Sandbox| {
        json!(callback(sandbox, &[("scope", "everything")]).in_location("error"))
    };
    differs(
        |policy| policy.scopes = Scopes::OfflineAccess,
        scope,
        json!(null),
        json!("invalid_scope"),
    );
}

#[test]
fn the_same_refresh_token_is_repeated_or_left_out() {
    // The demo app rotates; one that does not is made first.
    let probe = |sandbox: &Sandbox| {
        let announcement = sandbox.announcement();
        let path = format!("/_sandbox/apps/{}", web(sandbox).client_id);
        let saved = crate::client::request("PATCH", &announcement.control_url, &path)
            .with("authorization", &format!("Bearer {}", announcement.control_token))
            .with_body("application/json", "{\"rotation\": false}")
            .send();
        assert_eq!(saved.status, 200);
        let token = tokens(sandbox).text("refresh_token");
        let again = refresh(sandbox, &token).send().json();
        json!(again.get("refresh_token").map(|again| *again == json!(token)))
    };
    differs(|policy| policy.same_refresh_token = SameToken::Omit, probe, json!(true), json!(null));
}

#[test]
fn what_comes_back_on_the_redirect() {
    let probe = |sandbox: &Sandbox| {
        let answer = callback(sandbox, &[("state", "s")]);
        let of = |name: &str| answer.in_location(name);
        json!([of("state"), of("domain"), of("lane"), of("iss").map(|iss| iss == sandbox.url())])
    };
    let documented = json!(["s", "myorganization", "my", null]);
    let change = [
        (
            &(|policy: &mut Policy| policy.state_parameter = Presence::Omit)
                as &dyn Fn(&mut Policy),
            json!([null, "myorganization", "my", null]),
        ),
        (
            &|policy: &mut Policy| policy.domain_and_lane = Presence::Omit,
            json!(["s", null, null, null]),
        ),
        (
            &|policy: &mut Policy| policy.iss_parameter = Presence::Include,
            json!(["s", "myorganization", "my", true]),
        ),
    ];
    for (change, changed) in change {
        differs(change, probe, documented.clone(), changed);
    }
}

#[test]
fn authorization_errors() {
    let delivery = |sandbox: &Sandbox| json!(callback(sandbox, &[("code_challenge", "x")]).status);
    differs(|policy| policy.error_delivery = Delivery::Page, delivery, json!(303), json!(400));
    let unknown = |sandbox: &Sandbox| {
        json!(callback(sandbox, &[("approval_prompt", "auto")]).in_location("error"))
    };
    differs(
        |policy| policy.unknown_parameters = Tolerance::Refuse,
        unknown,
        json!(null),
        json!("invalid_request"),
    );
    let omitted = |sandbox: &Sandbox| {
        let client = &spa_with_one_url(sandbox);
        json!(
            get(sandbox.url(), &format!("{AUTHORIZE}?client_id={client}&response_type=code"))
                .send()
                .status
        )
    };
    differs(
        |policy| policy.redirect_omitted = RedirectOmitted::OnlyRegistered,
        omitted,
        json!(400),
        json!(303),
    );
}

/// A new web app with one redirect URL.
fn spa_with_one_url(sandbox: &Sandbox) -> String {
    let announcement = sandbox.announcement();
    let body =
        json!({ "type": "web", "name": "One URL", "redirect_urls": ["https://one.example/cb"] });
    let created = post_json(&announcement.control_url, "/_sandbox/apps", &body)
        .with("authorization", &format!("Bearer {}", announcement.control_token))
        .send();
    created.text("client_id")
}

#[test]
fn consent_is_remembered_or_asked_for_each_time() {
    let probe = |sandbox: &Sandbox| {
        let cookie = callback(sandbox, &[]).cookie().unwrap().to_owned();
        sandbox.consent(workfront_oauth_sandbox::ConsentMode::Ask);
        let again =
            get(sandbox.url(), &authorization(web(sandbox), &[])).with("cookie", &cookie).send();
        json!(again.status)
    };
    differs(|policy| policy.consent = ConsentMemory::Ask, probe, json!(303), json!(200));
}

#[test]
fn token_bodies() {
    let probe = |sandbox: &Sandbox| {
        let body = json!({ "grant_type": "authorization_code", "code": code(sandbox), "redirect_uri": web(sandbox).redirect_uris[0] });
        let request = post_json(sandbox.url(), TOKEN, &body);
        json!(request.with_basic(&web(sandbox).client_id, secret(web(sandbox))).send().status)
    };
    differs(|policy| policy.token_bodies = TokenBodies::Form, probe, json!(200), json!(400));
}

#[test]
fn the_api() {
    let session = |sandbox: &Sandbox| tokens(sandbox).text("access_token");
    let query = |sandbox: &Sandbox| {
        json!(get(sandbox.url(), &format!("{SEARCH}?sessionID={}", session(sandbox))).send().status)
    };
    differs(|policy| policy.api_query_session = Accept::Accept, query, json!(401), json!(200));
    let bearer = |sandbox: &Sandbox| {
        json!(
            get(sandbox.url(), SEARCH)
                .with("authorization", &format!("Bearer {}", session(sandbox)))
                .send()
                .status
        )
    };
    differs(|policy| policy.api_bearer = Accept::Accept, bearer, json!(401), json!(200));
    let dead = |sandbox: &Sandbox| {
        let answer = call(sandbox, "dead");
        json!([answer.status, answer.json()["error"]["message"]])
    };
    let documented = json!([401, "You are not currently logged in."]);
    differs(
        |policy| policy.api_dead_session = DeadSession::InvalidSessionId,
        dead,
        documented.clone(),
        json!([401, "Invalid session ID."]),
    );
    differs(
        |policy| policy.api_dead_status = 200,
        dead,
        documented,
        json!([200, "You are not currently logged in."]),
    );
    let version = |sandbox: &Sandbox| json!(call(sandbox, &session(sandbox)).status);
    differs(|policy| policy.api_versions = vec![22], version, json!(200), json!(410));
}

#[test]
fn log_out_may_end_the_refresh_token() {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        let out = get(sandbox.url(), "/attask/api/v14.0/logout")
            .with("sessionID", &answer.text("access_token"))
            .send();
        assert_eq!(out.status, 200);
        json!(refresh(sandbox, &answer.text("refresh_token")).send().status)
    };
    let tokens = workfront_oauth_sandbox::policy::choice::LogOutEnds::Tokens;
    differs(|policy| policy.log_out = tokens, probe, json!(200), json!(400));
}

#[test]
fn the_presets_are_told_apart_on_the_wire() {
    let probe = |name: &str| {
        let sandbox = Sandbox::builder().with_policy(Policy::named(name).unwrap()).start().unwrap();
        sandbox.consent_as("planner").unwrap();
        let iss = callback(&sandbox, &[]).in_location("iss").is_some();
        let error = post_form(sandbox.url(), TOKEN, &[]).send().json()["error"].is_boolean();
        (iss, error)
    };
    assert_eq!(probe("documented"), (false, false));
    assert_eq!(probe("observed"), (false, true));
    assert_eq!(probe("strict"), (true, false));
}
