//! The JWT exchange.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256};
use serde_json::{Value, json};

use super::world::{KEY, OTHER_KEY, World, encode, rule};
use crate::authority::*;

/// oauth-app-jwt-flow: `exp`, `iss`, `sub`, RS256, client secret and Client ID beside it.
#[test]
fn documented_example() {
    let mut world = World::new();
    let jwt = KEY.sign(&world.claims());
    let tokens = world.exchange(&jwt).unwrap();
    assert_eq!(tokens.access_token.expose_secret().len(), 32);
    assert!(tokens.refresh_token.is_none());
    assert_eq!(world.call_api(&tokens.access_token).unwrap(), world.admin);
    world.exchange(&jwt).unwrap();
    assert_eq!(world.app(&world.machine).unwrap().keys[0].last_used, Some(world.now));
}

#[test]
fn each_claim_has_its_rule() {
    let world = World::new();
    let now = world.now.seconds();
    let (admin, planner) = (world.admin.to_string(), world.planner.to_string());
    let client_id = world.machine.client_id.to_string();
    let cases = [
        ("exp", Value::Null, "jwt.exp"),
        ("exp", json!(now), "jwt.exp"),
        ("exp", json!(now - 1), "jwt.exp"),
        ("exp", json!((now + 60).to_string()), "jwt.exp"),
        ("exp", json!(-1), "jwt.exp"),
        ("exp", json!(1_u64 << 63), "jwt.exp"),
        ("exp", json!((now + 60) * 1000), "jwt.exp"),
        ("exp", json!(1e300), "jwt.exp"),
        ("exp", json!([now + 60]), "jwt.exp"),
        ("iss", Value::Null, "jwt.iss"),
        ("iss", json!(client_id), "jwt.iss"),
        ("iss", json!([world.customer.to_string()]), "jwt.iss"),
        ("sub", Value::Null, "jwt.sub"),
        ("sub", json!(planner), "jwt.sub"),
        ("sub", json!("f".repeat(32)), "jwt.sub"),
        ("sub", json!([admin]), "jwt.sub"),
        ("nbf", json!(now + 1), "jwt.nbf"),
        ("nbf", json!("now"), "jwt.nbf"),
        ("aud", json!("https://other.example"), "jwt.aud"),
        ("aud", json!([]), "jwt.aud"),
        ("aud", json!({}), "jwt.aud"),
    ];
    for (name, value, expected) in cases {
        let mut world = World::new();
        let mut claims = world.claims();
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
        let refusal = world.exchange(&KEY.sign(&claims)).unwrap_err();
        let got = (refusal.rule.id, refusal.error);
        assert_eq!(got, (expected, ErrorCode::InvalidGrant), "{name} {value}");
    }
    let fine = [
        ("exp", json!(now as f64 + 1.5)),
        ("nbf", json!(now)),
        ("iat", json!("ignored")),
        ("aud", json!(["x", "https://myorganization.my.workfront.example"])),
        ("other", json!({"nested": [1]})),
    ];
    for (name, value) in fine {
        let mut world = World::new();
        let mut claims = world.claims();
        claims[name] = value;
        assert!(world.exchange(&KEY.sign(&claims)).is_ok(), "{name}");
    }
}

#[test]
fn only_rs256_with_the_registered_key_verifies() {
    let mut world = World::new();
    let claims = world.claims();
    let text = claims.to_string();
    let header = |alg: &str| json!({"alg": alg, "typ": "JWT"}).to_string();
    let unsigned =
        |alg: &str| format!("{}.{}.", encode(header(alg).as_bytes()), encode(text.as_bytes()));
    let hmac = |key: &[u8]| {
        let jwt = unsigned("HS256");
        let message = jwt.trim_end_matches('.');
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        format!("{message}.{}", encode(hmac::sign(&key, message.as_bytes()).as_ref()))
    };
    let secret = world.machine.secret.clone().unwrap();
    for (jwt, expected) in [
        (unsigned("none"), "jwt.algorithm"),
        (unsigned("None"), "jwt.algorithm"),
        (unsigned("nOnE"), "jwt.algorithm"),
        (unsigned("RS256"), "jwt.signature"),
        (hmac(KEY.public_pem.as_bytes()), "jwt.algorithm"),
        (hmac(secret.expose_secret().as_bytes()), "jwt.algorithm"),
        (
            KEY.sign_as(&RSA_PKCS1_SHA384, header("RS384").as_bytes(), text.as_bytes()),
            "jwt.algorithm",
        ),
        (
            KEY.sign_as(&RSA_PKCS1_SHA512, header("RS512").as_bytes(), text.as_bytes()),
            "jwt.algorithm",
        ),
        (
            KEY.sign_as(&RSA_PKCS1_SHA512, header("RS256").as_bytes(), text.as_bytes()),
            "jwt.signature",
        ),
        (
            KEY.sign_as(&RSA_PSS_SHA256, header("RS256").as_bytes(), text.as_bytes()),
            "jwt.signature",
        ),
        (OTHER_KEY.sign(&claims), "jwt.signature"),
    ] {
        assert_eq!(rule(world.exchange(&jwt)).err(), Some(expected), "{jwt:.40}");
    }
    // The control: the same claims, signed as they should be.
    world.exchange(&KEY.sign(&claims)).unwrap();
}

#[test]
fn no_part_of_the_header_chooses_the_key() {
    let mut world = World::new();
    let claims = world.claims();
    let hostile = [
        ("kid", json!("../../etc/passwd")),
        ("kid", json!("' OR 1=1 --")),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AAAA"])),
        ("jwk", json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})),
    ];
    for (name, value) in hostile {
        let mut header = json!({"alg": "RS256"});
        header[name] = value;
        let by_other = OTHER_KEY.sign_with(&header, &claims);
        assert_eq!(rule(world.exchange(&by_other)).err(), Some("jwt.signature"), "{name}");
        assert!(world.exchange(&KEY.sign_with(&header, &claims)).is_ok(), "{name}");
    }
}

#[test]
fn headers_that_ask_for_more_are_refused() {
    let mut world = World::new();
    let claims = world.claims();
    for (header, expected) in [
        (json!({"alg": "RS256", "crit": ["exp"]}), "jwt.critical"),
        (json!({"alg": "RS256", "crit": ["b64"], "b64": false}), "jwt.critical"),
        (json!({"alg": "RS256", "b64": false}), "jwt.critical"),
        (json!({"alg": "RS256", "zip": "DEF"}), "jwt.critical"),
        (json!({"alg": "RS256", "typ": "logout+jwt"}), "jwt.type"),
        (json!({"typ": "JWT"}), "jwt.form"),
        (json!({"alg": 256}), "jwt.form"),
        (json!([]), "jwt.form"),
    ] {
        let jwt = KEY.sign_with(&header, &claims);
        assert_eq!(rule(world.exchange(&jwt)).err(), Some(expected), "{header}");
    }
    world.exchange(&KEY.sign_with(&json!({"alg": "RS256", "typ": "jwt"}), &claims)).unwrap();
    world.exchange(&KEY.sign_with(&json!({"alg": "RS256"}), &claims)).unwrap();
}

#[test]
fn a_jwt_has_one_form() {
    let mut world = World::new();
    let jwt = KEY.sign(&world.claims());
    let [head, claims, signature] = jwt.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let twice = |json: &str| KEY.sign_as(&RSA_PKCS1_SHA256, br#"{"alg":"RS256"}"#, json.as_bytes());
    let exp = world.now.seconds() + 60;
    for (text, expected) in [
        (String::new(), "jwt.form"),
        (format!("{head}.{claims}"), "jwt.form"),
        (format!("{jwt}."), "jwt.form"),
        (format!("{jwt}.x.y"), "jwt.form"),
        (format!("{head}.{claims}.{signature}="), "jwt.form"),
        (format!("{head}.{claims}.{signature}\n"), "jwt.form"),
        (format!(" {jwt}"), "jwt.form"),
        (format!("{head}=.{claims}.{signature}"), "jwt.form"),
        (format!("{head}.{claims}=.{signature}"), "jwt.signature"),
        (format!("{head}.{}.{signature}", encode(b"{}")), "jwt.signature"),
        ("a".repeat(17 * 1024), "jwt.form"),
        (twice("[]"), "jwt.form"),
        (twice("{"), "jwt.form"),
        (twice(&format!(r#"{{"exp":{exp},"exp":{exp}}}"#)), "jwt.duplicate-claim"),
    ] {
        assert_eq!(rule(world.exchange(&text)).err(), Some(expected), "{text:.60}");
    }
}

#[test]
fn secret_and_jwt_must_both_be_right() {
    let mut world = World::new();
    let jwt = KEY.sign(&world.claims());
    let (machine, web) = (world.machine.clone(), world.web.clone());
    let other = world.create(AppKind::Machine);
    for (client, expected, error) in [
        (machine.without_secret(), "client.secret", ErrorCode::InvalidClient),
        (machine.with_secret("wrong"), "client.secret", ErrorCode::InvalidClient),
        (web, "exchange.app-type", ErrorCode::UnauthorizedClient),
        (other.clone(), "exchange.key", ErrorCode::InvalidGrant),
    ] {
        let refusal = world.exchange_as(&client, &jwt).unwrap_err();
        assert_eq!((refusal.rule.id, refusal.error), (expected, error));
    }
    world.add_key(&other, &OTHER_KEY.public_pem).unwrap();
    assert_eq!(rule(world.exchange_as(&other, &jwt)).err(), Some("jwt.signature"));
    let (tenant, client) = (world.tenant.clone(), machine.presented());
    let refusal = world.apply(ExchangeJwt { tenant, client, jwt: None, audiences: vec![] });
    assert_eq!(rule(refusal).err(), Some("exchange.parameter"));
}

#[test]
fn a_deleted_key_verifies_nothing_and_its_sessions_end() {
    let mut world = World::new();
    let jwt = KEY.sign(&world.claims());
    let token = world.exchange(&jwt).unwrap().access_token;
    let (machine, key) = (world.machine.clone(), world.key);
    world.delete_key(&machine, key).unwrap();
    assert_eq!(rule(world.exchange(&jwt)).err(), Some("exchange.key"));
    assert_eq!(rule(world.call_api(&token)), Err("session.alive"));
}
