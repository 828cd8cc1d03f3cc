//! How requests are made: the checks that are more than comparing two texts.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::evidence::{Evidence, Seen, query_parameter};
use crate::cases::client::{Shape, To};

/// What a shape is held against.
pub(super) struct Known<'c> {
    /// Where the client was told the server is.
    pub(super) base: &'c str,
    pub(super) client_id: &'c str,
    pub(super) client_secret: &'c str,
    pub(super) customer_id: &'c str,
    pub(super) user_id: &'c str,
    /// The values that belong in no URL: codes, tokens, secrets.
    pub(super) secrets: &'c BTreeSet<String>,
    /// The time, in seconds since 1970.
    pub(super) now: i64,
}

/// What is wrong with the requests; nothing if they are so.
pub(super) fn fault(shape: Shape, evidence: &Evidence, known: &Known<'_>) -> Option<String> {
    match shape {
        Shape::AuthorizationUrl => authorization_url(evidence, known),
        Shape::FreshState => fresh("state", &evidence.authorize_parameter("state"), evidence),
        Shape::UnguessableState => bits("state", &evidence.authorize_parameter("state"), 128),
        Shape::S256 => s256(evidence),
        Shape::FreshChallenge => {
            fresh("code_challenge", &evidence.authorize_parameter("code_challenge"), evidence)
        }
        Shape::VerifierCharacters => verifier_characters(&verifiers(evidence)),
        Shape::UnguessableVerifier => bits("code_verifier", &verifiers(evidence), 256),
        Shape::VerifierUnseen => verifier_unseen(evidence),
        Shape::NothingSecretInUrl => nothing_secret_in_url(evidence, known),
        Shape::OneAuthentication => one_authentication(evidence, known),
        Shape::BasicPair => basic_pair(evidence, known),
        Shape::Jwt => each_jwt(evidence, |jwt| jwt.fault(known)),
        Shape::FreshJwt => {
            let jwts = evidence.parameter(To::Exchange, "jwt_token");
            let different: BTreeSet<&String> = jwts.iter().collect();
            (different.len() < jwts.len()).then(|| "a JWT was sent again".to_owned())
        }
        Shape::JwtWithoutSecret => each_jwt(evidence, |jwt| {
            jwt.holds(known.client_secret).then_some("a claim has the client secret")
        }),
        Shape::JwtNotFromTheFuture => each_jwt(evidence, |jwt| {
            let from = jwt.claims.get("iat").and_then(Value::as_f64);
            from.is_some_and(|from| from > known.now as f64 + CLOCKS)
                .then_some("iat is in the future")
        }),
    }
}

fn authorization_url(evidence: &Evidence, known: &Known<'_>) -> Option<String> {
    let wrong = evidence.authorize.iter().find_map(|url| {
        let rest = url.as_str().strip_prefix(known.base);
        let there = rest.is_some_and(|rest| rest.starts_with("/integrations/oauth2/authorize?"));
        if !there {
            Some("an authorization URL is not the server's /integrations/oauth2/authorize")
        } else if url.fragment().is_some() {
            Some("an authorization URL has a fragment")
        } else {
            None
        }
    });
    wrong.map(str::to_owned)
}

fn fresh(name: &str, values: &[String], evidence: &Evidence) -> Option<String> {
    let different: BTreeSet<&String> = values.iter().collect();
    if values.len() < evidence.authorize.len() {
        return Some(format!(
            "{} of {} authorization URLs have no {name}, or several",
            evidence.authorize.len() - values.len(),
            evidence.authorize.len()
        ));
    }
    (different.len() < values.len())
        .then(|| format!("{} log-ins have {} different {name}s", values.len(), different.len()))
}

/// How many bits a value can have at most, as far as several of them tell: the places in which they differ, times what a character
/// of the alphabet that they are seen to use can carry. Values that are built from less can still look so; values that look like
/// less are less.
fn bits(name: &str, values: &[String], wanted: u32) -> Option<String> {
    let Some(shortest) = values.iter().map(|value| value.chars().count()).min() else {
        return Some(format!("there is no {name}"));
    };
    if values.len() < ENOUGH {
        return Some(format!("{} values of {name} are too few to tell", values.len()));
    }
    let columns: Vec<BTreeSet<char>> = (0..shortest)
        .map(|at| values.iter().filter_map(|value| value.chars().nth(at)).collect())
        .collect();
    let varying: Vec<&BTreeSet<char>> = columns.iter().filter(|column| column.len() > 1).collect();
    let alphabet: BTreeSet<char> =
        varying.iter().flat_map(|column| column.iter().copied()).collect();
    // 64 where 60 were seen: rounded up to a whole number of bits, in the client's favour.
    let each = (alphabet.len().max(1) as f64).log2().ceil();
    let found = (varying.len() as f64 * each) as u32;
    (found < wanted).then(|| format!("{name} has {found} bits at most"))
}

/// The verifiers that were redeemed.
fn verifiers(evidence: &Evidence) -> Vec<String> {
    evidence.parameter(To::Token, "code_verifier")
}

fn s256(evidence: &Evidence) -> Option<String> {
    for url in &evidence.authorize {
        let Some(challenge) = query_parameter(url, "code_challenge") else {
            return Some("an authorization URL has no code_challenge".to_owned());
        };
        if query_parameter(url, "code_challenge_method").as_deref() != Some("S256") {
            return Some("code_challenge_method is not S256".to_owned());
        }
        let whole = URL_SAFE_NO_PAD.decode(&challenge).is_ok_and(|hash| hash.len() == 32);
        if !whole {
            return Some("code_challenge is not 32 octets in base64url without padding".to_owned());
        }
    }
    let challenges = evidence.authorize_parameter("code_challenge");
    let codes = evidence.all(To::Token).filter(|seen| seen.has("code")).count();
    let verifiers = verifiers(evidence);
    if verifiers.len() < codes {
        return Some("a code was redeemed without a code_verifier".to_owned());
    }
    let hash = |verifier: &String| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let fits = |verifier: &String| challenges.contains(&hash(verifier));
    (!verifiers.iter().all(fits))
        .then(|| "a code_verifier hashes to none of the challenges".to_owned())
}

fn verifier_characters(verifiers: &[String]) -> Option<String> {
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let wrong = verifiers.iter().find(|verifier| {
        !(43..=128).contains(&verifier.len()) || !verifier.chars().all(unreserved)
    });
    match (verifiers.is_empty(), wrong) {
        (true, _) => Some("there is no code_verifier".to_owned()),
        (false, Some(wrong)) if wrong.chars().all(unreserved) => {
            Some(format!("a code_verifier has {} characters", wrong.len()))
        }
        (false, Some(_)) => Some("a code_verifier has other characters".to_owned()),
        (false, None) => None,
    }
}

fn verifier_unseen(evidence: &Evidence) -> Option<String> {
    let verifiers = verifiers(evidence);
    let mut urls = evidence.authorize.iter().map(|url| decoded(url.as_str()));
    if verifiers.is_empty() {
        return Some("there is no code_verifier".to_owned());
    }
    urls.any(|url| verifiers.iter().any(|verifier| url.contains(verifier.as_str())))
        .then(|| "the authorization URL holds the code_verifier".to_owned())
}

fn nothing_secret_in_url(evidence: &Evidence, known: &Known<'_>) -> Option<String> {
    for seen in &evidence.requests {
        let holds = |secret: &String| {
            decoded(&seen.path).contains(secret.as_str()) || contains(&seen.query, secret)
        };
        if known.secrets.iter().any(holds) {
            return Some(format!("a secret is in the URL of {}", seen.shown()));
        }
        let secretive = matches!(seen.to, To::Token | To::Exchange | To::Revoke);
        if secretive && seen.method != "POST" {
            return Some(format!("not by POST: {}", seen.shown()));
        }
    }
    let mut urls = evidence.authorize.iter().map(|url| decoded(url.as_str()));
    urls.any(|url| known.secrets.iter().any(|secret| url.contains(secret.as_str())))
        .then(|| "a secret is in the authorization URL".to_owned())
}

fn one_authentication(evidence: &Evidence, known: &Known<'_>) -> Option<String> {
    let both = |seen: &&Seen| seen.has("header:authorization") && seen.has("client_secret");
    let twice =
        |seen: &&Seen| seen.has("client_secret") && seen.body_parameter("client_secret").is_none();
    let mut to_token = evidence.all(To::Token);
    let wrong = to_token.find(|seen| both(seen) || twice(seen));
    match (evidence.count(To::Any), wrong) {
        (0, _) => Some("there is no request".to_owned()),
        (_, Some(_)) => Some("a token request has the secret twice".to_owned()),
        (_, None) => {
            let own = |seen: &Seen| {
                seen.body_parameter("client_secret")
                    .is_none_or(|found| found == known.client_secret)
            };
            (!evidence.all(To::Token).all(own)).then(|| "it is another secret".to_owned())
        }
    }
}

fn basic_pair(evidence: &Evidence, known: &Known<'_>) -> Option<String> {
    let mut requests = evidence.all(To::Token).peekable();
    if requests.peek().is_none() {
        return Some("there is no token request".to_owned());
    }
    let pair = |seen: &Seen| {
        let (scheme, rest) = seen.header("authorization")?.split_once(' ')?;
        let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        scheme.eq_ignore_ascii_case("basic").then_some(text)
    };
    let decoded = |text: &str| {
        let (id, secret) = text.split_once(':').filter(|(_, secret)| !secret.contains(':'))?;
        Some(format!("{}:{}", form_decoded(id), form_decoded(secret)))
    };
    let wanted = format!("{}:{}", known.client_id, known.client_secret);
    requests
        .find_map(|seen| match pair(seen) {
            None => Some("a token request has no Basic pair"),
            Some(text) => (text != wanted && decoded(&text).as_ref() != Some(&wanted))
                .then_some("the Basic pair is not the Client ID and the secret"),
        })
        .map(str::to_owned)
}

struct Jwt {
    header: Value,
    claims: Value,
}

fn each_jwt(evidence: &Evidence, look: impl Fn(&Jwt) -> Option<&'static str>) -> Option<String> {
    let jwts = evidence.parameter(To::Exchange, "jwt_token");
    if jwts.is_empty() {
        return Some("there is no jwt_token".to_owned());
    }
    let faults = jwts.iter().find_map(|text| match Jwt::read(text) {
        None => Some("jwt_token is no JWT"),
        Some(jwt) => look(&jwt),
    });
    faults.map(str::to_owned)
}

impl Jwt {
    /// Reads one without verifying it: the server does that.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok()
        });
        let (header, claims) = (parts.next()??, parts.next()??);
        Some(Self { header, claims })
    }

    fn fault(&self, known: &Known<'_>) -> Option<&'static str> {
        let is =
            |name: &str, value: &str| self.claims.get(name).and_then(Value::as_str) == Some(value);
        let life = self.claims.get("exp").and_then(Value::as_f64).map(|exp| exp - known.now as f64);
        if self.header.get("alg").and_then(Value::as_str) != Some("RS256") {
            Some("alg is not RS256")
        } else if !is("iss", known.customer_id) {
            Some("iss is not the Customer ID")
        } else if !is("sub", known.user_id) {
            Some("sub is not the User ID")
        } else if life.is_none_or(|life| life <= 0.0) {
            Some("exp is missing or past")
        } else if life.is_some_and(|life| life > MINUTES) {
            Some("exp is further away than an hour")
        } else {
            None
        }
    }

    fn holds(&self, secret: &str) -> bool {
        contains(&self.claims, secret) || contains(&self.header, secret)
    }
}

/// Whether a text occurs in any name or text of a value.
fn contains(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| contains(item, text)),
        Value::Object(members) => {
            members.iter().any(|(name, member)| name.contains(text) || contains(member, text))
        }
        _ => false,
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn form_decoded(text: &str) -> String {
    decoded(&text.replace('+', " "))
}

/// Values that are enough to see in which places they differ.
const ENOUGH: usize = 10;
/// Seconds that the clocks of two programs on one machine may seem to differ.
const CLOCKS: f64 = 5.0;
/// Seconds: the pages recommend a few minutes, and more than an hour is none of them.
const MINUTES: f64 = 3_600.0;
