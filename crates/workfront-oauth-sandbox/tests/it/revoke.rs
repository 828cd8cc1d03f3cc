//! Revocation, as a client of the real service and RFC 7009 write it.

use serde_json::json;

use crate::client::{post_form, post_json};
use crate::flow::{
    REVOKE, allowing, allowing_with, call, refresh, secret, spa, spa_code, spa_redemption, tokens,
    web,
};

#[test]
fn revoking_a_refresh_token_ends_its_access_tokens() {
    let sandbox = allowing();
    let app = web(&sandbox);
    let answer = tokens(&sandbox);
    let (refresh_token, session) = (answer.text("refresh_token"), answer.text("access_token"));
    let revoke = |client_secret: &str| {
        let pairs = [
            ("client_id", app.client_id.as_str()),
            ("client_secret", client_secret),
            ("refresh_token", refresh_token.as_str()),
        ];
        post_form(sandbox.url(), REVOKE, &pairs).send()
    };
    assert_eq!(revoke("wrong").status, 401);
    assert_eq!(call(&sandbox, &session).status, 200);
    assert_eq!(revoke(secret(app)).status, 200);
    assert_eq!(call(&sandbox, &session).status, 401);
    assert_eq!(refresh(&sandbox, &refresh_token).send().status, 400);
    // Once more, or with a token that never was: no error (RFC 7009 section 2.2).
    assert_eq!(revoke(secret(app)).status, 200);
}

#[test]
fn the_observed_json_of_a_single_page_app_is_taken() {
    let sandbox = allowing();
    let app = spa(&sandbox);
    let answer = spa_redemption(&sandbox, &spa_code(&sandbox)).send();
    let body = json!({
        "client_id": app.client_id,
        "refresh_token": answer.text("refresh_token"),
        "redirect_uri": app.redirect_uris[0],
    });
    assert_eq!(post_json(sandbox.url(), REVOKE, &body).send().status, 200);
    assert_eq!(call(&sandbox, &answer.text("access_token")).status, 401);
}

#[test]
fn another_apps_token_stays_alive() {
    let sandbox = allowing();
    let session = tokens(&sandbox);
    let body =
        json!({ "client_id": spa(&sandbox).client_id, "token": session.text("refresh_token") });
    let _ = post_json(sandbox.url(), REVOKE, &body).send();
    assert_eq!(call(&sandbox, &session.text("access_token")).status, 200);
    assert_eq!(refresh(&sandbox, &session.text("refresh_token")).send().status, 200);
}

#[test]
fn there_may_be_no_such_endpoint() {
    let sandbox = allowing_with(|policy| policy.revoke_endpoint = false);
    assert_eq!(post_form(sandbox.url(), REVOKE, &[]).send().status, 404);
}
