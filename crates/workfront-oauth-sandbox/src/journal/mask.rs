//! Masking: secrets replaced by fingerprints that tell equal from different and nothing else.
//!
//! Not the first characters of a token, which some logs keep: four of them are enough to find it in another log.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

/// Masks values with a key of its own, so that fingerprints of two sandboxes cannot be compared.
pub(super) struct Mask([u8; 32]);

impl Mask {
    /// Replaces what stands under a secret's name anywhere in `value`, and the secrets inside an address, such as a `Location`,
    /// a `Referer`, or a page to come back to.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if is_secret(name) { self.replace(member) } else { self.apply(member) }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::String(text) => self.apply_to_text(text),
            _ => {}
        }
    }

    /// Replaces the secrets in an address that `sentence` quotes.
    pub(super) fn apply_to_text(&self, sentence: &mut String) {
        if let Some(masked) = self.address(sentence, MOST_NESTED) {
            *sentence = masked;
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

    /// `text` with the secrets in its query and fragment replaced; nothing if it has none. An address may be a parameter of
    /// another one, so values are looked into as well.
    fn address(&self, text: &str, depth: usize) -> Option<String> {
        let at = text.find(['?', '#'])?;
        let (base, rest) = text.split_at(at);
        let mut found = false;
        let mut masked = base.to_owned();
        for piece in rest.split_inclusive(ENDS) {
            let pair = piece.strip_suffix(ENDS).unwrap_or(piece);
            match self.pair(pair, depth) {
                Some(hidden) => {
                    found = true;
                    masked.push_str(&hidden);
                }
                None => masked.push_str(pair),
            }
            masked.push_str(piece.get(pair.len()..).unwrap_or_default());
        }
        found.then_some(masked)
    }

    /// `pair` with its secret replaced; nothing if it holds none.
    fn pair(&self, pair: &str, depth: usize) -> Option<String> {
        let (name, _) = pair.split_once('=')?;
        let (plain_name, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
        if value.is_empty() {
            return None;
        }
        if is_secret(&plain_name) {
            return Some(format!("{name}={}", self.fingerprint(&value)));
        }
        let inside = self.address(&value, depth.checked_sub(1)?)?;
        Some(format!(
            "{name}={}",
            form_urlencoded::byte_serialize(inside.as_bytes()).collect::<String>()
        ))
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
    SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// What ends a parameter of an address; quotes and spaces where it stands in a sentence.
const ENDS: [char; 6] = ['?', '#', '&', ';', '"', ' '];

/// How many addresses may stand inside one another; whoever nests more than a browser's address bar holds hides from nobody.
const MOST_NESTED: usize = 8;

/// Names, in lower case, of parameters, members, headers and form fields whose values give access to something.
const SECRETS: &[&str] = &[
    "access_token",
    "apikey",
    "assertion",
    "client_assertion",
    "authorization",
    "client_secret",
    "code",
    "code_verifier",
    "cookie",
    "csrf",
    "id_token",
    "jwt_token",
    "password",
    "private_key_pem",
    "proxy-authorization",
    "refresh_token",
    "secret",
    "sessionid",
    "set-cookie",
    "ticket",
    "token",
    "unread",
    "x-api-key",
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
    fn no_secret_is_left_in_an_address() {
        let mask = Mask::default();
        for address in [
            "https://app.example/cb?code=CANARY",
            "https://app.example/cb?state=s&c%6Fde=CANARY#x",
            "https://app.example/#access_token=CANARY&token_type=x",
            "/?a=1;code=CANARY",
            "/page?again?TICKET=CANARY",
            "/login?to=%2Fconsent%3Fticket%3DCANARY",
            "/login?to=%2Flogin%3Fto%3D%252Fconsent%253Fticket%253DCANARY",
        ] {
            for name in ["referer", "location", "x-original-url"] {
                let mut value = json!({ "headers": { name: [address, "shown"] } });
                mask.apply(&mut value);
                let text = value.to_string();
                assert!(!text.contains("CANARY") && text.contains("masked"), "{text}");
            }
        }
        for harmless in
            ["https://app.example/cb?state=s&x=%2F%3Fa%3Db", "/?code=", "a;b=c", "?", "é?é=é&#"]
        {
            let mut value = json!(harmless);
            mask.apply(&mut value);
            assert_eq!(value, harmless);
        }
        let mut sentence = "redirect_uri \"https://app.example/?code=CANARY\" is not it".to_owned();
        mask.apply_to_text(&mut sentence);
        assert!(!sentence.contains("CANARY") && sentence.ends_with("\" is not it"), "{sentence}");
    }

    #[test]
    fn equal_secrets_look_equal_within_one_sandbox_only() {
        let (one, other) = (Mask::default(), Mask::default());
        assert_eq!(one.fingerprint("a"), one.fingerprint("a"));
        assert_ne!(one.fingerprint("a"), one.fingerprint("b"));
        assert_ne!(one.fingerprint("a"), other.fingerprint("a"));
    }
}
