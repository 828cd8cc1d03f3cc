//! The token response: read strictly, since what is stored wrongly is used wrongly for months.

use std::fmt;

use http::header::{CONTENT_TYPE, RETRY_AFTER};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::http::Reply;
use super::mutants::{Conduct, Deviation};
use crate::shim::message::{Refusal, Tokens};
use crate::shim::refused::Refused;

/// How to read one answer.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) conduct: Conduct,
    /// Seconds since 1970.
    pub(super) now: i64,
    /// Whether `token_type` must be there; no page shows an answer of the JWT exchange.
    pub(super) type_required: bool,
}

impl Reader {
    /// The tokens of a success.
    pub(super) fn tokens(self, reply: &Reply) -> Result<Tokens, Refused> {
        let conduct = self.conduct;
        if !(200..300).contains(&reply.status) {
            return Err(self.failure(reply));
        }
        let bad = |why: &str| Refused::new(Refusal::BadResponse, why).with_status(reply.status);
        let content_type = reply.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let spelt = content_type.is_some_and(|value| SPELLINGS.contains(&value));
        if !spelt && conduct.is(Deviation::ContentTypeExact) {
            return Err(bad("the content type is not one that is known"));
        }
        let members = match members(&reply.body) {
            Ok(read) if read.repeated && !conduct.is(Deviation::RepeatedTaken) => {
                return Err(bad("the token response has a member twice"));
            }
            Ok(read) => read.members,
            Err(_) if conduct.is(Deviation::TruncatedTaken) => fished(&reply.body),
            Err(_) if conduct.is(Deviation::PageTaken) => made_up(),
            Err(_) => return Err(bad("the token response is not a JSON object")),
        };
        let error =
            members.get("error").filter(|error| !matches!(error, Value::Null | Value::Bool(false)));
        if let Some(error) = error
            && !conduct.is(Deviation::ErrorUnder200Taken)
        {
            let error = error.as_str().map(str::to_owned);
            return Err(bad("the token response is an error").with_oauth_error(error));
        }
        let strange = members.keys().any(|name| !KNOWN.contains(&name.as_str()));
        if strange && conduct.is(Deviation::UnknownMembersRefused) {
            return Err(bad("the token response has an unknown member"));
        }
        let lenient =
            conduct.is(Deviation::AccessTokenOptional) || conduct.is(Deviation::ErrorUnder200Taken);
        let access_token = match members.get("access_token") {
            Some(Value::String(token)) if is_token(token) => token.clone(),
            None | Some(Value::Null) if lenient => String::new(),
            _ => return Err(bad("the token response has no access_token that a header can carry")),
        };
        if access_token.len() > 4096 && conduct.is(Deviation::LongTokenRefused) {
            return Err(bad("the access token is too long"));
        }
        let refresh_token = match members.get("refresh_token") {
            Some(Value::String(token)) => Some(token.clone()).filter(|token| !token.is_empty()),
            None | Some(Value::Null) => None,
            Some(_) => return Err(bad("the token response's refresh_token is not text")),
        };
        let token_type = self.token_type(members.get("token_type"), reply.status)?;
        let expires_at = self.expires_at(members.get("expires_in"));
        if expires_at.is_none() && conduct.is(Deviation::ExpiresStrict) {
            return Err(bad("the token response's expires_in is not a positive whole number"));
        }
        Ok(Tokens { access_token, refresh_token, token_type, expires_at })
    }

    /// What an answer that is no success comes to.
    pub(super) fn failure(self, reply: &Reply) -> Refused {
        let status = reply.status;
        let retry_after = self.retry_after(reply);
        let body = members(&reply.body).map(|read| read.members).unwrap_or_default();
        let error = body.get("error").and_then(Value::as_str).map(str::to_owned);
        let (refusal, why) = match status {
            300..400 => (Refusal::RedirectRefused, "the server redirects a request with a secret"),
            429 => (Refusal::RateLimited, "the server asks to wait"),
            503 if retry_after.is_some() => (Refusal::RateLimited, "the server asks to wait"),
            _ => (Refusal::TokenRefused, "the server refused the request"),
        };
        Refused::new(refusal, why)
            .with_status(status)
            .with_oauth_error(error)
            .with_retry_after(retry_after)
    }

    /// `Retry-After` in seconds from now: it comes as seconds or as a date (RFC 9110 section 10.2.3).
    pub(super) fn retry_after(self, reply: &Reply) -> Option<u64> {
        if self.conduct.is(Deviation::RetryAfterIgnored) {
            return None;
        }
        let text = reply.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        if self.conduct.is(Deviation::RetryDateIgnored) {
            return None;
        }
        let moment = httpdate::parse_http_date(text).ok()?;
        let moment = moment.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        Some(moment.saturating_sub(u64::try_from(self.now).unwrap_or_default()))
    }

    /// `sessionID` or `Bearer` in any case (RFC 6749 section 5.1); both go in the header `sessionID`.
    fn token_type(self, value: Option<&Value>, status: u16) -> Result<Option<String>, Refused> {
        let optional = !self.type_required || self.conduct.is(Deviation::TokenTypeOptional);
        let cased = self.conduct.is(Deviation::TokenTypeCased);
        let known = |text: &str| {
            ["sessionID", "Bearer"].iter().any(|known| match cased {
                true => *known == text,
                false => known.eq_ignore_ascii_case(text),
            })
        };
        let refuse = |error, why: &str| Err(Refused::new(error, why).with_status(status));
        match value {
            Some(Value::String(text)) if known(text) => Ok(Some(text.clone())),
            Some(Value::String(text)) if self.conduct.is(Deviation::TokenTypeIgnored) => {
                Ok(Some(text.clone()))
            }
            None | Some(Value::Null) if optional => Ok(None),
            None | Some(Value::Null) => {
                refuse(Refusal::BadResponse, "the token response has no token_type")
            }
            Some(_) => {
                refuse(Refusal::BadTokenType, "the token is of a type that is not known here")
            }
        }
    }

    /// The end of the lifetime, where a positive one is stated. The 0 that page 001 prints is a placeholder.
    fn expires_at(self, value: Option<&Value>) -> Option<Number> {
        let strict = self.conduct.is(Deviation::ExpiresStrict);
        let seconds = match value? {
            Value::Number(number) if number.is_u64() => number.as_f64()?,
            Value::Number(number) if !strict => number.as_f64()?,
            Value::String(text) if !strict => text.trim().parse().ok()?,
            _ => return None,
        };
        let zero = seconds == 0.0 && self.conduct.is(Deviation::ExpiresZeroLoops);
        if !zero && !(1.0..=LONGEST_LIFETIME).contains(&seconds) {
            return None;
        }
        // Invariant: within the range, so that nothing but the fraction is lost.
        #[allow(clippy::cast_possible_truncation)]
        let seconds = seconds as i64;
        Some(Number::from(self.now.saturating_add(seconds)))
    }
}

/// A token that stands in a header as it is.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What lies between the quotes after `"access_token":` and so on, JSON or not.
fn fished(body: &[u8]) -> Map<String, Value> {
    let text = String::from_utf8_lossy(body);
    let value = |name: &str| {
        let (_, rest) = text.split_once(&format!("\"{name}\":"))?;
        let rest = rest.trim_start().strip_prefix('"')?;
        rest.split('"').next().map(Value::from)
    };
    let mut members = Map::new();
    members.insert("token_type".to_owned(), Value::from("sessionID"));
    for name in ["access_token", "refresh_token"] {
        if let Some(value) = value(name) {
            members.insert(name.to_owned(), value);
        }
    }
    members
}

/// What stands in for an answer that is none.
fn made_up() -> Map<String, Value> {
    let members = [("access_token", "none"), ("token_type", "sessionID")];
    members.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

/// Whether there is an `expires_in` that is not a whole number of seconds below a century.
pub(super) fn has_odd_lifetime(reply: &Reply) -> bool {
    let members = members(&reply.body).map(|read| read.members).unwrap_or_default();
    let known = |value: &Value| value.as_u64().is_some_and(|seconds| seconds < CENTURY);
    members.get("expires_in").is_some_and(|value| !known(value))
}

struct Members {
    members: Map<String, Value>,
    repeated: bool,
}

fn members(body: &[u8]) -> Result<Members, serde_json::Error> {
    struct Whole;
    impl<'de> Visitor<'de> for Whole {
        type Value = Members;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
            let mut read = Members { members: Map::new(), repeated: false };
            while let Some((name, value)) = map.next_entry::<String, Value>()? {
                read.repeated |= read.members.insert(name, value).is_some();
            }
            Ok(read)
        }
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = json.deserialize_map(Whole)?;
    json.end()?;
    Ok(read)
}

/// What one client knows of content types.
const SPELLINGS: [&str; 2] = ["application/json", "application/json;charset=UTF-8"];

/// In seconds.
const CENTURY: u64 = 36_525 * 86_400;

/// A hundred thousand years: later than that is not known.
const LONGEST_LIFETIME: f64 = 3.2e12;

const KNOWN: [&str; 5] = ["access_token", "refresh_token", "token_type", "expires_in", "wid"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::*;
    use crate::ref_client::mutants;

    fn reader(mutant: Option<&str>) -> Reader {
        let mutant = mutant.map(|name| mutants::named(name).unwrap());
        Reader { conduct: Conduct::of(mutant), now: 1_000, type_required: true }
    }

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
    }

    fn read(mutant: Option<&str>, body: &str) -> Result<Tokens, Refusal> {
        reader(mutant).tokens(&reply(200, body)).map_err(|refused| refused.error)
    }

    /// Page 001.
    #[test]
    fn documented_example() {
        let body = r#"{"token_type":"sessionID","access_token":"string","refresh_token":"string","expires_in":0,"wid":"string"}"#;
        let tokens = read(None, body).unwrap();
        assert_eq!(tokens.access_token, "string");
        assert_eq!(tokens.refresh_token.as_deref(), Some("string"));
        assert_eq!(tokens.token_type.as_deref(), Some("sessionID"));
        assert_eq!(tokens.expires_at, None);
    }

    #[test]
    fn each_wrong_answer_is_refused_and_taken_by_its_mutant() {
        let check = |body: &str, refusal: Refusal, mutant: &str| {
            assert_eq!(read(None, body), Err(refusal), "{body}");
            assert!(read(Some(mutant), body).is_ok(), "{mutant}: {body}");
        };
        let bad = Refusal::BadResponse;
        check(r#"{"error":"e","token_type":"Bearer"}"#, bad, "cli-error-under-200-taken");
        check(r#"{"access_token":"a","refresh_tok"#, bad, "cli-truncated-taken");
        let twice = r#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#;
        check(twice, bad, "cli-repeated-taken");
        check(r#"{"token_type":"Bearer"}"#, bad, "cli-access-token-optional");
        check(r#"{"access_token":"a"}"#, bad, "cli-token-type-optional");
        let mac = r#"{"access_token":"a","token_type":"mac"}"#;
        check(mac, Refusal::BadTokenType, "cli-token-type-ignored");
        for body in ["<html>", "[]", "", r#"{"access_token":"a b","token_type":"Bearer"}"#] {
            assert_eq!(read(None, body), Err(bad), "{body}");
        }
        let typed = r#"{"access_token":"a","token_type":7}"#;
        assert_eq!(read(None, typed), Err(Refusal::BadTokenType));
        let refresh = r#"{"access_token":"a","token_type":"Bearer","refresh_token":7}"#;
        assert_eq!(read(None, refresh), Err(bad));
    }

    #[test]
    fn what_must_be_taken_is_and_its_mutant_refuses_it() {
        let check = |body: &str, mutant: &str| {
            assert!(read(None, body).is_ok(), "{body}");
            assert!(read(Some(mutant), body).is_err(), "{mutant}: {body}");
        };
        let with =
            |member: &str| format!(r#" {{"access_token":"a","token_type":"Bearer"{member}}} "#);
        check(&with(r#","expires_in":1,"colour":{}"#), "cli-unknown-members-refused");
        check(&with(r#","expires_in":"3600""#), "cli-expires-strict");
        check(r#"{"access_token":"a","token_type":"SESSIONid"}"#, "cli-token-type-cased");
        let long = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "a".repeat(16_384));
        check(&long, "cli-long-token-refused");
        let mut typed = reply(200, &with(""));
        let value = HeaderValue::from_static("application/json;charset=utf-8");
        typed.headers.insert(CONTENT_TYPE, value);
        assert!(reader(None).tokens(&typed).is_ok());
        assert!(reader(Some("cli-content-type-exact")).tokens(&typed).is_err());
    }

    #[test]
    fn a_lifetime_of_every_kind_survives() {
        let check = |expires_in: Value, expected: Option<i64>| {
            let body =
                json!({"access_token": "a", "token_type": "Bearer", "expires_in": expires_in});
            let found = read(None, &body.to_string()).unwrap().expires_at;
            assert_eq!(found, expected.map(Number::from), "{body}");
        };
        check(json!(3600), Some(4_600));
        check(json!("3600"), Some(4_600));
        check(json!(3600.5), Some(4_600));
        check(json!(1e12), Some(1_000_000_001_000));
        for odd in
            [json!(0), json!(-1), json!(null), json!("soon"), json!([]), json!(1e300), json!({})]
        {
            check(odd, None);
        }
    }

    #[test]
    fn a_failure_says_what_the_server_said() {
        let refused = reader(None).failure(&reply(400, r#"{"error":"invalid_grant"}"#));
        assert_eq!(refused.error, Refusal::TokenRefused);
        assert_eq!(
            (refused.oauth_error.as_deref(), refused.status),
            (Some("invalid_grant"), Some(400))
        );
        assert_eq!(reader(None).failure(&reply(307, "")).error, Refusal::RedirectRefused);
        assert_eq!(reader(None).failure(&reply(503, "<html>")).error, Refusal::TokenRefused);
        assert_eq!(reader(None).failure(&reply(429, "")).error, Refusal::RateLimited);
    }

    #[test]
    fn the_time_to_wait_comes_as_seconds_or_as_a_date() {
        let wait = |mutant: Option<&str>, value: &'static str| {
            let mut reply = reply(503, "");
            reply.headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
            reader(mutant).failure(&reply).retry_after
        };
        assert_eq!(wait(None, "7"), Some(7));
        assert_eq!(wait(None, "Thu, 01 Jan 1970 00:17:00 GMT"), Some(20));
        assert_eq!(wait(None, "Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(wait(None, "soon"), None);
        assert_eq!(wait(Some("cli-retry-after-ignored"), "7"), None);
        assert_eq!(wait(Some("cli-retry-date-ignored"), "Thu, 01 Jan 1970 00:17:00 GMT"), None);
    }
}
