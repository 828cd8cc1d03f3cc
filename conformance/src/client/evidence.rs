//! What arrived at the server, and what was sent to the user's browser.

use serde_json::Value;
use url::Url;

use crate::cases::client::To;

/// All that a case has seen so far.
#[derive(Default)]
pub(super) struct Evidence {
    /// The authorization URLs, in order.
    pub(super) authorize: Vec<Url>,
    /// The requests, in order.
    pub(super) requests: Vec<Seen>,
    /// How many of them had come before the last step.
    pub(super) before: usize,
}

/// One request, as the sandbox's journal has it.
pub(super) struct Seen {
    pub(super) to: To,
    pub(super) elsewhere: bool,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Value,
    pub(super) headers: Value,
    pub(super) body: Value,
    pub(super) status: u64,
    pub(super) response: Value,
}

impl Evidence {
    /// The last step's requests to an endpoint.
    pub(super) fn count(&self, to: To) -> usize {
        let last = self.requests.get(self.before..).unwrap_or_default();
        last.iter().filter(|seen| seen.went(to)).count()
    }

    /// All requests to an endpoint, whichever step they came in.
    pub(super) fn all(&self, to: To) -> impl DoubleEndedIterator<Item = &Seen> {
        self.requests.iter().filter(move |seen| seen.went(to))
    }

    /// A parameter of each authorization URL that has it.
    pub(super) fn authorize_parameter(&self, name: &str) -> Vec<String> {
        self.authorize.iter().filter_map(|url| query_parameter(url, name)).collect()
    }

    /// A parameter of each request to an endpoint that has it.
    pub(super) fn parameter(&self, to: To, name: &str) -> Vec<String> {
        self.all(to).filter_map(|seen| seen.body_parameter(name)).collect()
    }
}

impl Seen {
    /// Reads an entry of the journal of the tenant `own` and others; what the browser does is not the client's.
    pub(super) fn read(entry: &Value, own: &str) -> Option<Self> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let part = |side: &str, name: &str| {
            entry.pointer(&format!("/{side}/{name}")).cloned().unwrap_or_default()
        };
        let path = text("path").to_owned();
        let elsewhere = text("tenant") != own;
        let to = match path.as_str() {
            "/integrations/oauth2/api/v1/token" => To::Token,
            "/integrations/oauth2/api/v1/jwt/exchange" => To::Exchange,
            "/integrations/oauth2/api/v1/revoke" => To::Revoke,
            path if path.starts_with("/attask/") => To::Api,
            "/integrations/oauth2/authorize" if !elsewhere => return None,
            _ => To::Any,
        };
        Some(Self {
            to,
            elsewhere,
            method: text("method").to_owned(),
            path,
            query: part("request", "query"),
            headers: part("request", "headers"),
            body: part("request", "body"),
            status: entry.get("status").and_then(Value::as_u64).unwrap_or_default(),
            response: part("response", "body"),
        })
    }

    /// Whether it went there. One that went to another server went nowhere else.
    pub(super) fn went(&self, to: To) -> bool {
        match to {
            To::Any => true,
            To::Elsewhere => self.elsewhere,
            _ => self.to == to && !self.elsewhere,
        }
    }

    /// A parameter that occurs once in the body.
    pub(super) fn body_parameter(&self, name: &str) -> Option<String> {
        self.body.get(name)?.as_str().map(str::to_owned)
    }

    /// A header that occurs once.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.as_str()
    }

    /// What a case calls `name`: a parameter of the body, of the query where there is no body, or `header:NAME`.
    pub(super) fn named(&self, name: &str) -> Option<String> {
        match name.strip_prefix("header:") {
            Some(header) => self.header(header).map(str::to_owned),
            None => self
                .body_parameter(name)
                .or_else(|| self.query.get(name)?.as_str().map(str::to_owned)),
        }
    }

    /// Whether there is such a thing at all, be it twice or no text.
    pub(super) fn has(&self, name: &str) -> bool {
        match name.strip_prefix("header:") {
            Some(header) => self.headers.get(header).is_some(),
            None => self.body.get(name).is_some() || self.query.get(name).is_some(),
        }
    }

    /// One line about it, with nothing secret in it.
    pub(super) fn shown(&self) -> String {
        let path = self.path.as_str();
        let place = if self.elsewhere { " at another server" } else { "" };
        match self.status {
            0 => format!("{} {path}{place}: no answer", self.method),
            status => format!("{} {path}{place}: {status}", self.method),
        }
    }
}

/// A parameter that occurs once in a URL's query.
pub(super) fn query_parameter(url: &Url, name: &str) -> Option<String> {
    let mut found = url.query_pairs().filter(|(known, _)| known == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value.into_owned()),
        _ => None,
    }
}
