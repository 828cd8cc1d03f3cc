//! What the steps of a case obtain, and the texts that name it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::Answer;
use super::target::TestApp;
use super::trouble::Trouble;
use crate::secrets::Secrets;

/// What a report must not hold.
const SECRET: [(&str, &str); 5] = [
    ("code", "code"),
    ("access_token", "access token"),
    ("refresh_token", "refresh token"),
    ("client_secret", "client secret"),
    ("private_key_pem", "private key"),
];

/// What has been obtained so far.
#[derive(Default)]
pub(super) struct Held {
    values: BTreeMap<String, String>,
    answers: BTreeMap<String, Answer>,
    /// The app that a step has registered.
    pub(super) made: Option<TestApp>,
    /// The server's time when the step began.
    pub(super) now: i64,
}

impl Held {
    /// Keeps what an answer brings, under the step's name too if it has one.
    pub(super) fn keep(&mut self, answer: &Answer, name: Option<&str>, secrets: &mut Secrets) {
        let mut found: Vec<(String, String)> = Vec::new();
        found.extend(answer.redirected("code").map(|code| (String::from("code"), code)));
        for member in answer.json().unwrap_or_default().keys() {
            found.extend(answer.member(member).map(|value| (member.clone(), value)));
        }
        for (member, value) in found {
            for (known, called) in SECRET {
                if member == known {
                    secrets.add(called, &value);
                }
            }
            if let Some(name) = name {
                self.values.insert(format!("{name}.{member}"), value.clone());
            }
            self.values.insert(member, value);
        }
        if let Some(name) = name {
            self.answers.insert(name.to_owned(), answer.clone());
        }
    }

    /// Sets one value.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The answer to the step with this name.
    pub(super) fn answer(&self, name: &str) -> Option<&Answer> {
        self.answers.get(name)
    }

    /// A text of a case with each `{name}` replaced by what is held under it, and `{now+180}` by a time.
    pub(super) fn fill(&self, text: &str) -> Result<String, Trouble> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            // A brace that names nothing, as in raw JSON, is itself.
            let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
                filled.push('{');
                rest = after;
                continue;
            };
            match self.time(name).or_else(|| self.get(name).map(str::to_owned)) {
                Some(value) => filled.push_str(&value),
                None => {
                    return Err(Trouble::Refused(format!("no step before has brought {{{name}}}")));
                }
            }
            rest = tail;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// A value of a case as JSON, with its texts filled; a text that is a time and nothing else becomes a number.
    pub(super) fn json(&self, value: &toml::Value) -> Result<Value, Trouble> {
        Ok(match value {
            toml::Value::String(text) => {
                let filled = self.fill(text)?;
                match filled.parse::<i64>() {
                    Ok(number) if text.starts_with("{now") && text.ends_with('}') => number.into(),
                    _ => filled.into(),
                }
            }
            toml::Value::Integer(number) => (*number).into(),
            toml::Value::Float(number) => (*number).into(),
            toml::Value::Boolean(yes) => (*yes).into(),
            toml::Value::Datetime(moment) => moment.to_string().into(),
            toml::Value::Array(values) => {
                values.iter().map(|value| self.json(value)).collect::<Result<Vec<_>, _>>()?.into()
            }
            toml::Value::Table(members) => {
                let members =
                    members.iter().map(|(name, value)| Ok((name.clone(), self.json(value)?)));
                Value::Object(members.collect::<Result<_, Trouble>>()?)
            }
        })
    }

    fn time(&self, name: &str) -> Option<String> {
        let offset = name.strip_prefix("now")?;
        let offset = if offset.is_empty() { 0 } else { offset.parse::<i64>().ok()? };
        Some(self.now.saturating_add(offset).to_string())
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_and_other_braces_stay() {
        let mut held = Held { now: 1000, ..Held::default() };
        held.set("first.code", "abc");
        assert_eq!(held.fill("x{first.code}y").unwrap(), "xabcy");
        assert_eq!(held.fill(r#"{"exp":{now+180}}"#).unwrap(), r#"{"exp":1180}"#);
        assert_eq!(held.fill("{now-60}").unwrap(), "940");
        assert!(matches!(held.fill("{second.code}"), Err(Trouble::Refused(_))));
        assert_eq!(held.json(&toml::Value::from("{now}")).unwrap(), Value::from(1000));
        assert_eq!(held.json(&toml::Value::from("1000")).unwrap(), Value::from("1000"));
    }
}
