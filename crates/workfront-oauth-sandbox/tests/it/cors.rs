//! Cross-origin requests: of single-page apps' origins, to the token and revocation endpoints, and nowhere else.

use workfront_oauth_sandbox::policy::choice::{Cors, RedirectMatching};

use crate::client::{Answer, get, post_form, request};
use crate::flow::{
    AUTHORIZE, EXCHANGE, REVOKE, SEARCH, TOKEN, VERIFIER, allowing, allowing_with, authorization,
    pkce, spa, spa_code, spa_redemption, web,
};

const REGISTERED: &str = "https://spa.example";

fn preflight(sandbox: &workfront_oauth_sandbox::Sandbox, path: &str, origin: &str) -> Answer {
    request("OPTIONS", sandbox.url(), path)
        .with("origin", origin)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "content-type")
        .send()
}

#[test]
fn a_registered_origin_gets_its_tokens() {
    let sandbox = allowing();
    for path in [TOKEN, REVOKE] {
        let answer = preflight(&sandbox, path, REGISTERED);
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(REGISTERED));
        assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
        assert!(answer.header("access-control-allow-headers").unwrap().contains("content-type"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
    let answer = spa_redemption(&sandbox, &spa_code(&sandbox)).with("origin", REGISTERED).send();
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, Some(REGISTERED))
    );
    let refused = spa_redemption(&sandbox, "x").with("origin", REGISTERED).send();
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (400, Some(REGISTERED))
    );
}

/// RFC 8252 §7.3: the port of a loopback address is settled when the app starts, for its page as for its redirect URL.
#[test]
fn a_page_at_any_port_of_a_registered_loopback_address_gets_its_tokens() {
    let sandbox = allowing();
    let (app, page) = (spa(&sandbox), "http://127.0.0.1:5173");
    let callback = format!("{page}/callback");
    assert!(app.redirect_uris.contains(&"http://127.0.0.1/callback".to_owned()));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &app.client_id)
        .append_pair("redirect_uri", &callback)
        .append_pair("response_type", "code")
        .extend_pairs(pkce())
        .finish();
    let code = get(sandbox.url(), &format!("{AUTHORIZE}?{query}")).send().in_location("code");
    assert_eq!(preflight(&sandbox, TOKEN, page).status, 204);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", callback.as_str()),
        ("code", &code.unwrap()),
        ("code_verifier", VERIFIER),
    ];
    let answer = post_form(sandbox.url(), TOKEN, &pairs).with("origin", page).send();
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(page)));
    for other in ["http://localhost:5173", "https://127.0.0.1:5173", "http://127.0.0.1:x"] {
        assert_eq!(preflight(&sandbox, TOKEN, other).status, 403, "{other}");
    }
    let exact = allowing_with(|policy| policy.redirect_matching = RedirectMatching::Exact);
    assert_eq!(preflight(&exact, TOKEN, page).status, 403);
    assert_eq!(preflight(&exact, TOKEN, "http://127.0.0.1").status, 204);
}

#[test]
fn other_origins_get_nothing() {
    let sandbox = allowing();
    // The web app's origin is no single-page app's.
    for origin in [
        "https://app.example",
        "https://evil.example",
        "https://spa.example.evil",
        "http://spa.example",
        "null",
    ] {
        let answer = preflight(&sandbox, TOKEN, origin);
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (403, None),
            "{origin}"
        );
        let code = spa_code(&sandbox);
        let answer = spa_redemption(&sandbox, &code).with("origin", origin).send();
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (403, None),
            "{origin}"
        );
        assert_eq!(
            spa_redemption(&sandbox, &code).send().status,
            200,
            "it never reached the authority"
        );
    }
}

#[test]
fn no_other_endpoint_answers_other_origins() {
    let sandbox = allowing();
    for path in [AUTHORIZE, EXCHANGE, SEARCH, "/login"] {
        let answer = preflight(&sandbox, path, REGISTERED);
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
    let page = crate::client::get(sandbox.url(), &authorization(web(&sandbox), &[]))
        .with("origin", REGISTERED)
        .send();
    assert_eq!(page.header("access-control-allow-origin"), None);
    assert_eq!(request("OPTIONS", sandbox.url(), TOKEN).send().status, 405);
}

#[test]
fn the_policy_may_open_or_close_it() {
    let none = allowing_with(|policy| policy.cors = Cors::None);
    assert_eq!(preflight(&none, TOKEN, REGISTERED).status, 403);
    let any = allowing_with(|policy| policy.cors = Cors::Any);
    let answer = preflight(&any, TOKEN, "https://elsewhere.example");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://elsewhere.example"));
}
