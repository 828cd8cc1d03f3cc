//! Comparing what arrived with what should have.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::verdict::Judgement;
use crate::wire::difference;

/// Members by name, as [`crate::wire::Message::members`] gives them.
pub type Members = Vec<(String, String)>;

/// Passes when both are the same, and shows what differs when not.
#[must_use]
pub fn judge(
    expected: &Members,
    actual: &Members,
    what_differs: &str,
    evidence: &str,
) -> Judgement {
    match difference(expected, actual) {
        None => Judgement::pass(evidence),
        Some(difference) => Judgement::fail(what_differs, difference.expected, difference.actual),
    }
}

/// What a request asks of Workfront, whichever client sent it.
///
/// Left out are `accept` and `cache-control`, in which clients differ: they say which form of the answer is liked and what caches on
/// the way may do. `state` is left out too where it is not empty: the pages never mention it, and the core always sends it (RFC 9700
/// section 2.1). A challenge counts as right when it is the SHA-256 of its own request's verifier, since no two attempts share one.
#[must_use]
pub fn meaning(members: Members, verifier: Option<&str>) -> Members {
    let own_challenge = verifier.map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
    let mut members = members;
    members.retain(|(name, value)| match name.as_str() {
        "header.accept" | "header.cache-control" => false,
        "query.state" => value.is_empty(),
        _ => true,
    });
    for (name, value) in &mut members {
        if name == "body.jwt_token" {
            *value = readable(value).unwrap_or_else(|| value.clone());
        }
        if name == "query.code_challenge" && own_challenge.as_ref() == Some(value) {
            *value = String::from("the S256 challenge of its verifier");
        }
    }
    members
}

/// A signed JWT with its header and claims as text, so that a difference shows, and its signature as a hash, so that it does not.
fn readable(jwt: &str) -> Option<String> {
    let (input, signature) = jwt.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(signature));
    Some(format!("{} {} signature with SHA-256 {hash}", text(header)?, text(claims)?))
}

/// The members of a URL alone: the method depends on what it is used for.
#[must_use]
pub fn of_url(mut members: Members) -> Members {
    members.retain(|(name, _)| name == "path" || name.starts_with("query."));
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(pairs: &[(&str, &str)]) -> Members {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_challenge_is_right_by_its_own_verifier_only() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let own =
            members(&[("query.code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]);
        let other =
            members(&[("query.code_challenge", "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw")]);
        assert_ne!(meaning(own.clone(), Some(verifier)), own);
        assert_eq!(meaning(other.clone(), Some(verifier)), other);
        assert_eq!(meaning(own.clone(), None), own);
    }

    #[test]
    fn a_jwt_is_compared_by_what_it_says() {
        let of = |jwt: &str| meaning(members(&[("body.jwt_token", jwt)]), None);
        let shown = of("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln");
        assert!(shown[0].1.starts_with(r#"{"alg":"RS256"} {"exp":1} signature with SHA-256 "#));
        assert!(!shown[0].1.contains("c2ln"), "the signature is shown");
        assert_ne!(shown, of("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2lo"));
        assert_eq!(of("no JWT"), members(&[("body.jwt_token", "no JWT")]));
    }

    #[test]
    fn an_empty_state_is_not_overlooked() {
        let kept = members(&[("query.state", "")]);
        assert_eq!(meaning(kept.clone(), None), kept);
        assert!(
            meaning(members(&[("query.state", "s"), ("header.accept", "*/*")]), None).is_empty()
        );
    }
}
