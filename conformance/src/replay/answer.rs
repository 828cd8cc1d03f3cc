//! The documented token response: with the run's values in its places, and what must be read from it.

use std::time::Duration;

use serde_json::{Map, Value};
use workfront_oauth::{Lifetime, TokenResponse};

use super::values::Values;

/// A token response as a page shows it, filled.
#[derive(Clone)]
pub struct Answer {
    members: Map<String, Value>,
}

impl Answer {
    /// Takes a page's JSON and puts values where it shows that there is one: where it prints `"string"`, as page 001, or leaves
    /// something out in square brackets, as page 003.
    ///
    /// # Errors
    ///
    /// It is not one JSON object, or it shows a value under a name that is not known here.
    pub fn fill(text: &str, values: &Values) -> Result<Self, String> {
        let mut members: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| format!("it is not a JSON object: {error}"))?;
        for (name, value) in &mut members {
            if value.as_str().is_some_and(|text| text == "string" || text.contains("[...]")) {
                let filled = values.get(name).ok_or_else(|| {
                    format!("it shows a value under `{name}` that is not known here")
                })?;
                *value = Value::String(filled);
            }
        }
        Ok(Self { members })
    }

    /// The least that a token response is (RFC 6749 section 5.1 without `token_type`), where the pages show none: both public clients
    /// of the exchange read this member alone.
    #[must_use]
    pub fn access_token_alone(values: &Values) -> Self {
        let member = (String::from("access_token"), Value::String(values.access_token.clone()));
        Self { members: Map::from_iter([member]) }
    }

    /// The JSON that a server sends.
    #[must_use]
    pub fn to_json(&self) -> String {
        Value::Object(self.members.clone()).to_string()
    }

    /// The members as they stand in the text.
    #[must_use]
    pub fn members(&self) -> Vec<(String, String)> {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.members.iter().map(|(name, value)| (name.clone(), shown(value))).collect()
    }

    /// What a client must know after it: one pair for each member, those that no page defines included.
    #[must_use]
    pub fn meaning(&self) -> Vec<(String, String)> {
        self.members.iter().map(|(name, value)| (name.clone(), meaning_of(name, value))).collect()
    }
}

/// What a client has read, in the same pairs. A refresh token that was not in the answer, but kept from before, is none.
#[must_use]
pub fn read_by_core(tokens: &TokenResponse, answer: &Answer) -> Vec<(String, String)> {
    let mut pairs =
        vec![(String::from("access_token"), tokens.access_token().expose_secret().to_owned())];
    let in_answer = |name: &str| answer.members.contains_key(name);
    if let Some(token) =
        tokens.refresh_token().filter(|_| in_answer("refresh_token") || tokens.rotated())
    {
        pairs.push((String::from("refresh_token"), token.expose_secret().to_owned()));
    }
    if in_answer("token_type") {
        pairs.push((String::from("token_type"), tokens.token_type().to_string()));
    }
    if in_answer("expires_in") {
        pairs.push((String::from("expires_in"), shown_lifetime(tokens.lifetime())));
    }
    pairs.extend(tokens.extras().map(|(name, value)| (name.to_owned(), meaning_of(name, value))));
    pairs
}

/// Page 001 prints `"expires_in": 0`, which is no lifetime: the session ends by inactivity. Seconds otherwise (RFC 6749 section 5.1).
fn meaning_of(name: &str, value: &Value) -> String {
    match (name, value) {
        ("expires_in", Value::Number(number)) => shown_lifetime(match number.as_u64() {
            None | Some(0) => Lifetime::Unknown,
            Some(seconds) => Lifetime::Known(Duration::from_secs(seconds)),
        }),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn shown_lifetime(lifetime: Lifetime) -> String {
    match lifetime {
        Lifetime::Known(lifetime) => format!("{} s", lifetime.as_secs()),
        _ => String::from("not known"),
    }
}
