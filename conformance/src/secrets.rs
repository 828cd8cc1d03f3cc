//! The secrets of a run: what no report may hold, in whatever encoding.
//!
//! Redaction is by value, not by the name of a member, because a secret travels: into a Basic pair, a percent-encoded URL, an error
//! that a server echoes. [`Secrets::redact`] is for text on its way to a reader. [`Secrets::scan`] is the last gate before a report
//! is written, reads more encodings than are masked, and trusts nothing that came before it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;
use zeroize::Zeroizing;

/// The secrets that a run configured, drew or was given.
#[derive(Default)]
pub struct Secrets(Vec<Secret>);

struct Secret {
    /// What it is, as `client secret`: the word that stands in its place.
    name: &'static str,
    value: Zeroizing<String>,
    needles: Vec<Needle>,
}

struct Needle {
    encoding: &'static str,
    /// Lower case for hex, where either case is meant.
    text: Zeroizing<String>,
}

/// A report would have held a secret. Says which and where, not what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the report would hold the {secret} ({encoding}) at {place}: it was not written; this is a defect of the suite, please report it"
)]
pub struct Leak {
    secret: &'static str,
    encoding: &'static str,
    place: String,
}

impl Secrets {
    /// Adds a secret under its name. One of fewer than 8 characters would be found everywhere and is not taken for a secret.
    pub fn add(&mut self, name: &'static str, value: &str) {
        if value.len() < SHORTEST || self.0.iter().any(|secret| *secret.value == value) {
            return;
        }
        self.0.push(Secret {
            name,
            value: Zeroizing::new(value.to_owned()),
            needles: needles(value),
        });
        // A secret inside a longer one must not be masked first and leave the rest.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.value.len()));
    }

    /// Adds a private key: the PEM as it is, and the base64 in it, however its lines are broken.
    pub fn add_private_key(&mut self, pem: &str) {
        self.add("private key", pem.trim());
        let body = pem.lines().filter(|line| !line.starts_with("-----"));
        self.add("private key", &Zeroizing::new(body.clone().map(str::trim).collect::<String>()));
        body.for_each(|line| self.add("private key", line.trim()));
    }

    /// The text with each secret replaced by its name.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut redacted = text.to_owned();
        for secret in &self.0 {
            for needle in &secret.needles {
                redacted = masked(&redacted, secret.name, needle);
            }
        }
        redacted
    }

    /// Looks for every secret in every name and text of a report.
    ///
    /// # Errors
    ///
    /// The first secret found, by its name, its encoding and its place.
    pub fn scan(&self, report: &Value) -> Result<(), Leak> {
        self.scan_at(report, &mut String::new())
    }

    fn scan_at(&self, value: &Value, place: &mut String) -> Result<(), Leak> {
        let length = place.len();
        match value {
            Value::String(text) => self.scan_text(text, place)?,
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    place.push_str(&format!("/{index}"));
                    self.scan_at(item, place)?;
                    place.truncate(length);
                }
            }
            Value::Object(members) => {
                for (index, (name, member)) in members.iter().enumerate() {
                    // The name is scanned before it becomes part of the place that a message repeats.
                    self.scan_text(name, &format!("{place}/ (the name of member {index})"))?;
                    place.push('/');
                    place.push_str(name);
                    self.scan_at(member, place)?;
                    place.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }

    fn scan_text(&self, text: &str, place: &str) -> Result<(), Leak> {
        let once = percent_decoded(text);
        let twice = percent_decoded(&once);
        for secret in &self.0 {
            for (form, how) in [
                (text, None),
                (&once, Some("percent-encoded")),
                (&twice, Some("percent-encoded twice")),
            ] {
                let lower = form.to_ascii_lowercase();
                for needle in &secret.needles {
                    let found = if needle.encoding == HEX {
                        lower.contains(needle.text.as_str())
                    } else {
                        form.contains(needle.text.as_str())
                    };
                    if found {
                        let encoding = if needle.encoding == PLAIN {
                            how.unwrap_or(PLAIN)
                        } else {
                            needle.encoding
                        };
                        return Err(Leak {
                            secret: secret.name,
                            encoding,
                            place: place.to_owned(),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|secret| secret.name)).finish()
    }
}

const SHORTEST: usize = 8;
const PLAIN: &str = "in plain";
const BASE64: &str = "in base64";
const HEX: &str = "in hex";

fn needles(value: &str) -> Vec<Needle> {
    let escaped = Value::from(value).to_string();
    let forms: Vec<(&str, String)> = vec![
        (PLAIN, value.to_owned()),
        ("as a JSON string", escaped.trim_matches('"').to_owned()),
        ("percent-encoded", url::form_urlencoded::byte_serialize(value.as_bytes()).collect()),
    ];
    let mut needles: Vec<Needle> = Vec::new();
    let mut add = |encoding, text: String| {
        if text.len() >= SHORTEST && !needles.iter().any(|needle| *needle.text == text) {
            needles.push(Needle { encoding, text: Zeroizing::new(text) });
        }
    };
    for (encoding, form) in &forms {
        add(encoding, form.clone());
    }
    for (_, form) in &forms {
        for before in 0..3 {
            for text in base64_after(form, before) {
                add(BASE64, text);
            }
        }
        add(HEX, form.bytes().map(|byte| format!("{byte:02x}")).collect());
    }
    needles
}

/// How a text looks in the base64 of something longer, when `before` bytes (modulo three) stand in front of it: the characters that
/// depend on it alone.
fn base64_after(text: &str, before: usize) -> [String; 2] {
    let bytes = [&[0; 2][..before], text.as_bytes()].concat();
    // The first characters also hold bits of what stands before, the last one may hold bits of what follows.
    let skip = [0, 2, 3].get(before).copied().unwrap_or_default();
    let whole = bytes.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]
        .map(|encoded| encoded.get(skip..whole).unwrap_or_default().to_owned())
}

fn masked(text: &str, name: &str, needle: &Needle) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, found) in text.match_indices(needle.text.as_str()) {
        let whole = if needle.encoding == BASE64 {
            whole_run(text, at, at + found.len())
        } else {
            at..at + found.len()
        };
        // A second find in a run that is masked already has nothing left to mask.
        if let Some(before) = text.get(rest..whole.start) {
            masked.push_str(before);
            masked.push_str(&format!("[{name}]"));
        }
        rest = rest.max(whole.end);
    }
    masked.push_str(text.get(rest..).unwrap_or_default());
    masked
}

/// The run of base64 characters around a find: a part of a pair is not worth keeping.
fn whole_run(text: &str, from: usize, to: usize) -> std::ops::Range<usize> {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let start = text.get(..from).map_or(from, |before| before.trim_end_matches(is_base64).len());
    let end =
        text.get(to..).map_or(to, |after| text.len() - after.trim_start_matches(is_base64).len());
    start..end
}

fn percent_decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    // A `+` may as well be itself: both readings are looked at.
    format!("{decoded}\n{}", percent_encoding::percent_decode_str(text).decode_utf8_lossy())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    fn secrets(value: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add("client secret", value);
        secrets
    }

    /// Every way in which a secret may stand in a text.
    fn disguises(value: &str) -> Vec<String> {
        let all = value.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        vec![
            format!("before {value} after"),
            format!("Basic {}", STANDARD.encode(format!("an-id:{value}"))),
            format!("Basic {}", STANDARD.encode(format!("some-id:{value}:after"))),
            URL_SAFE.encode(format!("id:{value}")),
            STANDARD.encode(value),
            url::form_urlencoded::Serializer::new(String::new())
                .append_pair("secret", value)
                .finish(),
            all.clone(),
            all.to_ascii_uppercase(),
            all.replace('%', "%25"),
            value.bytes().map(|byte| format!("{byte:02x}")).collect(),
            value.bytes().map(|byte| format!("{byte:02X}")).collect(),
            serde_json::json!({ "secret": value }).to_string(),
        ]
    }

    proptest! {
        #[test]
        fn no_disguise_passes_the_scan(value in "[!-~ é\"\\\\+/%&=]{8,40}") {
            for disguise in disguises(&value) {
                let report = serde_json::json!({ "cases": [{ "actual": disguise }] });
                prop_assert!(secrets(&value).scan(&report).is_err(), "{disguise}");
            }
        }

        #[test]
        fn redaction_leaves_nothing_that_is_plain_percent_encoded_or_base64(value in "[!-~é]{8,40}") {
            prop_assume!(!"[client secret]".contains(value.as_str()));
            for disguise in disguises(&value).into_iter().take(6) {
                let redacted = secrets(&value).redact(&disguise);
                prop_assert!(redacted.contains("[client secret]"), "{disguise}");
                prop_assert!(secrets(&value).scan(&Value::String(redacted)).is_ok());
            }
        }
    }

    #[test]
    fn a_leak_is_named_by_place_and_not_by_value() {
        let report = serde_json::json!({ "cases": [{}, { "actual": "the CANARY-VALUE" }] });
        let leak = secrets("CANARY-VALUE").scan(&report).unwrap_err().to_string();
        assert_eq!(
            leak,
            "the report would hold the client secret (in plain) at /cases/1/actual: it was not written; this is a defect of the suite, please report it"
        );
    }

    #[test]
    fn a_part_of_a_private_key_is_a_private_key() {
        let lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "CANARYCANARYCANARYCANARYCANARYCA"];
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            lines.join("\n")
        );
        let mut secrets = Secrets::default();
        secrets.add_private_key(&pem);
        for text in [pem.as_str(), lines[1], &lines.join(""), &pem.replace('\n', "\\n")] {
            assert!(secrets.scan(&Value::from(text)).is_err(), "{text}");
        }
        assert!(secrets.scan(&Value::from("-----BEGIN PRIVATE KEY-----")).is_ok());
    }

    #[test]
    fn a_name_is_scanned_like_a_value() {
        assert!(secrets("CANARY-VALUE").scan(&serde_json::json!({ "CANARY-VALUE": 1 })).is_err());
    }

    #[test]
    fn a_text_without_secrets_stays_as_it_is() {
        let text = "token_type = sessionID; 100 % of a+b";
        assert_eq!(secrets("CANARY-VALUE").redact(text), text);
        assert!(secrets("CANARY-VALUE").scan(&Value::from(text)).is_ok());
    }

    #[test]
    fn debug_names_and_does_not_show() {
        assert_eq!(format!("{:?}", secrets("CANARY-VALUE")), "[\"client secret\"]");
    }
}
