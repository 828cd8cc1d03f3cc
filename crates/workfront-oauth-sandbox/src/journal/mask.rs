//! Masking: secrets replaced by fingerprints that tell equal from different and nothing else.
//!
//! Not the first characters of a token, which some logs keep: four of them are enough to find it in another log.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Masks values with a key of its own, so that fingerprints of two sandboxes cannot be compared.
pub(super) struct Mask([u8; 32]);

impl Mask {
    /// Replaces what stands under a secret's name anywhere in `value`, and the secrets inside a `Location`.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let name = name.to_ascii_lowercase();
                    if is_secret(&name) {
                        self.replace(member);
                    } else if name == "location" {
                        self.edit_location(member);
                    } else {
                        self.apply(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            _ => {}
        }
    }

    /// What is shown instead of `secret`.
    pub(super) fn fingerprint(&self, secret: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(secret.as_bytes());
        let digest = hash.finalize();
        format!("[masked {}]", URL_SAFE_NO_PAD.encode(digest.get(..6).unwrap_or_default()))
    }

    fn replace(&self, value: &mut Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => *text = self.fingerprint(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(item)),
            other => *other = Value::String(self.fingerprint(&other.to_string())),
        }
    }

    fn edit_location(&self, value: &mut Value) {
        let Value::String(location) = value else { return };
        let Some((base, query)) = location.split_once('?') else { return };
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, secret)) if is_secret(&name.to_ascii_lowercase()) => {
                    format!("{name}={}", self.fingerprint(secret))
                }
                _ => pair.to_owned(),
            })
            .collect();
        *location = format!("{base}?{}", pairs.join("&"));
    }
}

impl Default for Mask {
    fn default() -> Self {
        let mut key = [0; 32];
        // Without randomness the fingerprints can be compared with another sandbox's: no reason not to start.
        let _ = getrandom::fill(&mut key);
        Self(key)
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mask(..)")
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// Names, in lower case, of parameters, members, headers and form fields whose values give access to something.
const SECRETS: &[&str] = &[
    "access_token",
    "apikey",
    "assertion",
    "authorization",
    "client_secret",
    "code",
    "code_verifier",
    "cookie",
    "csrf",
    "jwt_token",
    "password",
    "private_key_pem",
    "refresh_token",
    "secret",
    "sessionid",
    "set-cookie",
    "ticket",
    "token",
    "unread",
    "x-xsrf-token",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_secret_is_left() {
        let mut value = json!({
            "headers": {"Authorization": "Basic CANARY", "location": "https://app.example/cb?code=CANARY&state=s", "set-cookie": ["a=CANARY"]},
            "query": {"sessionID": "CANARY", "client_id": "shown"},
            "body": {"data": {"sessionID": "CANARY"}, "refresh_token": ["CANARY", "CANARY"], "code": 17, "client_secret": null},
        });
        Mask::default().apply(&mut value);
        let text = value.to_string();
        assert!(!text.contains("CANARY") && !text.contains("17"), "{text}");
        assert!(text.contains("shown") && text.contains("state=s"));
        assert_eq!(value["body"]["refresh_token"][0], value["body"]["refresh_token"][1]);
    }

    #[test]
    fn equal_secrets_look_equal_within_one_sandbox_only() {
        let (one, other) = (Mask::default(), Mask::default());
        assert_eq!(one.fingerprint("a"), one.fingerprint("a"));
        assert_ne!(one.fingerprint("a"), one.fingerprint("b"));
        assert_ne!(one.fingerprint("a"), other.fingerprint("a"));
    }
}
