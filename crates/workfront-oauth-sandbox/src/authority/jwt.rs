//! Reading a JSON Web Token: three segments, a header that asks for RS256, and claims whose names are unique.
//!
//! `jsonwebtoken` reads the header. It does not verify: its `decode` asks a process-wide cryptography provider, and panics
//! when the features of the whole build name none or two. A crate that others put into their tests cannot promise either, so
//! the signature is verified by `aws-lc-rs` directly, with a key that was parsed when it was uploaded.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::refusal::{ErrorCode, Refusal, Rule};
use super::rules;
use crate::defects::Defect;

/// A JWT whose form is right and whose signature nobody has looked at yet.
#[derive(Debug)]
pub(super) struct UnverifiedJwt<'a> {
    /// The header, unless a defect lets one through that `jsonwebtoken` cannot read.
    pub(super) header: Option<Header>,
    /// The bytes that are signed.
    pub(super) message: &'a str,
    pub(super) signature: Vec<u8>,
    claims: &'a str,
}

impl<'a> UnverifiedJwt<'a> {
    pub(super) fn parse(jwt: &'a str, defect: Option<Defect>) -> Result<Self, Refusal> {
        let form = |why: &str| refuse(&rules::JWT_FORM, why);
        if jwt.len() > LONGEST {
            return form("the JWT has more than 16 KiB");
        }
        let mut segments = jwt.split('.');
        let (Some(head), Some(claims), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return form(match jwt.split('.').count() {
                5 => "the JWT has five segments: it is encrypted, and a signed one is wanted",
                _ => "the JWT has not three segments separated by full stops",
            });
        };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return form("the signature is no base64url without padding");
        };
        let header = read_header(jwt, head, defect)?;
        // Invariant: two segments and the full stop between them lie before the second full stop.
        let message = &jwt[..head.len() + 1 + claims.len()];
        Ok(Self { header, message, signature, claims })
    }

    /// The claims. They are worth reading once the signature is verified.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, Refusal> {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(self.claims) else {
            return refuse(&rules::JWT_FORM, "the claims are no base64url without padding");
        };
        match serde_json::from_slice::<UniqueNames>(&bytes) {
            Ok(UniqueNames(claims)) => Ok(claims),
            Err(error) if error.to_string().contains(TWICE) => {
                refuse(&rules::JWT_DUPLICATE, "a claim is there twice")
            }
            Err(_) => refuse(&rules::JWT_FORM, "the claims are no JSON object"),
        }
    }
}

fn read_header(jwt: &str, head: &str, defect: Option<Defect>) -> Result<Option<Header>, Refusal> {
    let broken = |one: Defect| defect == Some(one);
    let Ok(header) = jsonwebtoken::decode_header(jwt) else {
        // What it cannot read is malformed, or has an algorithm that it does not know: `none` is not in its list.
        let raw = URL_SAFE_NO_PAD.decode(head).ok();
        let raw = raw.and_then(|bytes| serde_json::from_slice::<UniqueNames>(&bytes).ok());
        return match raw.as_ref().and_then(|UniqueNames(header)| header.get("alg")?.as_str()) {
            Some(none) if none.eq_ignore_ascii_case("none") && broken(Defect::AlgNone) => Ok(None),
            Some("RS256") | None => refuse(&rules::JWT_FORM, "the header is malformed"),
            Some(_) => refuse(&rules::JWT_ALGORITHM, "the header's alg is not RS256"),
        };
    };
    let allowed = match header.alg {
        Algorithm::RS256 => true,
        Algorithm::HS256 => broken(Defect::AlgConfusion),
        Algorithm::RS384 | Algorithm::RS512 => broken(Defect::AlgAny),
        _ => false,
    };
    if !allowed {
        let why = format!("the header's alg is {:?}, not RS256", header.alg);
        return refuse(&rules::JWT_ALGORITHM, &why);
    }
    let asks_too_much =
        header.crit.is_some() || header.extras.inner().contains_key("b64") || header.enc.is_some();
    if (asks_too_much || header.zip.is_some()) && !broken(Defect::CritIgnored) {
        let why = "the header asks for something that is not understood: crit, b64, enc or zip";
        return refuse(&rules::JWT_CRITICAL, why);
    }
    let typ = header.typ.as_deref().unwrap_or("JWT");
    if !typ.eq_ignore_ascii_case("JWT") && !broken(Defect::TypIgnored) {
        return refuse(
            &rules::JWT_TYPE,
            "the header's typ says that this JWT is for something else",
        );
    }
    Ok(Some(header))
}

/// A JSON object in which no name comes twice.
struct UniqueNames(Map<String, Value>);

impl<'de> Deserialize<'de> for UniqueNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = UniqueNames;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<UniqueNames, A::Error> {
                let mut map = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if map.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom(TWICE));
                    }
                }
                Ok(UniqueNames(map))
            }
        }

        deserializer.deserialize_map(Names)
    }
}

pub(super) fn refuse<T>(rule: &'static Rule, why: &str) -> Result<T, Refusal> {
    Err(Refusal::new(rule, ErrorCode::InvalidGrant, why))
}

const TWICE: &str = "a name is there twice";
/// Far more than any honest JWT has.
const LONGEST: usize = 16 * 1024;
