//! The JWT exchange of pages 002 and 004, by a client that makes every mistake.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use serde_json::{Value, json};
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use crate::client::{Answer, post_form, post_json};
use crate::flow::{EXCHANGE, call, last_rule, secret};

pub(crate) struct Machine {
    pub(crate) sandbox: Sandbox,
    key: SigningKey<rsa::sha2::Sha256>,
}

impl Machine {
    pub(crate) fn start() -> Self {
        let sandbox = Sandbox::builder().with_key_pair().start().unwrap();
        let pem = sandbox.app(AppKind::Machine).unwrap().private_key_pem.clone().unwrap();
        let key = SigningKey::new(rsa::RsaPrivateKey::from_pkcs8_pem(&pem).unwrap());
        Self { sandbox, key }
    }

    pub(crate) fn app(&self) -> &AppAnnounced {
        self.sandbox.app(AppKind::Machine).unwrap()
    }

    pub(crate) fn claims(&self) -> Value {
        let exp = self.sandbox.clock().now().seconds() + 180;
        let iss = &self.sandbox.announcement().tenants[0].customer_id;
        json!({ "exp": exp, "iss": iss, "sub": self.app().user_id })
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let signature = self.key.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    pub(crate) fn exchange(&self, jwt: &str) -> Answer {
        let app = self.app();
        let pairs = [
            ("client_id", app.client_id.as_str()),
            ("client_secret", secret(app)),
            ("jwt_token", jwt),
        ];
        post_form(self.sandbox.url(), EXCHANGE, &pairs).send()
    }
}

#[test]
fn secret_signature_and_claims_must_all_be_right() {
    let machine = Machine::start();
    let rs256 = json!({ "alg": "RS256", "typ": "JWT" });
    let good = machine.sign(&rs256, &machine.claims());
    let answer = machine.exchange(&good);
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, Some("no-store")),
        "{answer:?}"
    );
    assert_eq!(call(&machine.sandbox, &answer.text("access_token")).status, 200);
    assert_eq!(answer.json().get("refresh_token"), None);

    let mut wrong = vec![
        (String::new(), "exchange.parameter"),
        ("a.b.c".to_owned(), "jwt.form"),
        (STANDARD.encode(&good), "jwt.form"),
        (machine.sign(&json!({ "alg": "none" }), &machine.claims()), "jwt.algorithm"),
        (machine.sign(&json!({ "alg": "HS256" }), &machine.claims()), "jwt.algorithm"),
        (format!("{}.", good.rsplit_once('.').unwrap().0), "jwt.signature"),
    ];
    for (claim, value, rule) in [
        ("exp", json!(null), "jwt.exp"),
        ("exp", json!(1), "jwt.exp"),
        ("exp", json!("soon"), "jwt.exp"),
        ("iss", json!(machine.app().client_id), "jwt.iss"),
        ("sub", json!("someone"), "jwt.sub"),
        ("nbf", json!(machine.sandbox.clock().now().seconds() + 60), "jwt.nbf"),
        ("aud", json!("https://elsewhere.example"), "jwt.aud"),
    ] {
        let mut claims = machine.claims();
        claims[claim] = value;
        wrong.push((machine.sign(&rs256, &claims), rule));
    }
    for (jwt, rule) in wrong {
        let answer = machine.exchange(&jwt);
        assert_eq!(
            (answer.status, last_rule(&machine.sandbox).as_str()),
            (400, rule),
            "{answer:?}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let mut aud = machine.claims();
    aud["aud"] = json!([machine.sandbox.url()]);
    assert_eq!(machine.exchange(&machine.sign(&rs256, &aud)).status, 200);
}

#[test]
fn the_body_is_a_form() {
    let machine = Machine::start();
    let jwt = machine.sign(&json!({ "alg": "RS256" }), &machine.claims());
    let app = machine.app();
    let body =
        json!({ "client_id": app.client_id, "client_secret": secret(app), "jwt_token": jwt });
    let answer = post_json(machine.sandbox.url(), EXCHANGE, &body).send();
    assert_eq!((answer.status, answer.text("error").as_str()), (400, "invalid_request"));
    assert_eq!(machine.exchange(&jwt).status, 200);
}
