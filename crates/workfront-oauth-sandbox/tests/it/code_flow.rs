//! The authorization code flow of pages 001 and 003, from the first redirect to the last refresh.

use std::time::Duration;

use serde_json::json;

use crate::client::{get, post_form, post_json, request};
use crate::flow::{
    AUTHORIZE, TOKEN, VERIFIER, allowing, authorization, call, code, last_rule, pkce, redemption,
    refresh, secret, spa, spa_code, spa_redemption, tokens, web,
};

#[test]
fn documented_example() {
    // Page 001, "Example 1" with its placeholders filled in, then the API call and the refresh that follow it there.
    let sandbox = allowing();
    let app = web(&sandbox);
    let callback = get(sandbox.url(), &authorization(app, &[])).send();
    assert_eq!(callback.status, 303);
    assert!(callback.header("location").unwrap().starts_with("https://app.example/callback?"));
    assert_eq!(callback.in_location("domain").as_deref(), Some("myorganization"));
    assert_eq!(callback.in_location("lane").as_deref(), Some("my"));
    let code = callback.in_location("code").unwrap();

    let body = json!({ "code": code, "grant_type": "authorization_code", "redirect_uri": app.redirect_uris[0] });
    let answer =
        post_json(sandbox.url(), TOKEN, &body).with_basic(&app.client_id, secret(app)).send();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert!(answer.header("content-type").unwrap().starts_with("application/json"));
    let members: Vec<_> =
        ["token_type", "access_token", "refresh_token", "expires_in", "wid"].into();
    assert_eq!(answer.json().as_object().unwrap().len(), members.len());
    assert!(members.iter().all(|member| answer.json().get(member).is_some()), "{answer:?}");
    assert_eq!(answer.text("token_type"), "sessionID");
    let session = answer.text("access_token");
    assert!(session.len() == 32 && session.bytes().all(|b| b.is_ascii_hexdigit()));

    let projects = call(&sandbox, &session);
    assert_eq!((projects.status, projects.json()["data"].as_array().unwrap().len()), (200, 5));

    let body =
        json!({ "grant_type": "refresh_token", "refresh_token": answer.text("refresh_token") });
    let again =
        post_json(sandbox.url(), TOKEN, &body).with_basic(&app.client_id, secret(app)).send();
    assert_eq!(again.status, 200, "{again:?}");
    assert_ne!(again.text("access_token"), session);
    assert_ne!(again.text("refresh_token"), answer.text("refresh_token"));
}

#[test]
fn all_six_cells_of_body_and_authentication_are_taken() {
    let sandbox = allowing();
    let (web, spa) = (web(&sandbox), spa(&sandbox));
    for json_body in [false, true] {
        for (app, auth) in [(web, "basic"), (web, "body"), (spa, "none")] {
            let code = if auth == "none" { spa_code(&sandbox) } else { code(&sandbox) };
            let mut pairs = vec![
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", &app.redirect_uris[0]),
            ];
            match auth {
                "body" => pairs.extend([
                    ("client_id", app.client_id.as_str()),
                    ("client_secret", secret(app)),
                ]),
                "none" => pairs
                    .extend([("client_id", app.client_id.as_str()), ("code_verifier", VERIFIER)]),
                _ => {}
            }
            let mut request = if json_body {
                let members =
                    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
                post_json(sandbox.url(), TOKEN, &serde_json::Value::Object(members.collect()))
            } else {
                post_form(sandbox.url(), TOKEN, &pairs)
            };
            if auth == "basic" {
                request = request.with_basic(&app.client_id, secret(app));
            }
            let answer = request.send();
            assert_eq!(answer.status, 200, "{auth}, JSON {json_body}: {answer:?}");
            assert_eq!(call(&sandbox, &answer.text("access_token")).status, 200);
        }
    }
}

#[test]
fn state_comes_back_byte_for_byte() {
    let sandbox = allowing();
    let long = "s".repeat(2_048);
    for state in ["plain", "a+b c%2B&d=e#f", "é\u{1f600}", "\"<script>'", &long] {
        let callback =
            get(sandbox.url(), &authorization(web(&sandbox), &[("state", state)])).send();
        assert_eq!(callback.in_location("state").as_deref(), Some(state));
        let refused = get(
            sandbox.url(),
            &authorization(web(&sandbox), &[("state", state), ("code_challenge", "x")]),
        )
        .send();
        assert_eq!(refused.in_location("error").as_deref(), Some("invalid_request"));
        assert_eq!(refused.in_location("state").as_deref(), Some(state));
    }
    let none = get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
    assert_eq!(none.in_location("state"), None);
}

#[test]
fn a_wrong_app_or_redirect_url_is_shown_and_never_redirected() {
    let sandbox = allowing();
    let app = web(&sandbox);
    let enc =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let registered = enc(&app.redirect_uris[0]);
    for query in [
        String::new(),
        "client_id=&redirect_uri=".to_owned(),
        format!("client_id={}&response_type=code", app.client_id),
        format!("client_id={}&response_type=code&redirect_uri={registered}", "0".repeat(32)),
        format!(
            "client_id={}&response_type=code&redirect_uri={}",
            app.client_id,
            enc("https://app.example/callback/")
        ),
        format!(
            "client_id={}&response_type=code&redirect_uri={}",
            app.client_id,
            enc("https://evil.example/")
        ),
        format!(
            "client_id={0}&client_id={0}&response_type=code&redirect_uri={registered}",
            app.client_id
        ),
        format!(
            "client_id={}&redirect_uri={registered}&redirect_uri={registered}&response_type=code",
            app.client_id
        ),
        format!("client_id={}&redirect_uri={registered}&response_type=%zz", app.client_id),
        format!("client_id={}&redirect_uri=%FF&response_type=code", app.client_id),
    ] {
        let answer = get(sandbox.url(), &format!("{AUTHORIZE}?{query}")).send();
        assert_eq!((answer.status, answer.header("location")), (400, None), "{query}");
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
        assert!(
            answer.header("content-security-policy").unwrap().contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let close = get(sandbox.url(), &authorization(app, &[]).replace("callback", "callbacc")).send();
    assert_eq!(close.status, 400);
    let explained = sandbox.explain();
    assert!(explained.contains("came close: redirect_uri differs at byte 27"), "{explained}");
}

#[test]
fn other_errors_go_back_to_the_app() {
    let sandbox = allowing();
    for (more, error) in [
        (&[("response_mode", "query"), ("response_type", "token")][..], "invalid_request"),
        (&[("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        (&[("state", "a"), ("state", "b")], "invalid_request"),
    ] {
        let answer = get(sandbox.url(), &authorization(web(&sandbox), more)).send();
        assert_eq!(
            (answer.status, answer.in_location("error").as_deref()),
            (303, Some(error)),
            "{more:?}"
        );
        assert_eq!(answer.in_location("code"), None);
    }
    let token =
        authorization(web(&sandbox), &[]).replace("response_type=code", "response_type=token");
    let answer = get(sandbox.url(), &token).send();
    assert_eq!(answer.in_location("error").as_deref(), Some("unsupported_response_type"));
}

#[test]
fn a_code_lives_two_minutes_and_works_once() {
    let sandbox = allowing();
    let fresh = code(&sandbox);
    sandbox.advance(Duration::from_secs(119)).unwrap();
    assert_eq!(redemption(&sandbox, &fresh).send().status, 200);
    let again = redemption(&sandbox, &fresh).send();
    assert_eq!((again.status, again.text("error").as_str()), (400, "invalid_grant"));
    assert_eq!(last_rule(&sandbox), "code.single-use");
    let stale = code(&sandbox);
    sandbox.advance(Duration::from_secs(121)).unwrap();
    assert_eq!(redemption(&sandbox, &stale).send().text("error"), "invalid_grant");
    assert_eq!(last_rule(&sandbox), "code.two-minutes");
}

#[test]
fn pkce_is_checked() {
    let sandbox = allowing();
    let without = get(sandbox.url(), &authorization(spa(&sandbox), &[])).send();
    assert_eq!(without.in_location("error").as_deref(), Some("invalid_request"));
    let code = spa_code(&sandbox);
    let wrong = String::from_utf8(spa_redemption(&sandbox, &code).bytes())
        .unwrap()
        .replace(VERIFIER, &"x".repeat(43));
    let answer =
        crate::client::exchange(sandbox.url().strip_prefix("http://").unwrap(), wrong.as_bytes())
            .unwrap();
    assert_eq!((answer.status, answer.text("error").as_str()), (400, "invalid_grant"));
    assert_eq!(spa_redemption(&sandbox, &code).send().status, 200);
    let web_code = get(sandbox.url(), &authorization(web(&sandbox), &pkce()))
        .send()
        .in_location("code")
        .unwrap();
    assert_eq!(redemption(&sandbox, &web_code).send().text("error"), "invalid_grant");
}

#[test]
fn a_rotated_refresh_token_is_dead() {
    let sandbox = allowing();
    let first = tokens(&sandbox).text("refresh_token");
    let second = refresh(&sandbox, &first).send().text("refresh_token");
    let reused = refresh(&sandbox, &first).send();
    assert_eq!((reused.status, reused.text("error").as_str()), (400, "invalid_grant"));
    assert_eq!(refresh(&sandbox, &second).send().status, 200);
}

#[test]
fn an_access_token_dies_of_idleness_and_no_sooner() {
    let sandbox = allowing();
    let answer = tokens(&sandbox);
    let session = answer.text("access_token");
    let lifetime = answer.json()["expires_in"].as_u64().unwrap();
    sandbox.advance(Duration::from_secs(lifetime - 1)).unwrap();
    assert_eq!(call(&sandbox, &session).status, 200);
    sandbox.advance(Duration::from_secs(lifetime)).unwrap();
    let dead = call(&sandbox, &session);
    assert_eq!(dead.status, 401);
    assert_eq!(dead.json()["error"]["message"], "You are not currently logged in.");
}

#[test]
fn wrong_credentials_say_nothing_of_which_was_wrong() {
    let sandbox = allowing();
    let app = web(&sandbox);
    let attempt = |id: &str, secret: &str| {
        let body = json!({ "grant_type": "refresh_token", "refresh_token": "x" });
        post_json(sandbox.url(), TOKEN, &body).with_basic(id, secret).send()
    };
    let (unknown, wrong) =
        (attempt(&"0".repeat(32), secret(app)), attempt(&app.client_id, "wrong"));
    for answer in [&unknown, &wrong] {
        assert_eq!((answer.status, answer.text("error").as_str()), (401, "invalid_client"));
        assert!(answer.header("www-authenticate").unwrap().starts_with("Basic "));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(unknown.body, wrong.body);
}

#[test]
fn other_methods_are_not_allowed() {
    let sandbox = allowing();
    for path in [TOKEN, crate::flow::EXCHANGE, crate::flow::REVOKE] {
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let answer = request(method, sandbox.url(), path).send();
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").unwrap().contains("POST"));
        }
    }
    for (method, path, allow) in [
        ("POST", AUTHORIZE, "GET,HEAD"),
        ("DELETE", "/login", "GET,HEAD,POST"),
        ("GET", "/logout", "POST"),
        ("POST", crate::flow::SEARCH, "GET,HEAD"),
    ] {
        let answer = request(method, sandbox.url(), path).send();
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
    }
    assert_eq!(get(sandbox.url(), "/nowhere").send().status, 404);
}

#[test]
fn lanes_do_not_know_each_other() {
    let sandbox = workfront_oauth_sandbox::Sandbox::builder()
        .with_tenant("myorganization.my".parse().unwrap())
        .with_tenant("myorganization.preview".parse().unwrap())
        .start()
        .unwrap();
    sandbox.consent_as("planner").unwrap();
    let preview = sandbox.url_of(&"myorganization.preview".parse().unwrap()).unwrap().to_owned();
    assert_eq!(get(&preview, &authorization(web(&sandbox), &[])).send().status, 400);
    let session = tokens(&sandbox).text("access_token");
    assert_eq!(get(&preview, crate::flow::SEARCH).with("sessionID", &session).send().status, 401);
    assert_eq!(call(&sandbox, &session).status, 200);
}
