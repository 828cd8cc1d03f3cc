//! Proof Key for Code Exchange, method S256 (RFC 7636; oauth-app-pkce-flow).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use crate::defects::Defect;
use crate::policy::choice::{ChallengeShape, Pkce};

/// The challenge to keep of an authorization request.
pub(super) fn challenge(
    setting: Pkce,
    shape: ChallengeShape,
    defect: Option<Defect>,
    challenge: Option<&str>,
    method: Option<&str>,
) -> Result<Option<String>, Refusal> {
    let refuse = |rule, why: String| Err(Refusal::new(rule, ErrorCode::InvalidRequest, why));
    let Some(challenge) = challenge else {
        if setting == Pkce::Required {
            return refuse(&rules::PKCE_REQUIRED, "the request has no code_challenge".into());
        }
        if method.is_some() {
            let why = "code_challenge_method came without a code_challenge";
            return refuse(&rules::PKCE_CHALLENGE, why.into());
        }
        return Ok(None);
    };
    if setting == Pkce::Refused {
        return refuse(&rules::PKCE_ALLOWED, "the request has a code_challenge".into());
    }
    match method {
        Some("S256") => {}
        None | Some("plain") if defect == Some(Defect::PlainAccepted) => {
            return Ok(Some(format!("{PLAIN}{challenge}")));
        }
        Some(_) if defect == Some(Defect::LifeDowngrade) => return Ok(None),
        // RFC 7636 §4.3: without a method, "plain" is meant.
        None => {
            return refuse(
                &rules::PKCE_METHOD,
                "code_challenge_method is missing, which means plain".into(),
            );
        }
        Some(other) => {
            return refuse(&rules::PKCE_METHOD, format!("code_challenge_method is {other:?}"));
        }
    }
    let well_formed = match shape {
        ChallengeShape::Sha256 => {
            challenge.len() == 43
                && URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == 32)
        }
        ChallengeShape::Any => is_verifier(challenge),
    };
    if !well_formed && defect != Some(Defect::MalformedPkce) {
        let why = format!(
            "code_challenge has {} characters and is not the base64url form of a SHA-256 hash",
            challenge.chars().count()
        );
        return refuse(&rules::PKCE_CHALLENGE, why);
    }
    Ok(Some(challenge.to_owned()))
}

/// Whether `verifier` proves what `challenge` promised.
pub(super) fn prove(
    challenge: Option<&str>,
    verifier: Option<&Secret>,
    defect: Option<Defect>,
) -> Result<(), Refusal> {
    let broken = |one: Defect| defect == Some(one);
    let refuse = |rule, error, why: &str| Err(Refusal::new(rule, error, why));
    let shape = verifier.filter(|_| !broken(Defect::MalformedPkce));
    if let Some(verifier) = shape
        && !is_verifier(verifier.expose_secret())
    {
        let why = format!(
            "code_verifier has {} characters, or one that is not allowed",
            verifier.expose_secret().chars().count()
        );
        return refuse(&rules::PKCE_VERIFIER_SHAPE, ErrorCode::InvalidRequest, &why);
    }
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_))
            if broken(Defect::VerifierWithoutChallenge) || broken(Defect::LifePkceIfSent) =>
        {
            Ok(())
        }
        (None, Some(_)) => refuse(
            &rules::PKCE_VERIFIER_EXTRA,
            ErrorCode::InvalidGrant,
            "a code_verifier came, but the authorization request had no code_challenge",
        ),
        (Some(_), None) if broken(Defect::VerifierOptional) || broken(Defect::LifePkceIfSent) => {
            Ok(())
        }
        (Some(_), None) => refuse(
            &rules::PKCE_VERIFIER_MISSING,
            ErrorCode::InvalidGrant,
            "the authorization request had a code_challenge, but no code_verifier came",
        ),
        (Some(_), Some(_)) if broken(Defect::VerifierUnchecked) => Ok(()),
        (Some(challenge), Some(verifier)) => {
            let proven = match challenge.strip_prefix(PLAIN) {
                Some(plain) => plain == verifier.expose_secret(),
                None => s256(verifier.expose_secret().as_bytes())
                    .as_bytes()
                    .ct_eq(challenge.as_bytes())
                    .into(),
            };
            if proven {
                return Ok(());
            }
            let error = if broken(Defect::LifeVerifierInvalidRequest) {
                ErrorCode::InvalidRequest
            } else {
                ErrorCode::InvalidGrant
            };
            refuse(
                &rules::PKCE_VERIFIER,
                error,
                "the SHA-256 hash of code_verifier is not the code_challenge",
            )
        }
    }
}

/// The S256 challenge of `verifier`.
pub(super) fn s256(verifier: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// Marks a challenge that the defect `srv-pkce-plain` keeps; a space cannot begin one.
const PLAIN: &str = " plain:";

#[cfg(test)]
mod tests {
    use super::*;

    /// The pair that the PKCE page prints: its challenge has 44 characters, and does not verify.
    const PAGE: (&str, &str) = (
        "N28zVMsKU6ptUjHaYWg3T1NFTDQqcW1R4BU5NXywapNac4hhfkxjwfhZQat",
        "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw",
    );
    /// RFC 7636 Appendix B.
    const RFC: (&str, &str) = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );

    fn keep(text: &str, shape: ChallengeShape) -> Result<Option<String>, &'static str> {
        challenge(Pkce::Required, shape, None, Some(text), Some("S256")).map_err(|r| r.rule.id)
    }

    #[test]
    fn documented_example() {
        assert_eq!(keep(PAGE.1, ChallengeShape::Sha256), Err("pkce.challenge"));
        assert_eq!(keep(PAGE.1, ChallengeShape::Any), Ok(Some(PAGE.1.into())));
        assert_eq!(s256(PAGE.0.as_bytes()), "r-Jd5JtWMBfjRSq4Cjldx9XLerqNL4pJJHE3cYHb84g");
        let refusal = prove(Some(PAGE.1), Some(&Secret::new(PAGE.0)), None).map_err(|r| r.rule.id);
        assert_eq!(refusal, Err("pkce.verifier"));
    }

    #[test]
    fn the_pair_of_the_rfc_verifies() {
        assert_eq!(keep(RFC.1, ChallengeShape::Sha256), Ok(Some(RFC.1.into())));
        assert!(prove(Some(RFC.1), Some(&Secret::new(RFC.0)), None).is_ok());
    }

    #[test]
    fn malformed_challenges_are_refused() {
        for wrong in [&RFC.1[1..], &format!("{}=", RFC.1), &RFC.1.replace('-', "+"), "é"] {
            assert_eq!(keep(wrong, ChallengeShape::Sha256), Err("pkce.challenge"), "{wrong}");
        }
    }

    #[test]
    fn only_s256_is_a_method() {
        for method in [None, Some("plain"), Some("s256"), Some("S512")] {
            let refusal =
                challenge(Pkce::Required, ChallengeShape::Sha256, None, Some(RFC.1), method);
            assert_eq!(refusal.map_err(|r| r.rule.id), Err("pkce.method"), "{method:?}");
        }
    }

    #[test]
    fn malformed_verifiers_are_refused() {
        for wrong in ["a".repeat(42), "a".repeat(129), format!("{} ", "a".repeat(43))] {
            let refusal = prove(Some(RFC.1), Some(&Secret::new(wrong)), None);
            assert_eq!(refusal.map_err(|r| r.rule.id), Err("pkce.verifier-shape"));
        }
        for right in ["a".repeat(43), "~".repeat(128)] {
            assert!(is_verifier(&right));
        }
    }

    #[test]
    fn challenge_and_verifier_come_together_or_not_at_all() {
        let verifier = Secret::new(RFC.0);
        let rule = |result: Result<(), Refusal>| result.map_err(|r| r.rule.id);
        assert_eq!(rule(prove(None, None, None)), Ok(()));
        assert_eq!(rule(prove(Some(RFC.1), None, None)), Err("pkce.verifier-missing"));
        assert_eq!(rule(prove(None, Some(&verifier), None)), Err("pkce.verifier-extra"));
    }
}
