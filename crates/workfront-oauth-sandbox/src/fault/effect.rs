//! What a fault does, in the words of the control port.

use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::form_urlencoded;

/// What happens to a struck request or its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Effect {
    /// The connection is reset (TCP RST) and nothing is answered.
    Reset {
        /// Whether the request takes effect all the same.
        when: When,
    },
    /// The connection is closed in an orderly way after so many bytes of the body; with 0, before the first byte of the answer.
    Cut {
        /// Bytes of the body that are still sent.
        bytes: usize,
        /// Whether the request takes effect all the same.
        when: When,
    },
    /// The answer comes so much later, in real time.
    Stall {
        /// Milliseconds of silence.
        ms: u64,
        /// Whether the request takes effect before the silence or after it.
        #[serde(default = "after")]
        when: When,
    },
    /// The body comes in small pieces with pauses between them, in real time.
    Drip {
        /// Bytes a piece.
        bytes: usize,
        /// Milliseconds between two pieces.
        ms: u64,
    },
    /// `Content-Length` is wrong by so much; then the connection is closed.
    Length {
        /// Added to the true length.
        delta: i64,
    },
    /// Another answer altogether, as a gateway in between would give it.
    Status {
        /// 200 to 599.
        status: u16,
        /// Headers of the answer, such as `retry-after` or `content-type`.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body: text as it stands, or JSON.
        #[serde(default)]
        body: Value,
        /// Whether the request takes effect all the same.
        #[serde(default)]
        when: When,
    },
    /// A redirect to somewhere else.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`.
        location: String,
        /// Whether the request takes effect all the same.
        #[serde(default)]
        when: When,
    },
    /// The true answer with another JSON body.
    Json(JsonEdit),
    /// The true redirect back to the app with other parameters. Only at the endpoint `callback`.
    Callback(CallbackEdit),
    /// The request is judged by a clock that is so much ahead (or behind), and the answer's `Date` says so.
    Skew {
        /// Seconds added to the time.
        seconds: i64,
    },
}

/// Whether the request that a fault strikes takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum When {
    /// Nothing has happened: the request never reached the authority.
    #[default]
    BeforeCommit,
    /// It has: the code is spent, the refresh token rotated.
    AfterCommit,
}

/// How a JSON body is changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum JsonEdit {
    /// Members to add or replace, and to remove where the value is `null` (RFC 7396).
    Merge(Map<String, Value>),
    /// The body instead; a string is sent as it stands, JSON or not.
    Replace(Value),
}

/// How the redirect back to the app is changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CallbackEdit {
    /// Parameters to add or replace.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Parameters to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// Parameters to send twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twice: Vec<String>,
}

impl Effect {
    /// The kind, as the header and the journal name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reset { .. } => "reset",
            Self::Cut { .. } => "cut",
            Self::Stall { .. } => "stall",
            Self::Drip { .. } => "drip",
            Self::Length { .. } => "length",
            Self::Status { .. } => "status",
            Self::Redirect { .. } => "redirect",
            Self::Json(_) => "json",
            Self::Callback(_) => "callback",
            Self::Skew { .. } => "skew",
        }
    }

    /// Whether it strikes before the request takes effect.
    pub(crate) fn strikes_first(&self) -> bool {
        matches!(
            self,
            Self::Reset { when: When::BeforeCommit }
                | Self::Cut { when: When::BeforeCommit, .. }
                | Self::Stall { when: When::BeforeCommit, .. }
                | Self::Status { when: When::BeforeCommit, .. }
                | Self::Redirect { when: When::BeforeCommit, .. }
                | Self::Skew { .. }
        )
    }

    /// Whether it keeps the client waiting.
    pub(crate) fn pauses(&self) -> bool {
        matches!(self, Self::Stall { .. } | Self::Drip { .. })
    }

    /// What is wrong with the values, if anything is.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let longest = |ms: &u64| Duration::from_millis(*ms) > LONGEST_PAUSE;
        match self {
            Self::Stall { ms, .. } | Self::Drip { ms, .. } if longest(ms) => {
                Some("a pause is at most ten minutes")
            }
            Self::Drip { bytes: 0, .. } => Some("a drip has at least one byte"),
            Self::Cut { bytes, .. } if *bytes > LONGEST_CUT => {
                Some("a cut comes within the first mebibyte")
            }
            Self::Status { headers, .. } if headers.keys().any(|name| frames(name)) => {
                Some("where an answer ends is not for its headers to say: that is the kind length")
            }
            Self::Status { status, headers, .. } => {
                let named = headers.iter().all(|(name, value)| {
                    name.parse::<HeaderName>().is_ok() && HeaderValue::from_str(value).is_ok()
                });
                match (200..600).contains(status) && StatusCode::from_u16(*status).is_ok() {
                    false => Some("a status lies between 200 and 599"),
                    true if !named => Some("a header has a name or value that HTTP cannot carry"),
                    true => None,
                }
            }
            Self::Redirect { status, location, .. } => {
                match matches!(status, 301 | 302 | 303 | 307 | 308) {
                    false => Some("a redirect is 301, 302, 303, 307 or 308"),
                    true if HeaderValue::from_str(location).is_err() => {
                        Some("a location holds visible ASCII characters only")
                    }
                    true => None,
                }
            }
            Self::Skew { seconds } if seconds.unsigned_abs() > LONGEST_SKEW => {
                Some("a skew is at most a hundred years")
            }
            _ => None,
        }
    }
}

/// Whether a header says where an answer ends; what writes the answer says that itself.
fn frames(name: &str) -> bool {
    let framing = ["connection", "content-length", "trailer", "transfer-encoding", "upgrade"];
    framing.iter().any(|header| name.eq_ignore_ascii_case(header))
}

impl CallbackEdit {
    /// The redirect `location` with its query edited; the rest stays byte for byte.
    pub(crate) fn apply(&self, location: &str) -> String {
        let (base, query) = location.split_once('?').unwrap_or((location, ""));
        let name_of = |pair: &str| {
            let first = form_urlencoded::parse(pair.as_bytes()).next();
            first.map(|(name, _)| name.into_owned()).unwrap_or_default()
        };
        let mut pairs: Vec<String> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| {
                let name = name_of(pair);
                !self.remove.contains(&name) && !self.set.contains_key(&name)
            })
            .map(str::to_owned)
            .collect();
        for (name, value) in &self.set {
            pairs.push(format!(
                "{}={}",
                crate::http::form::encode(name),
                crate::http::form::encode(value)
            ));
        }
        let again: Vec<String> =
            pairs.iter().filter(|pair| self.twice.contains(&name_of(pair))).cloned().collect();
        pairs.extend(again);
        if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
    }
}

impl JsonEdit {
    /// `body` changed; a body that is no JSON object is left alone by a merge.
    pub(crate) fn apply(&self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Replace(Value::String(text)) => text.clone().into_bytes(),
            Self::Replace(value) => value.to_string().into_bytes(),
            Self::Merge(edits) => match serde_json::from_slice::<Value>(body) {
                Ok(mut value) if value.is_object() => {
                    merge(&mut value, edits);
                    value.to_string().into_bytes()
                }
                _ => body.to_vec(),
            },
        }
    }
}

fn merge(target: &mut Value, edits: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else { return };
    for (name, edit) in edits {
        match edit {
            Value::Null => {
                members.remove(name);
            }
            Value::Object(edits) => {
                merge(members.entry(name.as_str()).or_insert(Value::Null), edits)
            }
            edit => {
                members.insert(name.clone(), edit.clone());
            }
        }
    }
}

const fn after() -> When {
    When::AfterCommit
}

const LONGEST_CUT: usize = 1 << 20;
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
const LONGEST_SKEW: u64 = 100 * 366 * 86_400;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn effects_are_written_as_the_control_port_takes_them() {
        for written in [
            json!({"kind": "reset", "when": "after_commit"}),
            json!({"kind": "cut", "bytes": 7, "when": "before_commit"}),
            json!({"kind": "drip", "bytes": 1, "ms": 2}),
            json!({"kind": "length", "delta": -3}),
            json!({"kind": "json", "merge": {"expires_in": 5, "wid": null}}),
            json!({"kind": "json", "replace": [1]}),
            json!({"kind": "callback", "set": {"domain": "evil"}, "twice": ["state"]}),
            json!({"kind": "skew", "seconds": -90}),
        ] {
            let effect: Effect = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&effect).unwrap(), written);
            assert_eq!(effect.kind(), written["kind"]);
            assert_eq!(effect.fault(), None);
        }
        let stall: Effect = serde_json::from_value(json!({"kind": "stall", "ms": 5})).unwrap();
        assert_eq!(stall, Effect::Stall { ms: 5, when: When::AfterCommit });
        let status: Effect =
            serde_json::from_value(json!({"kind": "status", "status": 429})).unwrap();
        assert!(status.strikes_first());
    }

    #[test]
    fn what_no_wire_can_carry_is_refused() {
        for written in [
            json!({"kind": "status", "status": 42}),
            json!({"kind": "status", "status": 200, "headers": {"a b": "c"}}),
            json!({"kind": "status", "status": 200, "headers": {"a": "c\r\nd: e"}}),
            json!({"kind": "status", "status": 200, "headers": {"Content-Length": "3"}}),
            json!({"kind": "status", "status": 200, "headers": {"transfer-encoding": "chunked"}}),
            json!({"kind": "cut", "bytes": usize::MAX, "when": "before_commit"}),
            json!({"kind": "cut", "bytes": LONGEST_CUT + 1, "when": "after_commit"}),
            json!({"kind": "redirect", "status": 200, "location": "/"}),
            json!({"kind": "redirect", "status": 302, "location": "a\nb"}),
            json!({"kind": "drip", "bytes": 0, "ms": 1}),
            json!({"kind": "stall", "ms": 600_001}),
            json!({"kind": "skew", "seconds": i64::MIN}),
        ] {
            assert!(
                serde_json::from_value::<Effect>(written.clone()).unwrap().fault().is_some(),
                "{written}"
            );
        }
        for written in [
            json!({"kind": "melt"}),
            json!({"kind": "reset"}),
            json!({"kind": "length", "delta": 1, "x": 2}),
            json!({"kind": "json"}),
        ] {
            assert!(serde_json::from_value::<Effect>(written.clone()).is_err(), "{written}");
        }
    }

    #[test]
    fn a_callback_keeps_what_is_not_edited() {
        let location = "https://app.example/cb?x=%2B&code=c&domain=a&lane=my&state=s%20t";
        let edit = |written: Value| {
            serde_json::from_value::<CallbackEdit>(written).unwrap().apply(location)
        };
        assert_eq!(edit(json!({})), location);
        assert_eq!(
            edit(
                json!({"set": {"domain": "e&vil"}, "remove": ["state", "lane"], "twice": ["code"]})
            ),
            "https://app.example/cb?x=%2B&code=c&domain=e%26vil&code=c"
        );
        // Names are compared as they read, however they are written.
        let location = "https://app.example/cb?c%6Fde=1&a+b=2";
        let edit = |written: Value| {
            serde_json::from_value::<CallbackEdit>(written).unwrap().apply(location)
        };
        assert_eq!(edit(json!({"remove": ["code"]})), "https://app.example/cb?a+b=2");
        assert_eq!(edit(json!({"twice": ["a b"]})), format!("{location}&a+b=2"));
    }

    #[test]
    fn a_merge_removes_what_is_null() {
        let merge = |edits: Value| {
            let body = br#"{"expires_in":0,"access_token":"t"}"#;
            String::from_utf8(JsonEdit::Merge(edits.as_object().unwrap().clone()).apply(body))
                .unwrap()
        };
        assert_eq!(
            merge(json!({"access_token": null, "expires_in": "1"})),
            r#"{"expires_in":"1"}"#
        );
        assert_eq!(JsonEdit::Replace(json!("{ cut")).apply(b"{}"), b"{ cut");
        assert_eq!(JsonEdit::Merge(Map::new()).apply(b"<html>"), b"<html>");
    }
}
