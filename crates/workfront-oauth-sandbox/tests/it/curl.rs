//! The real `curl` and `openssl`: the documented commands, repaired, and the exits that transport faults lead to.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::authority::AppKind;

use crate::flow::{EXCHANGE, SEARCH, TOKEN, allowing, code, secret, tokens, web};

/// `curl` without configuration or proxy, silent, with a deadline.
fn curl(arguments: &[&str]) -> Output {
    let fixed = ["-q", "--noproxy", "*", "--silent", "--max-time", "20"];
    Command::new("curl")
        .env_clear()
        .args(fixed)
        .args(arguments)
        .output()
        .expect("curl is installed")
}

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {output:?}"))
}

fn openssl(directory: &Path, line: &str) {
    let arguments = line.split(' ');
    let output = Command::new("openssl")
        .current_dir(directory)
        .args(arguments)
        .output()
        .expect("openssl is installed");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn documented_commands() {
    // Page 001: both forms of the exchange, the call, and both forms of the refresh.
    let sandbox = allowing();
    let app = web(&sandbox);
    let (url, redirect) = (format!("{}{TOKEN}", sandbox.url()), &app.redirect_uris[0]);
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(format!(
            "{}:{}",
            app.client_id,
            secret(app)
        ))
    };
    let first = json_of(&curl(&[
        "--location",
        "--request",
        "POST",
        &url,
        "--header",
        &format!("Authorization: Basic {basic}"),
        "--header",
        "Content-Type: application/json",
        "--data-raw",
        &format!(
            "{{\n \"code\": \"{}\",\n \"grant_type\": \"authorization_code\",\n \"redirect_uri\": \"{redirect}\"\n}}",
            code(&sandbox)
        ),
    ]));
    let second = json_of(&curl(&[
        "--location",
        "--request",
        "POST",
        &url,
        "--header",
        "Content-Type: application/x-www-form-urlencoded",
        "--data-urlencode",
        "grant_type=authorization_code",
        "--data-urlencode",
        &format!("redirect_uri={redirect}"),
        "--data-urlencode",
        &format!("code={}", code(&sandbox)),
        "--data-urlencode",
        &format!("client_id={}", app.client_id),
        "--data-urlencode",
        &format!("client_secret={}", secret(app)),
    ]));
    for tokens in [&first, &second] {
        let session = format!("sessionID: {}", tokens["access_token"].as_str().unwrap());
        let found = json_of(&curl(&[
            "--request",
            "GET",
            &format!("{}{SEARCH}", sandbox.url()),
            "--header",
            &session,
        ]));
        assert_eq!(found["data"].as_array().unwrap().len(), 5);
    }
    let refreshed = json_of(&curl(&[
        "--location",
        "--request",
        "POST",
        &url,
        "--header",
        &format!("Authorization: Basic {basic}"),
        "--header",
        "Content-Type: application/json",
        "--data-raw",
        &json!({ "grant_type": "refresh_token", "refresh_token": first["refresh_token"] })
            .to_string(),
    ]));
    assert!(refreshed["access_token"].is_string(), "{refreshed}");
    let refreshed = json_of(&curl(&[
        "--location",
        "--request",
        "POST",
        &url,
        "--header",
        "Content-Type: application/x-www-form-urlencoded",
        "--data-urlencode",
        "grant_type=refresh_token",
        "--data-urlencode",
        &format!("redirect_uri={redirect}"),
        "--data-urlencode",
        &format!("refresh_token={}", second["refresh_token"].as_str().unwrap()),
        "--data-urlencode",
        &format!("client_id={}", app.client_id),
        "--data-urlencode",
        &format!("client_secret={}", secret(app)),
    ]));
    assert!(refreshed["access_token"].is_string(), "{refreshed}");
}

#[test]
fn a_certificate_by_the_documented_line_signs_a_jwt() {
    // Pages 002 and 004: the certificate, its upload, the JWT signed with its key, the exchange, and a call with the token.
    let sandbox = Sandbox::start();
    let app = sandbox.app(AppKind::Machine).unwrap();
    let announcement = sandbox.announcement();
    let directory = tempfile::tempdir().unwrap();
    openssl(
        directory.path(),
        "req -x509 -sha256 -nodes -newkey rsa:2048 -keyout private.key -out certificate_pub.crt -subj /CN=sandbox.example",
    );
    let certificate =
        std::fs::read_to_string(directory.path().join("certificate_pub.crt")).unwrap();
    let bearer = format!("Authorization: Bearer {}", announcement.control_token);
    let keys = format!("{}/_sandbox/apps/{}/keys", announcement.control_url, app.client_id);
    let upload = json!({ "pem": certificate, "user_id": app.user_id }).to_string();
    let uploaded = json_of(&curl(&["--header", &bearer, "--data", &upload, &keys]));
    assert!(uploaded["key_id"].is_string(), "{uploaded}");
    // As every moment of the control port: in RFC 3339.
    let listed = json_of(&curl(&["--header", &bearer, &keys]));
    let ends = &listed["keys"][0]["source"]["certificate"]["not_after"];
    assert!(ends.as_str().is_some_and(|ends| ends.ends_with('Z')), "{listed}");

    let now = sandbox.clock().now().seconds();
    let claims =
        json!({ "exp": now + 180, "iss": announcement.tenants[0].customer_id, "sub": app.user_id });
    let jwt = sign(directory.path(), &claims);
    let exchange = |jwt: &str, client_secret: &str| {
        let output = curl(&[
            "--data-urlencode",
            &format!("client_id={}", app.client_id),
            "--data-urlencode",
            &format!("client_secret={client_secret}"),
            "--data-urlencode",
            &format!("jwt_token={jwt}"),
            &format!("{}{EXCHANGE}", sandbox.url()),
        ]);
        json_of(&output)
    };
    let token = exchange(&jwt, secret(app));
    let session = format!(
        "sessionID: {}",
        token["access_token"].as_str().unwrap_or_else(|| panic!("{token}"))
    );
    let found = json_of(&curl(&[
        "--header",
        &session,
        &format!("{}/attask/api/v14.0/user/search", sandbox.url()),
    ]));
    assert_eq!(found["data"].as_array().unwrap().len(), 2);

    assert_eq!(exchange(&jwt, "wrong")["error"], "invalid_client");
    assert_eq!(exchange(&jwt[..jwt.len() - 4], secret(app))["error"], "invalid_grant");
    // "Your Customer ID", and not the Client ID.
    let confused = json!({ "exp": now + 180, "iss": app.client_id, "sub": app.user_id });
    assert_eq!(exchange(&sign(directory.path(), &confused), secret(app))["error"], "invalid_grant");
    sandbox.advance(std::time::Duration::from_secs(181)).unwrap();
    assert_eq!(exchange(&jwt, secret(app))["error"], "invalid_grant");
}

/// `claims` as a JWT, signed by `openssl dgst` with the key in `directory`.
fn sign(directory: &Path, claims: &Value) -> String {
    use base64::Engine as _;
    let encoded = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let header = encoded(br#"{"alg":"RS256","typ":"JWT"}"#);
    let input = format!("{header}.{}", encoded(claims.to_string().as_bytes()));
    std::fs::write(directory.join("input"), &input).unwrap();
    openssl(directory, "dgst -sha256 -sign private.key -out signature input");
    let signature = std::fs::read(directory.join("signature")).unwrap();
    format!("{input}.{}", encoded(&signature))
}

#[test]
fn transport_faults_are_what_curl_says_they_are() {
    let sandbox = allowing();
    let announcement = sandbox.announcement();
    let bearer = format!("Authorization: Bearer {}", announcement.control_token);
    for (effect, exit) in [
        (json!({"kind": "cut", "bytes": 0, "when": "before_commit"}), 52),
        (json!({"kind": "reset", "when": "before_commit"}), 56),
        (json!({"kind": "reset", "when": "after_commit"}), 56),
        (json!({"kind": "cut", "bytes": 20, "when": "after_commit"}), 18),
        (json!({"kind": "length", "delta": 1}), 18),
        (json!({"kind": "stall", "ms": 60_000}), 28),
        (json!({"kind": "drip", "bytes": 1, "ms": 60_000}), 28),
    ] {
        let app = web(&sandbox);
        let token = tokens(&sandbox).text("refresh_token");
        let before = live(&sandbox);
        let fault = json!({ "faults": [{ "match": { "endpoint": "token", "grant_type": "refresh_token" }, "effect": effect }] });
        let faults = format!("{}/_sandbox/faults", announcement.control_url);
        json_of(&curl(&["--header", &bearer, "--data", &fault.to_string(), &faults]));
        // Where the sandbox ends the connection, curl does not have to; where it does not, it has had time to commit.
        let patience = if exit == 28 { "1" } else { "60" };
        let output = curl(&[
            "--max-time",
            patience,
            "--data-urlencode",
            "grant_type=refresh_token",
            "--data-urlencode",
            &format!("refresh_token={token}"),
            "--data-urlencode",
            &format!("client_id={}", app.client_id),
            "--data-urlencode",
            &format!("client_secret={}", secret(app)),
            &format!("{}{TOKEN}", sandbox.url()),
        ]);
        assert_eq!(output.status.code(), Some(exit), "{effect}: {output:?}");
        // After the commit the state has another live refresh token; before it, the same.
        let committed = effect["when"] != "before_commit";
        assert_eq!(live(&sandbox) != before, committed, "{effect}");
        let all = json_of(&curl(&["--header", &bearer, &faults]));
        assert_eq!(all["faults"].as_array().unwrap().last().unwrap()["fired"], 1, "{effect}");
    }
}

/// The live refresh tokens, as the control port's `state` shows them.
fn live(sandbox: &Sandbox) -> Vec<Value> {
    let announcement = sandbox.announcement();
    let state = json_of(&curl(&[
        "--header",
        &format!("Authorization: Bearer {}", announcement.control_token),
        &format!("{}/_sandbox/state", announcement.control_url),
    ]));
    let grants = state["tenants"][0]["grants"].as_array().unwrap().clone();
    grants
        .iter()
        .flat_map(|grant| grant["families"].as_array().unwrap())
        .map(|family| family["live"].clone())
        .collect()
}
