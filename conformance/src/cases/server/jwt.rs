//! JWTs that are not the documented one.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

/// What differs from the documented JWT: `exp` in three minutes, `iss` the customer, `sub` the user, signed with RS256.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Jwt {
    /// Members of the header. A text that is `{now+180}` and nothing else becomes the number.
    pub header: BTreeMap<String, Value>,
    /// Claims, likewise.
    pub claims: BTreeMap<String, Value>,
    /// Claims that are left out.
    pub without: Vec<String>,
    /// The payload as it stands, in place of any claims.
    pub payload: Option<String>,
    /// Whose key signs it.
    pub key: Key,
    /// How.
    pub sign: Signing,
    /// Its header carries the public half of that key as `jwk`.
    pub key_in_header: bool,
    /// What is done to the finished JWT: the name of an [`Alter`], or `{each}`.
    pub alter: Option<String>,
}

/// Whose key signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Key {
    /// The app's own.
    #[default]
    Own,
    /// One that the server has never seen.
    Stranger,
    /// The key pair of the app that a step before has registered.
    Made,
}

/// How it is signed, whatever the header says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum Signing {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// The same with SHA-384.
    #[serde(rename = "RS384")]
    Rs384,
    /// The same with SHA-512.
    #[serde(rename = "RS512")]
    Rs512,
    /// RSASSA-PSS with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
    /// HMAC with SHA-256, keyed with the public key's PEM.
    #[serde(rename = "HS256 public PEM")]
    HmacPem,
    /// HMAC with SHA-256, keyed with the public key's DER.
    #[serde(rename = "HS256 public DER")]
    HmacDer,
    /// HMAC with SHA-256, keyed with the client secret.
    #[serde(rename = "HS256 client secret")]
    HmacSecret,
    /// Not at all: the last segment is empty.
    #[serde(rename = "none")]
    None,
}

/// What is done to a finished JWT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alter {
    /// A bit of the signature is turned.
    SignatureBit,
    /// The signature is all zeros.
    SignatureZero,
    /// The last byte of the signature is missing.
    SignatureCut,
    /// A byte stands behind the signature.
    SignatureLonger,
    /// The signature is empty.
    SignatureEmpty,
    /// The claims are others than those that were signed.
    PayloadSwapped,
    /// The header is another than the one that was signed.
    HeaderSwapped,
    /// There are two segments.
    TwoSegments,
    /// There are four segments.
    FourSegments,
    /// The segments are padded with `=`.
    Padded,
    /// A line feed stands between the segments.
    WhiteSpace,
    /// It is in the JSON serialization.
    Json,
}

impl Alter {
    /// Each with its name in a case.
    pub const ALL: [(&str, Alter); 12] = [
        ("signature-bit", Alter::SignatureBit),
        ("signature-zero", Alter::SignatureZero),
        ("signature-cut", Alter::SignatureCut),
        ("signature-longer", Alter::SignatureLonger),
        ("signature-empty", Alter::SignatureEmpty),
        ("payload-swapped", Alter::PayloadSwapped),
        ("header-swapped", Alter::HeaderSwapped),
        ("two-segments", Alter::TwoSegments),
        ("four-segments", Alter::FourSegments),
        ("padded", Alter::Padded),
        ("white-space", Alter::WhiteSpace),
        ("json", Alter::Json),
    ];

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, alter)| *alter)
    }
}
