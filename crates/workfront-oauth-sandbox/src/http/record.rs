//! What the journal keeps of a request and its answer.

use axum::body::Bytes;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value, json};

use super::breakage::Plan;
use super::{form, json};
use crate::authority::{Tenant, Timestamp};
use crate::clock::rfc3339;
use crate::fault::Strike;
use crate::journal::{Entry, Judgement, Struck};

/// A request as it came. It holds secrets, so it has no `Debug`.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The journal's entry for `asked` and its answer.
pub(crate) fn entry(
    tenant: &Tenant,
    now: Timestamp,
    asked: &Asked,
    (response, body): (&Response, &Bytes),
    (strike, plan): (Option<&Strike>, Option<&Plan>),
) -> Entry {
    let judgement = response.extensions().get::<Judgement>().cloned();
    let answered = !plan.is_some_and(Plan::is_silent);
    Entry {
        seq: 0,
        at: rfc3339(now),
        tenant: tenant.clone(),
        method: asked.method.to_string(),
        path: asked.uri.path().to_owned(),
        status: if answered { response.status().as_u16() } else { 0 },
        // Not by `json!`, which copies the values that it is given.
        request: Value::from_iter([
            ("headers", headers(&asked.headers)),
            ("query", pairs(asked.uri.query().unwrap_or_default().as_bytes())),
            ("body", content(&asked.headers, &asked.body)),
        ]),
        response: match answered {
            true => Value::from_iter([
                ("headers", headers(response.headers())),
                ("body", content(response.headers(), body)),
            ]),
            false => Value::Null,
        },
        judgement: judgement.unwrap_or_else(|| {
            Judgement::refused("http.path", "RFC 9110 §15.5.5", "nothing is served at this path")
        }),
        fault: strike.map(|strike| Struck { id: strike.id, kind: strike.effect.kind().to_owned() }),
    }
}

fn headers(headers: &HeaderMap) -> Value {
    let mut members = Map::new();
    for (name, value) in headers {
        add(&mut members, name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned());
    }
    Value::Object(members)
}

/// Names and values; a name that occurs twice has a list.
fn pairs(text: &[u8]) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    let Ok(pairs) = form::parse(text) else { return unread(text) };
    let mut members = Map::new();
    for (name, value) in pairs {
        if value.is_empty() && name.len() > LONGEST_NAME {
            // A bare token, sent as if it were a form.
            add(&mut members, "unread", name);
        } else {
            add(&mut members, &name, value);
        }
    }
    Value::Object(members)
}

fn content(headers: &HeaderMap, body: &[u8]) -> Value {
    let content_type =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if body.is_empty() {
        Value::Null
    } else if body.len() > MOST_BODY_BYTES || content_type.starts_with("text/html") {
        // A page may show a secret, and its form carries a token against forgery.
        Value::String(format!("[{} bytes of {content_type}]", body.len()))
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        pairs(body)
    } else if content_type.starts_with("application/json") {
        let members =
            json::members(body, true).map(|members| Value::Object(members.into_iter().collect()));
        members.unwrap_or_else(|_| unread(body))
    } else {
        unread(body)
    }
}

/// What cannot be taken apart is masked as a whole: there is no telling what is in it.
fn unread(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body.get(..MOST_BODY_BYTES).unwrap_or(body));
    json!({ "unread": text })
}

fn add(members: &mut Map<String, Value>, name: &str, value: String) {
    let value = Value::String(value);
    match members.get_mut(name) {
        None => {
            members.insert(name.to_owned(), value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(first) => {
            let both = vec![first.take(), value];
            *first = Value::Array(both);
        }
    }
}

/// No documented parameter has a longer name, and every secret is longer.
const LONGEST_NAME: usize = "code_challenge_method".len();

/// No documented message is longer.
const MOST_BODY_BYTES: usize = 8 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_occur_twice_are_all_kept() {
        assert_eq!(pairs(b"a=1&b=2&a=3&a=4"), json!({"a": ["1", "3", "4"], "b": "2"}));
        assert_eq!(pairs(b"a=%zz"), json!({"unread": "a=%zz"}));
        assert_eq!(pairs(b""), Value::Null);
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(pairs(token.as_bytes()), json!({"unread": token}));
        assert_eq!(pairs(b"code_challenge_method="), json!({"code_challenge_method": ""}));
    }

    #[test]
    fn a_body_is_taken_apart_by_its_type() {
        let body = |content_type: &'static str, body: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(content_type));
            content(&headers, body)
        };
        assert_eq!(body("application/json;charset=UTF-8", b"{\"a\":[1]}"), json!({"a": [1]}));
        assert_eq!(body("application/json", b"{\"a\""), json!({"unread": "{\"a\""}));
        assert_eq!(body("application/x-www-form-urlencoded", b"a=b"), json!({"a": "b"}));
        assert_eq!(
            body("text/html; charset=utf-8", b"<p>"),
            json!("[3 bytes of text/html; charset=utf-8]")
        );
        assert_eq!(
            body("application/json", &[b'x'; 9000]),
            json!("[9000 bytes of application/json]")
        );
    }
}
