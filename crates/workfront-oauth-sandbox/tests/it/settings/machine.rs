//! The demo machine app with a key that these tests hold.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use super::control::control;
use crate::client::{Answer, post_form};
use crate::flow::{EXCHANGE, TOKEN, secret};

/// Drawn once: that takes longer than all else here.
static KEY: LazyLock<Key> = LazyLock::new(Key::draw);

struct Key {
    pair: RsaKeyPair,
    public_pem: String,
    /// Valid from December 2026 for 30 days, as the documented `openssl` line makes it.
    certificate_pem: String,
}

impl Key {
    fn draw() -> Self {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["app.example".into()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2026, 12, 20);
        parameters.not_after = rcgen::date_time_ymd(2027, 1, 19);
        Self {
            public_pem: pair.public_key_pem(),
            certificate_pem: parameters.self_signed(&pair).unwrap().pem(),
            pair: RsaKeyPair::from_pkcs8(&pair.serialize_der()).unwrap(),
        }
    }
}

/// The machine app's side.
pub(super) struct Machine<'s> {
    pub(super) sandbox: &'s Sandbox,
}

impl<'s> Machine<'s> {
    /// With the public key uploaded.
    pub(super) fn with_key(sandbox: &'s Sandbox) -> Self {
        let machine = Self { sandbox };
        assert_eq!(machine.upload(&KEY.public_pem).status, 201);
        machine
    }

    /// With no key yet.
    pub(super) fn without_key(sandbox: &'s Sandbox) -> Self {
        Self { sandbox }
    }

    pub(super) fn app(&self) -> &'s AppAnnounced {
        self.sandbox.app(AppKind::Machine).unwrap()
    }

    pub(super) fn upload_certificate(&self) -> Answer {
        self.upload(&KEY.certificate_pem)
    }

    fn upload(&self, pem: &str) -> Answer {
        let body = json!({ "pem": pem, "user_id": self.app().user_id });
        control(self.sandbox, "POST", &format!("/{}/keys", self.app().client_id), &body)
    }

    /// Generates a key pair on the server.
    pub(super) fn generate(&self) -> Answer {
        control(self.sandbox, "POST", &format!("/{}/keys", self.app().client_id), &json!({}))
    }

    /// Deletes the first key.
    pub(super) fn delete_key(&self) {
        let keys = format!("/{}/keys", self.app().client_id);
        let listed = control(self.sandbox, "GET", &keys, &json!({})).json();
        let path = format!("{keys}/{}", listed["keys"][0]["key_id"].as_str().unwrap());
        assert_eq!(control(self.sandbox, "DELETE", &path, &json!({})).status, 204);
    }

    /// The moment `seconds` from now, as a claim has it.
    pub(super) fn moment(&self, seconds: i64) -> i64 {
        self.sandbox.clock().now().seconds() + seconds
    }

    /// What the page asks for: `iss`, `sub`, `exp`.
    pub(super) fn claims(&self) -> Value {
        let iss = &self.sandbox.announcement().tenants[0].customer_id;
        json!({ "iss": iss, "sub": self.app().user_id, "exp": self.moment(180) })
    }

    /// The claims with one more, or another value of one.
    pub(super) fn claims_with(&self, name: &str, value: impl Into<Value>) -> Value {
        let mut claims = self.claims();
        claims[name] = value.into();
        claims
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message =
            format!("{}.{}", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
        let mut signature = vec![0; KEY.pair.public_modulus_len()];
        KEY.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Exchanges a JWT with `claims`.
    pub(super) fn exchange(&self, claims: &Value) -> Answer {
        self.exchange_text(&self.sign(claims))
    }

    /// Uses a refresh token.
    pub(super) fn refresh(&self, token: &str) -> Answer {
        let app = self.app();
        let pairs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", app.client_id.as_str()),
            ("client_secret", secret(app)),
        ];
        post_form(self.sandbox.url(), TOKEN, &pairs).send()
    }

    /// Exchanges `jwt_token` as it stands.
    pub(super) fn exchange_text(&self, jwt_token: &str) -> Answer {
        let app = self.app();
        let pairs = [
            ("client_id", app.client_id.as_str()),
            ("client_secret", secret(app)),
            ("jwt_token", jwt_token),
        ];
        post_form(self.sandbox.url(), EXCHANGE, &pairs).send()
    }
}
