//! JSON Web Tokens at the sandbox's exchange endpoint, as if their signature were right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use workfront_oauth_sandbox::fuzz::World;

use crate::sandbox_world::{check_refusal, world};

/// Reads the input as a JWT, or as a header in its first line and claims in the others. `@iss` and `@sub` stand for the ids that
/// are right.
///
/// Holds: what is accepted asks for RS256 and nothing more, and an independent reader finds in it the right `iss` and `sub`, and
/// an `exp` that lies ahead.
pub fn sandbox_jwt(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (customer, owner) = world().names();
    let text = text.replace("@iss", &customer).replace("@sub", &owner);
    let jwt = match text.split_once('\n') {
        None => text,
        Some((header, claims)) => {
            let part = |text: &str| URL_SAFE_NO_PAD.encode(text.trim());
            format!("{}.{}.{}", part(header), part(claims), part("a signature"))
        }
    };
    if let Err(refusal) = world().judge(&jwt) {
        return check_refusal(&refusal);
    }
    let part = |at: usize| -> Value {
        let bytes = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(at).unwrap_or_default());
        let read = bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.unwrap_or_else(|| panic!("accepted, and no JSON: {jwt}"))
    };
    let (header, claims) = (part(0), part(1));
    assert_eq!(header["alg"], "RS256");
    for member in ["crit", "b64", "enc", "zip"] {
        assert!(header.get(member).is_none_or(Value::is_null), "{header}");
    }
    assert_eq!((&claims["iss"], &claims["sub"]), (&customer.into(), &owner.into()));
    assert!(claims["exp"].as_f64().is_some_and(|exp| exp >= World::NOW as f64), "{claims}");
}
