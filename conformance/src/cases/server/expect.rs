//! What a server's last answer must be.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::cases::Expectation;

/// What the last answer must be: everything that is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Expect {
    /// One of these statuses.
    #[serde(deserialize_with = "one_or_more")]
    pub status: Vec<u16>,
    /// One of these errors, in a JSON body or on the redirect.
    #[serde(deserialize_with = "one_or_more")]
    pub error: Vec<String>,
    /// Where it goes.
    pub to: Option<To>,
    /// Members of the JSON body, or parameters of the redirect, that must be there.
    pub has: Vec<String>,
    /// The same, that must not be there. A refusal has neither code nor token in any case.
    pub absent: Vec<String>,
    /// Parameters of the redirect that must be as they were sent, byte for byte.
    pub same: Vec<String>,
    /// Members that must be there and be another value than the one that was sent.
    pub differs: Vec<String>,
    /// Headers that must be there, and hold this text.
    pub header: BTreeMap<String, String>,
    /// Headers that must not be there.
    pub no_header: Vec<String>,
    /// Texts that the body must not hold.
    pub lacks: Vec<String>,
    /// Status and body must be those of the step with this name.
    pub alike: Option<String>,
    /// The error's description keeps to the characters that RFC 6749 section 5.2 allows.
    pub clean: bool,
    /// `iss` is the issuer's, or absent where the server announces no issuer.
    pub issuer: bool,
    /// With `parallel`: as many succeed, and all others are refused.
    pub winners: Option<usize>,
    /// With `times`: this parameter of all answers is long, never the same, and follows no pattern.
    pub unpredictable: Option<String>,
}

/// Where an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum To {
    /// Back to the app, by a redirect to the redirect URL.
    App,
    /// To the user, who is asked something.
    Page,
    /// To the user, who is told what is wrong.
    ErrorPage,
}

impl Expectation for Expect {
    fn is_refusal(&self) -> bool {
        !self.error.is_empty()
            || (!self.status.is_empty() && self.status.iter().all(|status| *status >= 400))
            || matches!(self.to, Some(To::Page | To::ErrorPage))
    }

    fn says(&self) -> String {
        let mut parts = Vec::new();
        match self.to {
            None => {}
            Some(To::App) => parts.push(String::from("a redirect to the redirect URL")),
            Some(To::Page) => {
                parts.push(String::from("a page for the user, no redirect to the app"))
            }
            Some(To::ErrorPage) => {
                parts.push(String::from("an error page with status 4xx, no redirect"));
            }
        }
        let list = |names: &[String]| names.join(" or ");
        if !self.status.is_empty() {
            let statuses: Vec<String> = self.status.iter().map(u16::to_string).collect();
            parts.push(format!("status {}", list(&statuses)));
        }
        if !self.error.is_empty() {
            parts.push(format!("error {}", list(&self.error)));
        }
        let named = |word: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{word} {}", names.join(", ")))
        };
        parts.extend(named("with", &self.has));
        parts.extend(named("without", &self.absent));
        parts.extend(named("the same", &self.same));
        parts.extend(named("another", &self.differs));
        parts.extend(self.header.iter().map(|(name, text)| match text.as_str() {
            "" => format!("header {name}"),
            text => format!("header {name} with {text}"),
        }));
        parts.extend(named("no header", &self.no_header));
        parts.extend(named("no text", &self.lacks));
        parts.extend(self.alike.iter().map(|name| format!("as the answer `{name}`")));
        if self.clean {
            parts.push(String::from("a description in the allowed characters"));
        }
        if self.issuer {
            parts.push(String::from("iss as announced"));
        }
        if let Some(winners) = self.winners {
            parts.push(format!("exactly {winners} of them accepted"));
        }
        if let Some(name) = &self.unpredictable {
            parts.push(format!("{name} of 128 bits, without a pattern"));
        }
        if self.is_refusal() {
            parts.push(String::from(
                "no code or token (under `documented` any 4xx, whatever its error)",
            ));
        }
        parts.join("; ")
    }
}

/// One value, or a list of them.
fn one_or_more<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form<T> {
        One(T),
        More(Vec<T>),
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::One(value) => vec![value],
        Form::More(values) => values,
    })
}
