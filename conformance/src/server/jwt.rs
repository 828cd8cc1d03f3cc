//! JWTs, sound and unsound, signed with keys that the server knows and others.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use aws_lc_rs::{hmac, rand, signature};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Map, Value, json};

use super::held::Held;
use super::target::TestApp;
use super::trouble::Trouble;
use crate::cases::server::{Alter, Jwt, Key, Signing};

/// A key that no server knows.
const STRANGER: &str = include_str!("../../vectors/keys/stranger.pem");
/// How long the documented JWT lives.
const LIFETIME: i64 = 180;

/// The JWT of a step: the documented one with what the case changes.
pub(super) fn jwt(app: &TestApp, change: &Jwt, held: &Held) -> Result<String, Trouble> {
    let pem = match change.key {
        Key::Own => app.private_key_pem.as_deref(),
        Key::Stranger => Some(STRANGER),
        Key::Made => held.made.as_ref().and_then(|app| app.private_key_pem.as_deref()),
    };
    let pem = pem.ok_or_else(|| Trouble::missing("no private key to sign with"))?;
    let key = read(pem)?;
    let mut header = Map::new();
    header.insert("alg".into(), algorithm(change.sign).into());
    header.insert("typ".into(), "JWT".into());
    for (name, value) in &change.header {
        header.insert(name.clone(), held.json(value)?);
    }
    if change.key_in_header {
        header.insert("jwk".into(), jwk(&key));
    }
    let payload = match &change.payload {
        Some(text) => held.fill(text)?,
        None => Value::Object(claims(app, change, held)?).to_string(),
    };
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(Value::Object(header).to_string()),
        URL_SAFE_NO_PAD.encode(&payload)
    );
    let signature = sign(&key, change.sign, app, input.as_bytes())?;
    let alter = match &change.alter {
        None => None,
        Some(name) => Alter::named(&held.fill(name)?),
    };
    Ok(altered(alter, &input, signature))
}

fn claims(app: &TestApp, change: &Jwt, held: &Held) -> Result<Map<String, Value>, Trouble> {
    let missing = |what: &str| Trouble::missing(format!("the target's machine app has no {what}"));
    let mut claims = Map::new();
    claims.insert("exp".into(), held.now.saturating_add(LIFETIME).into());
    let customer = app.customer_id.clone().ok_or_else(|| missing("customer_id"))?;
    claims.insert("iss".into(), customer.into());
    claims.insert("sub".into(), app.user_id.clone().ok_or_else(|| missing("user_id"))?.into());
    for (name, value) in &change.claims {
        claims.insert(name.clone(), held.json(value)?);
    }
    claims.retain(|name, _| !change.without.contains(name));
    Ok(claims)
}

/// Whether this is a key that can sign.
pub(super) fn is_key(pem: &str) -> bool {
    read(pem).is_ok()
}

fn read(pem: &str) -> Result<KeyPair, Trouble> {
    let unread = || Trouble::Suite(String::from("the private key is no RSA key in PEM"));
    match PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| unread())? {
        PrivateKeyDer::Pkcs1(der) => {
            KeyPair::from_der(der.secret_pkcs1_der()).map_err(|_| unread())
        }
        PrivateKeyDer::Pkcs8(der) => {
            KeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| unread())
        }
        _ => Err(unread()),
    }
}

fn algorithm(signing: Signing) -> &'static str {
    match signing {
        Signing::Rs256 => "RS256",
        Signing::Rs384 => "RS384",
        Signing::Rs512 => "RS512",
        Signing::Ps256 => "PS256",
        Signing::HmacPem | Signing::HmacDer | Signing::HmacSecret => "HS256",
        Signing::None => "none",
    }
}

fn sign(key: &KeyPair, signing: Signing, app: &TestApp, input: &[u8]) -> Result<Vec<u8>, Trouble> {
    let encoding: &dyn signature::RsaEncoding = match signing {
        Signing::Rs256 => &signature::RSA_PKCS1_SHA256,
        Signing::Rs384 => &signature::RSA_PKCS1_SHA384,
        Signing::Rs512 => &signature::RSA_PKCS1_SHA512,
        Signing::Ps256 => &signature::RSA_PSS_SHA256,
        Signing::None => return Ok(Vec::new()),
        Signing::HmacPem => return Ok(mac(public_pem(key)?.as_bytes(), input)),
        Signing::HmacDer => return Ok(mac(&public_der(key)?, input)),
        Signing::HmacSecret => {
            return Ok(mac(app.client_secret.as_deref().unwrap_or_default().as_bytes(), input));
        }
    };
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(encoding, &rand::SystemRandom::new(), input, &mut signature)
        .map_err(|_| Trouble::Suite(String::from("the private key does not sign")))?;
    Ok(signature)
}

fn mac(key: &[u8], input: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), input).as_ref().to_vec()
}

fn public_der(key: &KeyPair) -> Result<Vec<u8>, Trouble> {
    let der: Result<PublicKeyX509Der<'_>, _> = key.public_key().as_der();
    let der = der.map_err(|_| Trouble::Suite(String::from("the key has no public half")))?;
    Ok(der.as_ref().to_vec())
}

fn public_pem(key: &KeyPair) -> Result<String, Trouble> {
    let base64 = STANDARD.encode(public_der(key)?);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for line in base64.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PUBLIC KEY-----\n");
    Ok(pem)
}

fn jwk(key: &KeyPair) -> Value {
    let public = key.public_key();
    json!({
        "kty": "RSA",
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}

/// Puts the segments together, with what the case does to them.
fn altered(alter: Option<Alter>, input: &str, mut signature: Vec<u8>) -> String {
    let (header, payload) = input.split_once('.').unwrap_or((input, ""));
    match alter {
        Some(Alter::SignatureBit) => signature.iter_mut().take(1).for_each(|byte| *byte ^= 1),
        Some(Alter::SignatureZero) => signature.fill(0),
        Some(Alter::SignatureCut) => _ = signature.pop(),
        Some(Alter::SignatureLonger) => signature.push(0),
        Some(Alter::SignatureEmpty) => signature.clear(),
        _ => {}
    }
    let signed = URL_SAFE_NO_PAD.encode(&signature);
    match alter {
        Some(Alter::PayloadSwapped) => {
            format!("{header}.{}.{signed}", changed(payload, "exp", json!(4_102_444_800_i64)))
        }
        Some(Alter::HeaderSwapped) => {
            format!("{}.{payload}.{signed}", changed(header, "kid", json!("other")))
        }
        Some(Alter::TwoSegments) => input.to_owned(),
        Some(Alter::FourSegments) => format!("{input}.{signed}.{payload}"),
        Some(Alter::Padded) => {
            let padded = |segment: &str| {
                let bytes = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
                URL_SAFE.encode(bytes)
            };
            format!("{}.{}.{}", padded(header), padded(payload), URL_SAFE.encode(&signature))
        }
        Some(Alter::WhiteSpace) => format!("{header}.\n{payload}.\n{signed}"),
        Some(Alter::Json) => {
            json!({ "protected": header, "payload": payload, "signature": signed }).to_string()
        }
        _ => format!("{input}.{signed}"),
    }
}

/// A segment with one more or other member.
fn changed(segment: &str, member: &str, value: Value) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
    let mut members: Map<String, Value> = serde_json::from_slice(&bytes).unwrap_or_default();
    members.insert(member.to_owned(), value);
    URL_SAFE_NO_PAD.encode(Value::Object(members).to_string())
}
