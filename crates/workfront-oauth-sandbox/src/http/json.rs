//! A JSON object of strings, read strictly: the other encoding of the token endpoint's parameters (page 001).
//!
//! `serde_json` keeps the last of two members with one name; two readers that keep different ones is how a check is passed with
//! one value and acted on with another (RFC 8259 §4), so a repeated name is refused here.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::malformed::Malformed;
use super::parameters::Reading;

/// The members of the object in `body`, in order, each a string.
pub(crate) fn parse(body: &[u8], reading: Reading) -> Result<Vec<(String, String)>, Malformed> {
    members(body, reading.repeated)?
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            value if reading.coerced => Ok((name, coerced(value))),
            _ => Err(Malformed::new(format!("the JSON member {} is not a string", shown(&name)))),
        })
        .collect()
}

/// The members of the object in `body`, in order, of any type; no name twice at the top, unless `repeated`.
pub(crate) fn members(body: &[u8], repeated: bool) -> Result<Vec<(String, Value)>, Malformed> {
    let text = std::str::from_utf8(body).map_err(|_| Malformed::new("the body is not UTF-8"))?;
    let Members(members) = serde_json::from_str(text).map_err(|error| {
        Malformed::new(format!(
            "the body is not one JSON object (line {}, column {})",
            error.line(),
            error.column()
        ))
    })?;
    for (at, (name, _)) in members.iter().enumerate() {
        if !repeated && members.iter().skip(at + 1).any(|(other, _)| other == name) {
            return Err(Malformed::new(format!("the JSON member {} occurs twice", shown(name))));
        }
    }
    Ok(members)
}

fn coerced(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(mut items) => items.pop().map(coerced).unwrap_or_default(),
        value => value.to_string(),
    }
}

/// A name from outside, short and printable.
pub(crate) fn shown(name: &str) -> String {
    let short: String = name.chars().take(40).collect();
    format!("{short:?}")
}

struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReadMembers)
    }
}

struct ReadMembers;

impl<'de> Visitor<'de> for ReadMembers {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.len() == MOST_MEMBERS {
                return Err(serde::de::Error::custom("too many members"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Members(members))
    }
}

/// No request has a tenth of this; comparing names stays cheap.
const MOST_MEMBERS: usize = 100;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn documented_example() {
        // Page 001, with its placeholders filled in.
        let body = br#"{ "grant_type": "refresh_token", "refresh_token": "a+b/c" }"#;
        let pairs = parse(body, Reading::default()).unwrap();
        assert_eq!(pairs[0], ("grant_type".to_owned(), "refresh_token".to_owned()));
        assert_eq!(pairs[1], ("refresh_token".to_owned(), "a+b/c".to_owned()));
    }

    #[test]
    fn what_is_no_object_of_strings_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(500), "]".repeat(500));
        let wide = format!(
            "{{{}\"z\":\"\"}}",
            (0..200).map(|n| format!("\"{n}\":\"\",")).collect::<String>()
        );
        for body in [
            &b""[..],
            b"null",
            b"[]",
            b"\"a\"",
            b"{",
            b"{}x",
            b"{\"a\":1}",
            b"{\"a\":null}",
            b"{\"a\":[\"b\"]}",
            b"{\"a\":{\"b\":\"c\"}}",
            b"{\"a\":\"1\",\"a\":\"1\"}",
            b"{\"a\":\"1\",\"\\u0061\":\"2\"}",
            b"{\"a\":\"\\ud800\"}",
            b"{\"a\":\"\xff\"}",
            b"{'a':'b'}",
            b"{\"a\":\"b\"} // c",
            b"\xef\xbb\xbf{}",
            deep.as_bytes(),
            wide.as_bytes(),
        ] {
            assert!(parse(body, Reading::default()).is_err(), "{}", String::from_utf8_lossy(body));
        }
        assert_eq!(parse(b" {} ", Reading::default()).unwrap(), []);
    }
}
