//! What the pages say of the JWT and of its keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{first, two};

/// An exchange without RFC 7523's `grant_type` and `assertion` (section 2.1).
pub(super) fn not_an_assertion_grant(texts: &[&str]) -> bool {
    let has = |name: &str| {
        url::form_urlencoded::parse(first(texts).as_bytes()).any(|(other, _)| other == name)
    };
    !has("grant_type") || !has("assertion")
}

/// A claim whose name is not registered (RFC 7519 section 4.1): a library that is asked for it writes a claim that nobody reads.
pub(super) fn claim_that_is_not_registered(texts: &[&str]) -> bool {
    let claim = first(texts).split(['>', '<']).nth(2).unwrap_or_default();
    !["iss", "sub", "aud", "exp", "nbf", "iat", "jti"].contains(&claim)
}

/// A time since 1970 in unsaid units; RFC 7519 section 2 has seconds.
pub(super) fn time_without_a_unit(texts: &[&str]) -> bool {
    first(texts).contains("1970")
        && !["Sekunden", "秒"].iter().any(|unit| first(texts).contains(unit))
}

/// The token that is shown begins like base64url of a JSON object, so like a JWT. Workfront's is the id of a session.
pub(super) fn sample_is_a_jwt(texts: &[&str]) -> bool {
    let token = first(texts).split('"').nth(3).unwrap_or_default();
    let start = token.get(..4).unwrap_or_default();
    URL_SAFE_NO_PAD.decode(start).is_ok_and(|bytes| bytes.starts_with(b"{\""))
}

/// A signed JWT is base64url already (RFC 7515 section 3.1): who encodes it again sends something else.
pub(super) fn encoded_a_second_time(texts: &[&str]) -> bool {
    first(texts).contains("base64") || first(texts).contains("base-64")
}

/// The provider of identities is said to hold the private key. It is the client that signs.
pub(super) fn private_key_elsewhere(texts: &[&str]) -> bool {
    ["Identitätsanbieter", "身份提供者"].iter().any(|provider| first(texts).contains(provider))
}

/// Any certificate's key is said to do. Workfront knows one: the uploaded one.
pub(super) fn any_key_will_do(texts: &[&str]) -> bool {
    ["jedes zugehörigen Zertifikats", "任何关联证书"].iter().any(|any| first(texts).contains(any))
}

/// A certificate is said to sign. It holds the public key, which cannot.
pub(super) fn certificate_signs(texts: &[&str]) -> bool {
    ["Signaturzertifikat signiert", "证书进行签名"].iter().any(|words| first(texts).contains(words))
}

/// The JWT is said to be a service account's, and its subject to be a user.
pub(super) fn service_account_of_a_user(texts: &[&str]) -> bool {
    let (who, subject) = two(texts);
    let service = ["Dienstkonten", "服务帐户"].iter().any(|words| who.contains(words));
    service && ["Benutzer-ID", "用户ID"].iter().any(|words| subject.contains(words))
}
