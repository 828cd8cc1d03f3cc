//! What a server answered.

use http::HeaderMap;
use serde_json::Value;
use url::Url;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A member of the JSON body, as text; a number likewise.
    pub(super) fn member(&self, name: &str) -> Option<String> {
        match self.json()?.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The JSON object of the body.
    pub(super) fn json(&self) -> Option<serde_json::Map<String, Value>> {
        serde_json::from_str(&self.body).ok()
    }

    /// A parameter of the redirect's query.
    pub(super) fn redirected(&self, name: &str) -> Option<String> {
        let location = Url::parse(self.header("location")?).ok()?;
        let mut pairs = location.query_pairs();
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    }

    /// A member of the body, or a parameter of the redirect.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.member(name).or_else(|| self.redirected(name))
    }

    /// What it was, without anything secret: the server's own words only where an RFC has them.
    pub(super) fn shown(&self) -> String {
        let error = match self.value("error").as_deref() {
            None => String::new(),
            Some(name) if ERRORS.contains(&name) => format!(", error {name}"),
            Some(_) => String::from(", an error that no RFC names"),
        };
        let token = if self.has_token() { ", with a token" } else { "" };
        let code = if self.redirected("code").is_some() { ", with a code" } else { "" };
        format!("{}{error}{token}{code}", self.status)
    }

    /// Whether the step did what it is for.
    pub(super) fn accepted(&self) -> bool {
        match self.header("location") {
            None => (200..300).contains(&self.status) && self.value("error").is_none(),
            Some(_) => self.redirected("code").is_some(),
        }
    }

    /// Whether it holds a token, under any of the names that the pages and RFCs have.
    pub(super) fn has_token(&self) -> bool {
        ["access_token", "refresh_token", "id_token"].iter().any(|name| self.member(name).is_some())
    }

    /// Whether it is a redirect to `redirect_uri`, with parameters added and nothing else changed.
    pub(super) fn goes_to(&self, redirect_uri: &str) -> bool {
        let added = self.header("location").and_then(|there| there.strip_prefix(redirect_uri));
        let begins = added.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(if redirect_uri.contains('?') { '&' } else { '?' })
        });
        begins && matches!(self.status, 302 | 303)
    }
}

/// RFC 6749 sections 4.1.2.1 and 5.2, RFC 7009 section 2.2.1.
const ERRORS: [&str; 11] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "invalid_scope",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
];
