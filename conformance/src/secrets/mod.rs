//! The secrets of a run: what no report may hold, in whatever encoding.
//!
//! Redaction is by value, not by the name of a member, because a secret travels: into a Basic pair, a percent-encoded URL, an error
//! that a server echoes. [`Secrets::redact`] is for text on its way to a reader. [`Secrets::scan`] and [`Secrets::scan_file`] are the
//! last gate before a report is written, and trust nothing that came before them.

mod disguise;
mod needle;

use std::ops::Range;

use serde_json::Value;
use zeroize::Zeroizing;

use disguise::undisguised;
use needle::{BASE64, Find, Needles, PLAIN, SHORTEST};

/// The secrets that a run configured, drew or was given.
#[derive(Default)]
pub struct Secrets {
    all: Vec<Secret>,
    needles: Needles,
}

struct Secret {
    /// What it is, as `client secret`: the word that stands in its place.
    name: &'static str,
    value: Zeroizing<String>,
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
    /// Adds a secret under its name. One of fewer than 8 bytes would be found everywhere and is not taken for a secret.
    pub fn add(&mut self, name: &'static str, value: &str) {
        if value.len() < SHORTEST || self.all.iter().any(|secret| *secret.value == value) {
            return;
        }
        self.needles.add(self.all.len(), value);
        self.all.push(Secret { name, value: Zeroizing::new(value.to_owned()) });
    }

    /// Adds what another part of the run has come to know.
    pub fn absorb(&mut self, other: Self) {
        for secret in other.all {
            self.add(secret.name, &secret.value);
        }
    }

    /// Adds a private key: the PEM as it is, and the base64 in it, however its lines are broken.
    pub fn add_private_key(&mut self, pem: &str) {
        self.add("private key", pem.trim());
        let body = pem.lines().filter(|line| !line.starts_with("-----"));
        self.add("private key", &Zeroizing::new(body.clone().map(str::trim).collect::<String>()));
        body.for_each(|line| self.add("private key", line.trim()));
    }

    /// The text with each secret replaced by its name. A text in which one is still disguised is withheld as a whole: what this
    /// gives, the scans let pass.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let redacted = self.masked(text);
        match self.leak(redacted.as_bytes(), DEPTH) {
            None => redacted,
            Some((secret, _)) => format!("[withheld: it holds the {secret}]"),
        }
    }

    /// As [`Secrets::redact`], line by line: one line that must be withheld takes no other with it.
    #[must_use]
    pub fn redact_lines(&self, text: &str) -> String {
        let lines = text.split_inclusive('\n');
        lines
            .map(|line| match line.strip_suffix('\n') {
                Some(line) => format!("{}\n", self.redact(line)),
                None => self.redact(line),
            })
            .collect()
    }

    /// Looks for every secret in every name and text of a report.
    ///
    /// # Errors
    ///
    /// The first secret found, by its name, its encoding and its place.
    pub fn scan(&self, report: &Value) -> Result<(), Leak> {
        self.scan_at(report, &mut String::new())
    }

    /// Looks for every secret in the text of a file, which the model it was made from has passed already: what is left are the
    /// encodings of its format, and values that come together only there.
    ///
    /// # Errors
    ///
    /// The first secret found, by its name, its encoding and the file.
    pub fn scan_file(&self, file: &str, text: &str) -> Result<(), Leak> {
        match self.leak(text.as_bytes(), 2) {
            None => Ok(()),
            Some((secret, encoding)) => Err(Leak { secret, encoding, place: file.to_owned() }),
        }
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
        match self.leak(text.as_bytes(), DEPTH) {
            None => Ok(()),
            Some((secret, encoding)) => Err(Leak { secret, encoding, place: place.to_owned() }),
        }
    }

    /// The first secret in a text, by its name and its encoding.
    fn leak(&self, text: &[u8], depth: usize) -> Option<(&'static str, &'static str)> {
        if self.all.is_empty() || text.len() < SHORTEST {
            return None;
        }
        undisguised(text, depth).iter().find_map(|(disguise, form)| {
            let find = self.needles.finds(form).next()?;
            let encoding = match (find.needle.encoding, disguise) {
                (PLAIN, Some(disguise)) => disguise,
                (encoding, _) => encoding,
            };
            Some((self.all.get(find.needle.secret)?.name, encoding))
        })
    }

    fn masked(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = 0;
        for (range, secret) in self.ranges(text) {
            masked.push_str(text.get(rest..range.start).unwrap_or_default());
            if let Some(secret) = self.all.get(secret) {
                masked.push_str(&format!("[{}]", secret.name));
            }
            rest = range.end;
        }
        masked.push_str(text.get(rest..).unwrap_or_default());
        masked
    }

    /// What is to be masked, in order, and the longest secret in each part: a Basic pair may hold several, and a key is in its PEM.
    fn ranges(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let length = |secret: usize| self.all.get(secret).map_or(0, |secret| secret.value.len());
        let mut finds: Vec<_> = self
            .needles
            .finds(text.as_bytes())
            .map(|find| (covered(text, &find), find.needle.secret))
            .collect();
        finds.sort_by_key(|(range, _)| range.start);
        let mut ranges: Vec<(Range<usize>, usize)> = Vec::new();
        for (range, secret) in finds {
            match ranges.last_mut() {
                Some((last, longest)) if range.start < last.end => {
                    last.end = last.end.max(range.end);
                    if length(secret) > length(*longest) {
                        *longest = secret;
                    }
                }
                _ => ranges.push((range, secret)),
            }
        }
        ranges
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|secret| secret.name)).finish()
    }
}

/// How many disguises a text may wear at once.
const DEPTH: usize = 3;

/// What a find takes with it: of base64 the whole run around it, because a part of a pair is not worth keeping.
fn covered(text: &str, find: &Find<'_>) -> Range<usize> {
    if find.needle.encoding != BASE64 {
        return find.at..find.end;
    }
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let before = text.get(..find.at).unwrap_or_default();
    let after = text.get(find.end..).unwrap_or_default();
    before.trim_end_matches(is_base64).len()..text.len() - after.trim_start_matches(is_base64).len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    fn secrets(value: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add("client secret", value);
        secrets
    }

    /// Every way in which a secret may stand in a text. The first six are masked by name, the others may be withheld.
    fn disguises(value: &str) -> Vec<String> {
        let all = value.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let json = serde_json::json!({ "secret": value }).to_string();
        let xml = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let base64 = STANDARD.encode(format!("an-id:{value}"));
        let (start, end) = base64.split_at(base64.len() / 2);
        vec![
            format!("before {value} after"),
            format!("Basic {base64}"),
            format!("Basic {}", STANDARD.encode(format!("some-id:{value}:after"))),
            URL_SAFE.encode(format!("id:{value}")),
            STANDARD.encode(value),
            url::form_urlencoded::Serializer::new(String::new())
                .append_pair("secret", value)
                .finish(),
            all.clone(),
            all.to_ascii_uppercase(),
            all.replace('%', "%25"),
            all.replace('%', "%2525"),
            value.bytes().map(|byte| format!("{byte:02x}")).collect(),
            value.bytes().map(|byte| format!("{byte:02X}")).collect(),
            json.clone(),
            Value::from(json).to_string(),
            value.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect(),
            value.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect(),
            value.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
            value.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
            xml.replace('\'', "&#39;"),
            xml.replace('\'', "&apos;").replace('&', "&amp;"),
            value.chars().map(|c| format!("{c}\r\n ")).collect(),
            format!("{start}\n{end}"),
            format!("{start}%0A{end}").replace('=', "%3D"),
            value
                .chars()
                .map(|c| if c.is_ascii_punctuation() { format!("\\{c}") } else { c.to_string() })
                .collect(),
        ]
    }

    proptest! {
        // Each case is two dozen texts, each read in dozens of forms.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_disguise_passes_the_scan(value in "[!-~ éÿ😀\"\\\\+/%&=]{8,40}") {
            for disguise in disguises(&value) {
                let report = serde_json::json!({ "cases": [{ "actual": disguise }] });
                prop_assert!(secrets(&value).scan(&report).is_err(), "{disguise}");
            }
        }

        #[test]
        fn what_is_redacted_passes_the_scan(value in "[!-~é]{8,40}") {
            prop_assume!(!"[withheld: it holds the client secret]".contains(value.as_str()));
            for (index, disguise) in disguises(&value).into_iter().enumerate() {
                let redacted = secrets(&value).redact(&disguise);
                prop_assert!(redacted.contains("client secret"), "{disguise}");
                prop_assert!(index >= 6 || redacted.contains("[client secret]"), "{disguise}");
                prop_assert!(secrets(&value).scan(&Value::String(redacted)).is_ok());
            }
        }

        #[test]
        fn any_text_is_redacted_to_one_that_passes(text in "\\PC{0,200}", value in "[a-f0-9%+&;#\\\\]{8}") {
            let mut secrets = secrets(&value);
            secrets.add("access token", "CANARY-VALUE");
            prop_assert!(secrets.scan(&Value::String(secrets.redact(&text))).is_ok());
        }
    }

    #[test]
    fn what_lies_in_one_another_is_masked_once() {
        let mut secrets = secrets("CANARY-VALUE");
        secrets.add("access token", "the CANARY-VALUE, and more");
        secrets.add("refresh token", "VALUE, and");
        assert_eq!(
            secrets.redact("a: the CANARY-VALUE, and more; b: CANARY-VALUE; c: VALUE, and"),
            "a: [access token]; b: [client secret]; c: [refresh token]"
        );
        assert_eq!(
            secrets.redact_lines("x\nCANARY-VALUE\n%43ANARY-VALUE"),
            "x\n[client secret]\n[withheld: it holds the client secret]"
        );
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
