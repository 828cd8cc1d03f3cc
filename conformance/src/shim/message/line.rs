//! Messages as lines of JSON, and what is wrong with a line that is none.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::LINE_LIMIT;

/// A line that is no message of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a message of the shim protocol: {0}")]
pub struct NotAMessage(String);

impl NotAMessage {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

pub(super) fn write<T: Serialize>(message: &T) -> String {
    // Invariant: no message has a map whose keys are not text, or a writer that fails.
    let mut line = serde_json::to_string(message).unwrap_or_default();
    line.push('\n');
    line
}

pub(super) fn read<T: DeserializeOwned>(line: &str) -> Result<T, NotAMessage> {
    if line.len() > LINE_LIMIT {
        return Err(NotAMessage(format!("{} bytes, of {LINE_LIMIT} allowed", line.len())));
    }
    serde_json::from_str(line).map_err(|error| NotAMessage(reason(&error)))
}

/// What serde says, up to the value that it would quote.
fn reason(error: &serde_json::Error) -> String {
    let said = match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => return "not JSON, or not whole".to_owned(),
    };
    let quoted = said.find("invalid type: ").or_else(|| said.find("invalid value: "));
    match (quoted, said.find(", expected ")) {
        (Some(0), Some(at)) => {
            format!("a value of another type{}", said.get(at..).unwrap_or_default())
        }
        _ if said.starts_with("missing field") => said,
        _ if said.starts_with("unknown variant") => {
            let known = said.find("expected").and_then(|at| said.get(at..)).unwrap_or_default();
            format!("an unknown word, {known}")
        }
        _ => "members that are none of the protocol's".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::shim::message::{Answer, Ask};

    #[test]
    fn what_is_no_message_is_refused_without_repeating_it() {
        for line in [
            "",
            "CANARY",
            r#"{"ok":true"#,
            r#"["CANARY"]"#,
            r#"{"ok":"CANARY"}"#,
            r#"{"ok":false}"#,
            r#"{"ok":true,"error":"other"}"#,
            r#"{"ok":false,"error":"CANARY"}"#,
            r#"{"ok":true,"ok":true}"#,
            r#"{"ok":true,"status":-1}"#,
            r#"{"ok":true,"tokens":"CANARY"}"#,
        ] {
            let said = Answer::from_line(line).unwrap_err().to_string();
            assert!(!said.contains("CANARY"), "{said}");
        }
        let said = Answer::from_line(r#"{"ok":false,"error":"nope"}"#).unwrap_err().to_string();
        assert!(said.contains("`state_missing`"), "{said}");
        assert!(Ask::from_line(r#"{"op":"CANARY"}"#).is_err());
        assert!(Ask::from_line(r#"{"op":"callback"}"#).is_err());
        let long = format!(r#"{{"op":"refresh"}}{}"#, " ".repeat(LINE_LIMIT));
        assert!(Ask::from_line(&long).unwrap_err().to_string().contains("bytes"));
    }
}
