//! Settings of the authorization request, and of what comes back on the redirect.

use serde_json::{Value, json};
use workfront_oauth_sandbox::{AppAnnounced, ConsentMode, Sandbox};

use super::control::create;
use super::{Trial, trials};
use crate::client::{Answer, Request, get, post_form};
use crate::flow::{
    AUTHORIZE, EXCHANGE, REVOKE, SEARCH, TOKEN, authorization, pkce, redemption, spa, tokens, web,
};

trials! {
    redirect_matching,
    redirect_omitted,
    unknown_parameters,
    scopes,
    refresh_tokens,
    error_delivery,
    denial_delivery,
    state_parameter,
    domain_and_lane,
    iss_parameter,
    oauth_on_adobe_host,
}

fn callback(sandbox: &Sandbox, more: &[(&str, &str)]) -> Answer {
    get(sandbox.url(), &authorization(web(sandbox), more)).send()
}

fn redirect_matching() -> Trial {
    let asked = |sandbox: &Sandbox, app: &AppAnnounced, redirect_uri: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &app.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("response_type", "code")
            .extend_pairs(pkce())
            .finish();
        get(sandbox.url(), &format!("{AUTHORIZE}?{query}")).send().status
    };
    let probe = move |sandbox: &Sandbox| {
        json!([
            asked(sandbox, spa(sandbox), "http://127.0.0.1:5173/callback"),
            asked(sandbox, web(sandbox), "https://app.example/callback/"),
        ])
    };
    Trial::new(probe, json!([303, 400]))
        .when("exact", json!([400, 400]))
        .when("trailing-slash", json!([303, 303]))
}

fn redirect_omitted() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let fields = json!({ "redirect_urls": ["https://one.example/callback"] });
        let client_id = create(sandbox, "web", &fields).text("client_id");
        let path = format!("{AUTHORIZE}?client_id={client_id}&response_type=code");
        json!(get(sandbox.url(), &path).send().status)
    };
    Trial::new(probe, json!(400)).when("only-registered", json!(303))
}

fn unknown_parameters() -> Trial {
    let probe = |sandbox: &Sandbox| {
        json!(callback(sandbox, &[("approval_prompt", "auto")]).in_location("error"))
    };
    Trial::new(probe, json!(null)).when("refuse", json!("invalid_request"))
}

fn scopes() -> Trial {
    let probe = |sandbox: &Sandbox| {
        json!(callback(sandbox, &[("scope", "everything")]).in_location("error"))
    };
    Trial::new(probe, json!(null)).when("offline-access", json!("invalid_scope"))
}

fn refresh_tokens() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let redeemed = |more: &[(&str, &str)]| {
            let code = callback(sandbox, more).in_location("code").unwrap();
            redemption(sandbox, &code).send().json().get("refresh_token").is_some()
        };
        json!([redeemed(&[]), redeemed(&[("scope", "offline_access")])])
    };
    Trial::new(probe, json!([true, true])).when("offline-access", json!([false, true]))
}

fn error_delivery() -> Trial {
    let probe = |sandbox: &Sandbox| json!(callback(sandbox, &[("code_challenge", "x")]).status);
    Trial::new(probe, json!(303)).when("page", json!(400))
}

fn denial_delivery() -> Trial {
    let probe = |sandbox: &Sandbox| {
        sandbox.consent(ConsentMode::Deny);
        json!(callback(sandbox, &[]).status)
    };
    Trial::new(probe, json!(303)).when("page", json!(403))
}

/// What comes back: `state`, `domain`, `lane`, and whether `iss` is this sandbox.
fn redirected(sandbox: &Sandbox) -> Value {
    let answer = callback(sandbox, &[("state", "s")]);
    let of = |name: &str| answer.in_location(name);
    json!([of("state"), of("domain"), of("lane"), of("iss").map(|iss| iss == sandbox.url())])
}

fn state_parameter() -> Trial {
    Trial::new(redirected, json!(["s", "myorganization", "my", null]))
        .when("omit", json!([null, "myorganization", "my", null]))
}

fn domain_and_lane() -> Trial {
    Trial::new(redirected, json!(["s", "myorganization", "my", null]))
        .when("omit", json!(["s", null, null, null]))
}

fn iss_parameter() -> Trial {
    Trial::new(redirected, json!(["s", "myorganization", "my", null]))
        .when("include", json!(["s", "myorganization", "my", true]))
}

fn oauth_on_adobe_host() -> Trial {
    // The endpoints of OAuth, and the API, by that name.
    let probe = |sandbox: &Sandbox| {
        let session = tokens(sandbox).text("access_token");
        let host = "myorganization.my.workfront.adobe.localhost";
        let status = |request: Request| request.with("host", host).send().status;
        let empty = |path: &str| status(post_form(sandbox.url(), path, &[]));
        json!([
            status(get(sandbox.url(), &authorization(web(sandbox), &[]))),
            empty(TOKEN),
            empty(EXCHANGE),
            empty(REVOKE),
            status(get(sandbox.url(), SEARCH).with("sessionID", &session)),
        ])
    };
    Trial::new(probe, json!([404, 404, 404, 404, 200]))
        .when("serve", json!([303, 400, 401, 401, 200]))
}
