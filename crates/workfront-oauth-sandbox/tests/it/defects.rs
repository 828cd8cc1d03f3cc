//! Each defect that acts between the socket and the authority: wrong when asked for, right without.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::defects::{Defect, Place, table};

use crate::client::{get, post_form, request};
use crate::flow::{SEARCH, TOKEN, authorization, code, redemption, secret, tokens, web};
use crate::log_in::ticket;

/// What `probe` says of a sandbox without a defect, and of one with it.
#[track_caller]
fn breaks(defect: Defect, probe: impl Fn(&Sandbox) -> Value, right: Value, wrong: Value) {
    let sound = Sandbox::start();
    sound.consent_as("planner").unwrap();
    assert_eq!(probe(&sound), right, "without a defect");
    let broken = Sandbox::builder().with_defect(defect).start().unwrap();
    broken.consent_as("planner").unwrap();
    assert_eq!(probe(&broken), wrong, "{}", defect.id());
}

fn ask(sandbox: &Sandbox) {
    sandbox.consent(workfront_oauth_sandbox::ConsentMode::Ask);
}

#[test]
fn log_in_answers_with_a_307() {
    let probe = |sandbox: &Sandbox| {
        ask(sandbox);
        let page = get(sandbox.url(), &authorization(web(sandbox), &[])).send();
        let (ticket, password) = (ticket(&page), &sandbox.users()[1].password);
        let fields =
            [("ticket", ticket.as_str()), ("username", "planner"), ("password", password.as_str())];
        json!(post_form(sandbox.url(), "/login", &fields).send().status)
    };
    breaks(Defect::TemporaryRedirect, probe, json!(303), json!(307));
}

#[test]
fn pages_may_be_framed_or_cached() {
    let headers = |sandbox: &Sandbox| {
        ask(sandbox);
        let page = get(sandbox.url(), &authorization(web(sandbox), &[])).send();
        let has = |name: &str| page.header(name).is_some();
        json!([
            has("x-frame-options"),
            has("content-security-policy"),
            has("cache-control"),
            has("referrer-policy")
        ])
    };
    let right = json!([true, true, true, true]);
    breaks(Defect::Framable, headers, right.clone(), json!([false, false, true, true]));
    breaks(Defect::PagesCached, headers, right, json!([true, true, false, false]));
}

#[test]
fn a_consent_form_without_its_ticket_is_believed() {
    let probe = |sandbox: &Sandbox| {
        let path = authorization(web(sandbox), &[]);
        let cookie = get(sandbox.url(), &path).send().cookie().unwrap().to_owned();
        ask(sandbox);
        let (_, query) = path.split_once('?').unwrap();
        let forged = [("request", query), ("decision", "allow")];
        json!(
            post_form(sandbox.url(), "/integrations/oauth2/consent", &forged)
                .with("cookie", &cookie)
                .send()
                .status
        )
    };
    breaks(Defect::ConsentWithoutCsrf, probe, json!(400), json!(303));
}

#[test]
fn the_authorization_endpoint_answers_to_other_origins() {
    let probe = |sandbox: &Sandbox| {
        let answer = get(sandbox.url(), &authorization(web(sandbox), &[]))
            .with("origin", "https://evil.example")
            .send();
        json!(answer.header("access-control-allow-origin"))
    };
    breaks(Defect::AuthorizeCors, probe, json!(null), json!("https://evil.example"));
}

#[test]
fn iss_is_wrong() {
    let iss = |defect: Option<Defect>| {
        let mut builder = Sandbox::builder()
            .with_policy(workfront_oauth_sandbox::policy::Policy::named("strict").unwrap());
        if let Some(defect) = defect {
            builder = builder.with_defect(defect);
        }
        let sandbox = builder.start().unwrap();
        sandbox.consent_as("planner").unwrap();
        let answer = get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
        answer.in_location("iss").unwrap() == sandbox.url()
    };
    assert!(iss(None) && !iss(Some(Defect::IssuerWrong)));
}

#[test]
fn failed_authentication_is_not_challenged() {
    let probe = |sandbox: &Sandbox| {
        let answer = post_form(
            sandbox.url(),
            TOKEN,
            &[("grant_type", "refresh_token"), ("refresh_token", "x")],
        )
        .with_basic(&web(sandbox).client_id, "wrong")
        .send();
        json!([answer.status, answer.header("www-authenticate").is_some()])
    };
    breaks(Defect::InvalidClientStatus, probe, json!([401, true]), json!([400, false]));
}

#[test]
fn the_token_endpoint_reads_the_query_or_answers_get() {
    let in_query = |sandbox: &Sandbox| {
        let (app, code) = (web(sandbox), code(sandbox));
        let path = format!("{TOKEN}?client_secret={}", secret(app));
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", &app.redirect_uris[0]),
            ("client_id", &app.client_id),
        ];
        json!(post_form(sandbox.url(), &path, &pairs).send().status)
    };
    breaks(Defect::SecretInQuery, in_query, json!(400), json!(200));
    let by_get = |sandbox: &Sandbox| {
        let bytes = redemption(sandbox, &code(sandbox)).bytes();
        let text = String::from_utf8(bytes).unwrap();
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        json!(get(sandbox.url(), &format!("{TOKEN}?{body}")).send().status)
    };
    breaks(Defect::TokenByGet, by_get, json!(405), json!(200));
}

#[test]
fn sloppy_bodies_are_taken() {
    let send = |sandbox: &Sandbox, body: String| {
        let app = web(sandbox);
        let request = request("POST", sandbox.url(), TOKEN).with_body("application/json", body);
        json!(request.with_basic(&app.client_id, secret(app)).send().status)
    };
    let members = |sandbox: &Sandbox| {
        let uri = &web(sandbox).redirect_uris[0];
        format!("\"redirect_uri\": \"{uri}\", \"code\": \"{}\"", code(sandbox))
    };
    let twice = |sandbox: &Sandbox| {
        send(
            sandbox,
            format!(
                "{{\"grant_type\": \"x\", \"grant_type\": \"authorization_code\", {}}}",
                members(sandbox)
            ),
        )
    };
    breaks(Defect::DuplicateMembers, twice, json!(400), json!(200));
    let coerced = |sandbox: &Sandbox| {
        send(sandbox, format!("{{\"grant_type\": [\"authorization_code\"], {}}}", members(sandbox)))
    };
    breaks(Defect::TypesCoerced, coerced, json!(400), json!(200));
}

#[test]
fn answers_with_tokens_may_be_cached() {
    let probe = |sandbox: &Sandbox| {
        let answer = tokens(sandbox);
        json!([answer.header("cache-control"), answer.header("pragma")])
    };
    breaks(Defect::TokensCacheable, probe, json!(["no-store", "no-cache"]), json!([null, null]));
}

#[test]
fn errors_say_too_much() {
    let echo = |sandbox: &Sandbox| {
        let answer = redemption(sandbox, "\u{e9}").send();
        let text = answer.text("error_description");
        json!([
            text.contains("client_secret="),
            text.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"')
        ])
    };
    breaks(Defect::ChattyErrors, echo, json!([false, true]), json!([true, false]));
    let oracle = |sandbox: &Sandbox| {
        let text = |id: &str| {
            let pairs = [("grant_type", "refresh_token"), ("refresh_token", "x")];
            post_form(sandbox.url(), TOKEN, &pairs)
                .with_basic(id, "wrong")
                .send()
                .text("error_description")
        };
        json!(text(&web(sandbox).client_id) == text(&"0".repeat(32)))
    };
    breaks(Defect::ClientOracle, oracle, json!(true), json!(false));
}

#[test]
fn the_api_takes_a_token_from_the_query() {
    let probe = |sandbox: &Sandbox| {
        let session = tokens(sandbox).text("access_token");
        json!(get(sandbox.url(), &format!("{SEARCH}?sessionID={session}")).send().status)
    };
    breaks(Defect::TokenInQuery, probe, json!(401), json!(200));
}

#[test]
fn no_defect_of_the_wire_is_missing_here() {
    let wire: Vec<_> =
        table().into_iter().filter(|row| row.place == Place::Wire).map(|row| row.id).collect();
    let tried = [
        Defect::TemporaryRedirect,
        Defect::Framable,
        Defect::PagesCached,
        Defect::AuthorizeCors,
        Defect::IssuerWrong,
        Defect::InvalidClientStatus,
        Defect::SecretInQuery,
        Defect::TokenByGet,
        Defect::DuplicateMembers,
        Defect::TypesCoerced,
        Defect::TokensCacheable,
        Defect::ChattyErrors,
        Defect::ClientOracle,
        Defect::TokenInQuery,
    ];
    for id in wire {
        assert!(tried.iter().any(|defect| defect.id() == id), "{id}");
    }
}
