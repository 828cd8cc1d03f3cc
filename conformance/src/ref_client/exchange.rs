//! The JWT exchange of pages 002 and 004: a new JWT for each exchange, good for three minutes.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use ::http::header::DATE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::application::Application;
use super::attempt::random;
use super::http::Reply;
use super::mutants::{Conduct, Deviation, LOOPS};
use super::{EXCHANGE, Held, RefClient};
use crate::shim::message::{Answer, JwtExchange, Refusal};
use crate::shim::refused::Refused;

impl RefClient {
    pub(super) fn jwt_exchange(&mut self, ask: &JwtExchange) -> Result<Answer, Refused> {
        let application = Arc::new(Application::of_exchange(ask, self.conduct)?);
        let now = ask.now.unwrap_or_else(|| self.now());
        let mut reply = self.exchange(&application, ask, now)?;
        if let Some(theirs) = skewed_clock(&reply, now) {
            // Once, by the server's clock: the JWT of ours is expired there, or not valid yet.
            reply = self.exchange(&application, ask, theirs)?;
        }
        if self.conduct.is(Deviation::SkewLoops) {
            for _ in 0..LOOPS {
                if reply.status >= 400 {
                    reply = self.exchange(&application, ask, now)?;
                }
            }
        }
        let reader = super::Reader { type_required: false, ..self.reader() };
        let tokens = reader.tokens(&reply)?;
        self.held = Some(Held { tokens, application });
        Ok(Answer::done())
    }

    fn exchange(
        &mut self,
        application: &Application,
        ask: &JwtExchange,
        now: i64,
    ) -> Result<Reply, Refused> {
        let jwt = match self.last_jwt.clone().filter(|_| self.conduct.is(Deviation::JwtReused)) {
            Some(jwt) => jwt,
            None => signed(ask, now, self.conduct)?,
        };
        self.last_jwt = Some(jwt.clone());
        let url = format!("{}{EXCHANGE}", application.base_url);
        application.post(&url, vec![("jwt_token", &jwt)])
    }
}

/// The claims that page 002 names, and two that make each JWT another one.
fn claims(ask: &JwtExchange, now: i64, conduct: Conduct) -> Result<Value, Refused> {
    let random = random()?;
    let mut claims = json!({
        "iss": ask.customer_id,
        "sub": ask.user_id,
        "exp": now.saturating_add(LIFETIME),
        "iat": now,
        "jti": URL_SAFE_NO_PAD.encode(random.get(..16).unwrap_or_default()),
    });
    let changes = match () {
        () if conduct.is(Deviation::ExpMilliseconds) => {
            vec![("exp", json!(now.saturating_add(LIFETIME).saturating_mul(1_000)))]
        }
        () if conduct.is(Deviation::ExpDistant) => {
            vec![("exp", json!(now.saturating_add(31_536_000)))]
        }
        () if conduct.is(Deviation::IssAndSubSwapped) => {
            vec![("iss", json!(ask.user_id)), ("sub", json!(ask.customer_id))]
        }
        () if conduct.is(Deviation::IssClientId) => vec![("iss", json!(ask.client_id))],
        () if conduct.is(Deviation::SecretInClaims) => {
            vec![("client_secret", json!(ask.client_secret))]
        }
        () if conduct.is(Deviation::IatInFuture) => {
            vec![("iat", json!(now.saturating_add(60)))]
        }
        () => Vec::new(),
    };
    if let Some(members) = claims.as_object_mut() {
        members.extend(changes.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    Ok(claims)
}

fn signed(ask: &JwtExchange, now: i64, conduct: Conduct) -> Result<String, Refused> {
    let (algorithm, key) = if conduct.is(Deviation::JwtHmac) {
        (Algorithm::HS256, EncodingKey::from_secret(ask.client_secret.as_bytes()))
    } else {
        let key = EncodingKey::from_rsa_pem(ask.private_key_pem.as_bytes());
        let refused = |_| Refused::new(Refusal::Other, "the private key is not an RSA key in PEM");
        (Algorithm::RS256, key.map_err(refused)?)
    };
    let claims = claims(ask, now, conduct)?;
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &key)
        .map_err(|_| Refused::new(Refusal::Other, "the JWT cannot be signed"))
}

/// The server's time, where it refused and its clock is so far from ours that this may be why.
fn skewed_clock(reply: &Reply, now: i64) -> Option<i64> {
    if !(400..500).contains(&reply.status) || reply.status == 429 {
        return None;
    }
    let date = reply.headers.get(DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let theirs = i64::try_from(date.as_secs()).ok()?;
    (theirs.abs_diff(now) > TOLERATED_SKEW).then_some(theirs)
}

/// Page 002: "a few minutes".
const LIFETIME: i64 = 180;

/// Seconds between two clocks that no refusal is blamed on.
const TOLERATED_SKEW: u64 = 30;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ::http::{HeaderMap, HeaderValue};

    use super::*;
    use crate::ref_client::mutants;

    fn ask() -> JwtExchange {
        JwtExchange {
            base_url: "http://127.0.0.1:9".to_owned(),
            client_id: "client".to_owned(),
            client_secret: "a-secret".to_owned(),
            customer_id: "customer".to_owned(),
            user_id: "user".to_owned(),
            private_key_pem: "no key".to_owned(),
            now: None,
        }
    }

    fn made(mutant: Option<&str>) -> Value {
        let conduct = Conduct::of(mutant.map(|name| mutants::named(name).unwrap()));
        claims(&ask(), 1_000, conduct).unwrap()
    }

    /// Page 002: `exp` in a few minutes, `iss` the Customer ID, `sub` the User ID.
    #[test]
    fn documented_example() {
        let claims = made(None);
        assert_eq!(claims["exp"], 1_180);
        assert_eq!(claims["iss"], "customer");
        assert_eq!(claims["sub"], "user");
        assert_eq!(claims["iat"], 1_000);
        assert_ne!(claims["jti"], made(None)["jti"]);
    }

    #[test]
    fn each_mutant_of_the_claims_shows_in_them() {
        let check = |mutant: &str, name: &str, expected: Value| {
            assert_eq!(made(Some(mutant))[name], expected, "{mutant}");
        };
        check("cli-exp-milliseconds", "exp", json!(1_180_000));
        check("cli-exp-distant", "exp", json!(31_537_000));
        check("cli-iss-and-sub-swapped", "iss", json!("user"));
        check("cli-iss-and-sub-swapped", "sub", json!("customer"));
        check("cli-iss-client-id", "iss", json!("client"));
        check("cli-secret-in-claims", "client_secret", json!("a-secret"));
        check("cli-iat-in-future", "iat", json!(1_060));
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        let refused = signed(&ask(), 1_000, Conduct::default()).unwrap_err();
        assert_eq!(refused.error, Refusal::Other);
        assert!(signed(&ask(), 1_000, Conduct::of(mutants::named("cli-jwt-hmac"))).is_ok());
    }

    #[test]
    fn only_a_refusal_under_another_clock_is_tried_again() {
        let theirs = |status: u16, now: i64| {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_static("Thu, 01 Jan 1970 00:16:40 GMT"));
            skewed_clock(&Reply { status, headers, body: Vec::new() }, now)
        };
        assert_eq!(theirs(400, 700), Some(1_000));
        assert_eq!(theirs(401, 1_300), Some(1_000));
        assert_eq!(theirs(400, 1_020), None);
        assert_eq!(theirs(200, 700), None);
        assert_eq!(theirs(429, 700), None);
        assert_eq!(theirs(503, 700), None);
    }
}
