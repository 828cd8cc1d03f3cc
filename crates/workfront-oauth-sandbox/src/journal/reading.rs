//! A record taken apart: header fields, parameters and members by their names, as tests ask for them and as masking needs them.

use serde_json::{Map, Value, json};

use super::Entry;
use super::record::{Message, Record};
use crate::clock::rfc3339;
use crate::http::{form, json};

/// `record` as the entry with the number `seq`.
pub(super) fn entry(seq: u64, record: &Record) -> Entry {
    let Record { at, tenant, asked, answered, judgement, fault } = record;
    Entry {
        seq,
        at: rfc3339(*at),
        tenant: tenant.clone(),
        method: asked.method.to_string(),
        path: asked.path.clone(),
        status: answered.as_ref().map_or(0, |answered| answered.status),
        // Not by `json!`, which copies the values that it is given.
        request: Value::from_iter([
            ("headers", headers(&asked.message)),
            ("query", pairs(asked.query.as_deref().unwrap_or_default().as_bytes())),
            ("body", content(&asked.message)),
        ]),
        response: answered.as_ref().map_or(Value::Null, |answered| {
            Value::from_iter([
                ("headers", headers(&answered.message)),
                ("body", content(&answered.message)),
            ])
        }),
        judgement: judgement.clone(),
        fault: fault.clone(),
    }
}

fn headers(message: &Message) -> Value {
    let mut members = Map::new();
    for (name, value) in message.fields() {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        add(&mut members, &text(name), text(value));
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

fn content(message: &Message) -> Value {
    let mut fields = message.fields();
    let content_type = fields.find(|(name, _)| *name == b"content-type").map(|(_, value)| value);
    let content_type =
        content_type.and_then(|value| std::str::from_utf8(value).ok()).unwrap_or_default();
    match message.body() {
        None => Value::String(format!("[{} bytes of {content_type}]", message.body_bytes)),
        Some([]) => Value::Null,
        Some(body) if content_type.starts_with("application/x-www-form-urlencoded") => pairs(body),
        Some(body) if content_type.starts_with("application/json") => {
            let members = json::members(body, true)
                .map(|members| Value::Object(members.into_iter().collect()));
            members.unwrap_or_else(|_| unread(body))
        }
        Some(body) => unread(body),
    }
}

/// What cannot be taken apart is masked as a whole: there is no telling what is in it.
fn unread(body: &[u8]) -> Value {
    json!({ "unread": String::from_utf8_lossy(body) })
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::Bytes;
    use axum::response::Response;
    use http::Request;

    use super::super::record::{Answered, Asked};
    use super::*;
    use crate::authority::Timestamp;
    use crate::journal::Judgement;

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
        let read = |content_type: &str, body: &'static [u8]| {
            let response = Response::builder().header("content-type", content_type);
            let response = response.body(Default::default()).unwrap();
            content(&Answered::new(&response, &Bytes::from_static(body)).message)
        };
        assert_eq!(read("application/json;charset=UTF-8", b"{\"a\":[1]}"), json!({"a": [1]}));
        assert_eq!(read("application/json", b"{\"a\""), json!({"unread": "{\"a\""}));
        assert_eq!(read("application/x-www-form-urlencoded", b"a=b"), json!({"a": "b"}));
        assert_eq!(read("text/html", b""), Value::Null);
        let page = json!("[3 bytes of text/html; charset=utf-8]");
        assert_eq!(read("text/html; charset=utf-8", b"<p>"), page);
        let long = json!("[9000 bytes of application/json]");
        assert_eq!(read("application/json", &[b'x'; 9000]), long);
    }

    #[test]
    fn a_record_reads_as_what_went_over_the_wire() {
        let request = Request::builder()
            .method("POST")
            .uri("/path?q=1")
            .header("x-twice", "one: 1")
            .header("x-twice", "")
            .header("x-odd", &b"\xff\tend "[..])
            .header("content-type", "application/x-www-form-urlencoded")
            .body(())
            .unwrap();
        let mut asked = Asked::new(&request);
        asked.add_body(b"grant_type=refresh_token");
        let response = Response::builder().status(404).header("x-empty", "");
        let response = response.body(Default::default()).unwrap();
        let record = Record {
            at: Timestamp::from_millis(1_000),
            tenant: "myorganization.my".parse().unwrap(),
            asked,
            answered: Some(Answered::new(&response, &Bytes::new())),
            judgement: Judgement::refused("rule", "source", "why"),
            fault: None,
        };
        let read = entry(7, &record);
        assert_eq!((read.seq, read.method.as_str(), read.path.as_str()), (7, "POST", "/path"));
        assert_eq!((read.at.as_str(), read.status), ("1970-01-01T00:00:01Z", 404));
        let asked = json!({
            "headers": {
                "x-twice": ["one: 1", ""],
                "x-odd": "\u{fffd}\tend ",
                "content-type": "application/x-www-form-urlencoded",
            },
            "query": {"q": "1"},
            "body": {"grant_type": "refresh_token"},
        });
        assert_eq!(read.request, asked);
        assert_eq!(read.response, json!({"headers": {"x-empty": ""}, "body": null}));
        assert_eq!(format!("{record:?}"), "Record(POST /path)");
    }
}
