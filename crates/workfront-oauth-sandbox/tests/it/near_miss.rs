//! `explain()`: what each of the usual slips is told.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use rsa::sha2::{Digest as _, Sha256};
use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::authority::{AppKind, Tenant};

use crate::client::{get, post_form, request};
use crate::flow::{
    AUTHORIZE, CHALLENGE, EXCHANGE, TOKEN, VERIFIER, allowing, authorization, code, redemption,
    refresh, secret, spa, spa_code, spa_redemption, spa_redemption_with, tokens, web,
};
use crate::jwt_flow::Machine;
use crate::settings::control as settings;

/// What the newest refusal came close to, if to anything.
fn near_miss(sandbox: &Sandbox) -> Option<String> {
    let explained = sandbox.explain();
    let mut lines = explained.lines();
    assert!(lines.next().unwrap().starts_with('#'), "{explained}");
    let line = lines.next().unwrap_or_default();
    line.strip_prefix("  the request came close: ").map(str::to_owned)
}

#[track_caller]
fn told(sandbox: &Sandbox, sentence: &str) {
    assert_eq!(near_miss(sandbox).as_deref(), Some(sentence), "{}", sandbox.explain());
}

/// A sandbox of two lanes and two organizations, `planner` of the first allowing everything.
fn many_lanes() -> Sandbox {
    let mut builder = Sandbox::builder();
    for tenant in ["myorganization.my", "myorganization.preview", "another.my"] {
        builder = builder.with_tenant(tenant.parse().unwrap());
    }
    let sandbox = builder.start().unwrap();
    sandbox.consent_as("planner").unwrap();
    sandbox
}

fn url<'s>(sandbox: &'s Sandbox, tenant: &str) -> &'s str {
    sandbox.url_of(&tenant.parse::<Tenant>().unwrap()).unwrap()
}

#[test]
fn another_path_or_method() {
    let sandbox = allowing();
    for (method, path, sentence) in [
        ("POST", "/integrations/oauth2/token", "there is /integrations/oauth2/api/v1/token"),
        ("GET", "/oauth2/authorize", "there is /integrations/oauth2/authorize"),
        ("GET", TOKEN, "/integrations/oauth2/api/v1/token takes POST, OPTIONS"),
        ("DELETE", "/login", "/login takes GET, HEAD, POST"),
    ] {
        request(method, sandbox.url(), path).send();
        told(&sandbox, sentence);
    }
    get(sandbox.url(), "/favicon.ico").send();
    assert_eq!(near_miss(&sandbox), None);
}

#[test]
fn another_client_id() {
    let sandbox = many_lanes();
    let (id, customer) = (&web(&sandbox).client_id, &sandbox.announcement().tenants[0].customer_id);
    let ask = |tenant: &str, client_id: &str| {
        let query = [("client_id", client_id), ("response_type", "code")];
        let query =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        get(url(&sandbox, tenant), &format!("{AUTHORIZE}?{query}")).send();
    };
    let name = sandbox.state(|state| {
        let home = state.environment(&"myorganization.my".parse().unwrap()).unwrap();
        home.app(id.parse().unwrap()).unwrap().settings.name.clone()
    });
    ask("myorganization.preview", id);
    told(&sandbox, &format!("client_id is that of the app {name:?} of the lane my"));
    ask("another.my", id);
    told(
        &sandbox,
        &format!("client_id is that of the app {name:?} of the environment myorganization.my"),
    );
    ask("myorganization.my", customer);
    told(&sandbox, "client_id is the Customer ID, which is the iss of a JWT");
    let planner = sandbox.users().iter().find(|user| user.username == "planner").unwrap();
    ask("myorganization.my", &planner.user_id);
    told(&sandbox, "client_id is a User ID, which is the sub of a JWT");
    ask("myorganization.my", secret(web(&sandbox)));
    told(&sandbox, &format!("client_id is a client secret of the app {name:?} ({id})"));
    assert!(!sandbox.explain().contains(secret(web(&sandbox))));
    ask("myorganization.my", &id[..31]);
    let ends = format!(
        "client_id differs at byte 31, where it ends there and that of the app {name:?} ({id}) has {:?}",
        &id[31..]
    );
    told(&sandbox, &ends);
    ask("myorganization.my", "my-app");
    assert_eq!(near_miss(&sandbox), None);
    // In the header just as well.
    let body = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let preview = url(&sandbox, "myorganization.preview");
    post_form(preview, TOKEN, &body).with_basic(id, secret(web(&sandbox))).send();
    told(&sandbox, &format!("client_id is that of the app {name:?} of the lane my"));
}

#[test]
fn another_client_secret() {
    let sandbox = allowing();
    let (own, machine) = (web(&sandbox), sandbox.app(AppKind::Machine).unwrap());
    let body = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let ask = |secret: &str| {
        post_form(sandbox.url(), TOKEN, &body).with_basic(&own.client_id, secret).send();
        near_miss(&sandbox).unwrap_or_default()
    };
    let other = ask(secret(machine));
    assert!(other.starts_with("it is a client secret of the app "), "{other}");
    assert!(other.ends_with(&format!("({})", machine.client_id)), "{other}");
    let spaced = ask(&format!("{}\n", secret(own)));
    let start = "without the white space around it, it is a client secret of the app ";
    assert!(spaced.starts_with(start) && spaced.ends_with(&format!("({})", own.client_id)));
    assert_eq!(ask("wrong"), "");
    assert!(!sandbox.explain().contains(secret(own)));
}

#[test]
fn another_code() {
    let sandbox = many_lanes();
    let spa_code = spa_code(&sandbox);
    redemption(&sandbox, &spa_code).send();
    let owner = near_miss(&sandbox).unwrap();
    assert!(owner.starts_with("it is a code of the app "), "{owner}");
    assert!(owner.ends_with(&format!("({})", spa(&sandbox).client_id)), "{owner}");

    let answer = tokens(&sandbox);
    let (access, refresh_token) = (answer.text("access_token"), answer.text("refresh_token"));
    let fresh = code(&sandbox);
    for (presented, sentence) in [
        (refresh_token.clone(), "it is a refresh token, and goes with grant_type refresh_token"),
        (access.clone(), "it is an access token, which is the sessionID of calls to the API"),
        (secret(web(&sandbox)).to_owned(), "it is a client secret"),
        (format!("{fresh} "), "without the white space around it, it is a code of the app "),
        (
            format!("%{:02X}{}", fresh.as_bytes()[0], &fresh[1..]),
            "percent-decoded once more, it is a code of the app ",
        ),
    ] {
        redemption(&sandbox, &presented).send();
        let miss = near_miss(&sandbox).unwrap_or_default();
        assert!(miss.starts_with(sentence), "{miss} {}", sandbox.explain());
    }
    redemption(&sandbox, "none").send();
    assert_eq!(near_miss(&sandbox), None);

    redemption(&sandbox, &fresh).send();
    sandbox.advance(std::time::Duration::from_secs(5)).unwrap();
    redemption(&sandbox, &fresh).send();
    let used = near_miss(&sandbox).unwrap();
    assert!(
        used.starts_with("it was issued at ") && used.contains("Z and exchanged at "),
        "{used}"
    );
    let late = code(&sandbox);
    sandbox.advance(std::time::Duration::from_secs(120)).unwrap();
    redemption(&sandbox, &late).send();
    let expired = near_miss(&sandbox).unwrap();
    assert!(expired.contains("Z and expired at "), "{expired}");
    for kept in [access, refresh_token, fresh, late, spa_code] {
        assert!(!sandbox.explain().contains(&kept));
    }
}

#[test]
fn another_refresh_token() {
    let sandbox = many_lanes();
    let spa_tokens = spa_redemption(&sandbox, &spa_code(&sandbox)).send();
    refresh(&sandbox, &spa_tokens.text("refresh_token")).send();
    let owner = near_miss(&sandbox).unwrap();
    assert!(owner.starts_with("it is a refresh token of the app "), "{owner}");

    let rotated = tokens(&sandbox).text("refresh_token");
    let live = refresh(&sandbox, &rotated).send().text("refresh_token");
    refresh(&sandbox, &rotated).send();
    let miss = near_miss(&sandbox).unwrap();
    assert!(miss.starts_with("it was used at ") && miss.ends_with("had another one"), "{miss}");
    refresh(&sandbox, &code(&sandbox)).send();
    told(&sandbox, "it is a code, and goes with grant_type authorization_code");
    let body = [("token", live.as_str()), ("client_id", &web(&sandbox).client_id)];
    post_form(sandbox.url(), crate::flow::REVOKE, &body)
        .with_basic(&web(&sandbox).client_id, secret(web(&sandbox)))
        .send();
    refresh(&sandbox, &live).send();
    let miss = near_miss(&sandbox).unwrap();
    assert!(
        miss.starts_with("it was revoked at ") && miss.ends_with("the app asked for it"),
        "{miss}"
    );
}

#[test]
fn another_redirect_uri() {
    let sandbox = allowing();
    let app = web(&sandbox);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code(&sandbox)),
        ("redirect_uri", &format!("{}/", app.redirect_uris[0])),
    ];
    let sent =
        post_form(sandbox.url(), TOKEN, &pairs).with_basic(&app.client_id, secret(app)).send();
    assert_eq!(sent.status, 400);
    let at = app.redirect_uris[0].len();
    told(
        &sandbox,
        &format!(
            "redirect_uri differs at byte {at}, where it has \"/\" and that of the authorization request ends there"
        ),
    );
}

#[test]
fn another_challenge() {
    let sandbox = allowing();
    // Its hash has both characters that base64url has not.
    let verifier = "near-miss-near-miss-near-miss-near-miss-near-24";
    let hash = Sha256::digest(verifier);
    let hexadecimal: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let padded = STANDARD.encode(hash);
    assert!(padded.contains('+') || padded.contains('/'), "{padded}");
    for (challenge, sentence) in [
        (URL_SAFE.encode(hash), Some("without its padding, code_challenge is a base64url hash")),
        (
            padded.clone(),
            Some(
                "code_challenge is base64, and base64url is wanted: - for + and _ for /, and without padding",
            ),
        ),
        (
            padded.trim_end_matches('=').to_owned(),
            Some("code_challenge is base64, and base64url is wanted: - for + and _ for /"),
        ),
        (hexadecimal, Some("code_challenge is the hash in hexadecimal, and base64url is wanted")),
        ("short".to_owned(), None),
    ] {
        let more = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
        get(sandbox.url(), &authorization(spa(&sandbox), &more)).send();
        assert_eq!(near_miss(&sandbox).as_deref(), sentence, "{challenge}");
    }
}

#[test]
fn another_verifier() {
    let sandbox = allowing();
    let app = spa(&sandbox);
    let of_bytes =
        URL_SAFE_NO_PAD.encode(Sha256::digest(URL_SAFE_NO_PAD.decode(VERIFIER).unwrap()));
    let unused = "x".repeat(43);
    for (challenge, verifier, sentence) in [
        (
            VERIFIER,
            VERIFIER,
            Some(
                "code_challenge is the code_verifier itself, as the method plain has it, and no hash of it",
            ),
        ),
        (
            VERIFIER,
            CHALLENGE,
            Some(
                "code_challenge and code_verifier are swapped: the verifier is the hash of the challenge",
            ),
        ),
        (
            &of_bytes,
            VERIFIER,
            Some(
                "code_challenge is the hash of the decoded code_verifier, and its characters are what is hashed",
            ),
        ),
        (CHALLENGE, &unused, None),
    ] {
        let more = [("code_challenge", challenge), ("code_challenge_method", "S256")];
        let answer = get(sandbox.url(), &authorization(app, &more)).send();
        redeem_with(&sandbox, &answer.in_location("code").unwrap(), verifier);
        assert_eq!(near_miss(&sandbox).as_deref(), sentence, "{challenge} {verifier}");
    }
    // The other way round: the verifier of the request before.
    let other = URL_SAFE_NO_PAD.encode(Sha256::digest(&unused));
    let more = [("code_challenge", other.as_str()), ("code_challenge_method", "S256")];
    let answer = get(sandbox.url(), &authorization(app, &more)).send();
    redeem_with(&sandbox, &answer.in_location("code").unwrap(), VERIFIER);
    told(&sandbox, "code_verifier fits the code_challenge of another authorization request");
    assert!(!sandbox.explain().contains(VERIFIER));
}

fn redeem_with(sandbox: &Sandbox, code: &str, verifier: &str) {
    assert_eq!(spa_redemption_with(sandbox, code, verifier).send().status, 400);
}

#[test]
fn another_jwt() {
    let machine = Machine::start();
    let (sandbox, app) = (&machine.sandbox, machine.app());
    let header = json!({ "alg": "RS256" });
    let (customer, admin) =
        (&sandbox.announcement().tenants[0].customer_id, app.user_id.clone().unwrap());
    let exp = machine.claims()["exp"].as_i64().unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = machine.claims();
        claims[name] = value;
        machine.sign(&header, &claims)
    };
    let good = machine.sign(&header, &machine.claims());
    let other_claims = with("jti", json!("another"));
    let part = |jwt: &str, index: usize| jwt.split('.').nth(index).unwrap().to_owned();
    let forged = format!("{}.{}.{}", part(&good, 0), part(&other_claims, 1), part(&good, 2));
    for (jwt, sentence) in [
        (
            with("iss", json!(app.client_id)),
            Some(format!("iss is the Client ID, and the Customer ID is {customer}")),
        ),
        (
            with("iss", json!(admin)),
            Some(format!("iss is a User ID, which is for sub, and the Customer ID is {customer}")),
        ),
        (
            with("iss", json!(format!("{customer} "))),
            Some(format!(
                "iss is the Customer ID but for white space or capitals, and the Customer ID is {customer}"
            )),
        ),
        (with("iss", json!("nobody")), None),
        (
            with("sub", json!("admin")),
            Some(format!("sub is a username, and the User ID is {admin}")),
        ),
        (
            with("sub", json!(app.client_id)),
            Some("sub is the Client ID, and a User ID is wanted".to_owned()),
        ),
        (with("sub", json!(customer)), Some("sub is the Customer ID, which is for iss".to_owned())),
        (
            with("exp", json!(exp * 1_000 + 7)),
            Some(format!("exp is in milliseconds, and in seconds it is {exp}")),
        ),
        (
            with("exp", json!(exp.to_string())),
            Some("exp is a text, and a number is wanted".to_owned()),
        ),
        (with("exp", json!(exp - 1_000)), None),
        (forged, Some("no public key of any app here verifies the signature".to_owned())),
        ("no JWT".to_owned(), None),
    ] {
        assert_ne!(machine.exchange(&jwt).status, 200);
        assert_eq!(near_miss(sandbox), sentence, "{}", sandbox.explain());
        assert!(!sandbox.explain().contains(&jwt));
    }
    let made = settings::create(sandbox, "machine", &json!({})).json();
    let [id, secret] = ["client_id", "client_secret"].map(|name| made[name].as_str().unwrap());
    let pairs = [("client_id", id), ("client_secret", secret), ("jwt_token", &good)];
    post_form(sandbox.url(), EXCHANGE, &pairs).send();
    let miss = near_miss(sandbox).unwrap_or_default();
    let signer = format!("({}) verifies the signature", app.client_id);
    assert!(
        miss.starts_with("a public key of the app ") && miss.ends_with(&signer),
        "{}",
        sandbox.explain()
    );
}
