//! What a server answered, and whether that is what a case expects.

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::cases::Profile;
use crate::cases::server::Expect;

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// What an answer is held against.
pub(super) struct Sent {
    /// The `redirect_uri` of an authorization request.
    pub(super) redirect_uri: String,
    /// Its `state`.
    pub(super) state: String,
    /// The refresh token that was in the request.
    pub(super) refresh_token: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A text member of the JSON body.
    pub(super) fn member(&self, name: &str) -> Option<String> {
        let json: Value = serde_json::from_str(&self.body).ok()?;
        json.get(name)?.as_str().map(str::to_owned)
    }

    /// A parameter of the redirect's query.
    pub(super) fn redirected(&self, name: &str) -> Option<String> {
        let location = Url::parse(self.header("location")?).ok()?;
        let mut pairs = location.query_pairs();
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    }

    /// What it was, without anything secret: the server's own words only where an RFC has them.
    pub(super) fn shown(&self) -> String {
        let error = self.member("error").or_else(|| self.redirected("error"));
        let error = match error.as_deref() {
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
        self.status == 200 || self.redirected("code").is_some()
    }

    fn has_token(&self) -> bool {
        ["access_token", "refresh_token"].iter().any(|name| self.member(name).is_some())
    }

    fn goes_to(&self, redirect_uri: &str) -> bool {
        let location = self.header("location").and_then(|location| location.split('?').next());
        matches!(self.status, 302 | 303) && location == Some(redirect_uri)
    }

    /// What is wrong with it; nothing when it is as expected.
    pub(super) fn fault(&self, expect: &Expect, profile: Profile, sent: &Sent) -> Option<String> {
        let back = self.redirected("state").as_deref() == Some(sent.state.as_str());
        let redirects = self.header("location").is_some();
        let refuses = (400..500).contains(&self.status);
        let checks: Vec<(bool, &str)> = match expect {
            Expect::Code => vec![
                (self.goes_to(&sent.redirect_uri), "it does not redirect to the redirect URL"),
                (self.redirected("code").is_some(), "it brings no code"),
                (back, "the state is not what was sent"),
            ],
            Expect::Tokens => vec![
                (self.status == 200, "the status is not 200"),
                (self.member("access_token").is_some(), "it has no access token"),
                (
                    self.header("cache-control").is_some_and(|value| value.contains("no-store")),
                    "it may be stored on the way",
                ),
            ],
            Expect::NewRefreshToken => vec![
                (self.status == 200, "the status is not 200"),
                (
                    self.member("refresh_token").is_some_and(|new| new != sent.refresh_token),
                    "it has no refresh token, or the one that was sent",
                ),
            ],
            Expect::Success => vec![(self.status == 200, "the status is not 200")],
            Expect::Page => vec![
                (!self.goes_to(&sent.redirect_uri), "it redirects to the app"),
                (self.redirected("code").is_none(), "it brings a code"),
                (self.status < 400, "it is no page to answer"),
            ],
            Expect::ErrorPage => {
                vec![(!redirects, "it redirects"), (refuses, "the status is not 4xx")]
            }
            Expect::ErrorRedirect { error } => vec![
                (self.goes_to(&sent.redirect_uri), "it does not redirect to the redirect URL"),
                (self.redirected("code").is_none(), "it brings a code"),
                (self.redirected("error").as_ref() == Some(error), "it is another error"),
                (back, "the state is not what was sent"),
            ],
            Expect::Refused { status, error, header } => {
                let by_name = profile != Profile::Documented;
                let named = error.is_none() || self.member("error") == *error;
                let has = |name: &String| self.header(name).is_some();
                vec![
                    (!self.has_token(), "a refusal holds a token"),
                    (refuses, "the status is not 4xx"),
                    (!by_name || self.status == *status, "it is another status"),
                    (!by_name || named, "it is another error"),
                    (!by_name || header.as_ref().is_none_or(has), "a header is missing"),
                ]
            }
        };
        checks.into_iter().find(|(holds, _)| !holds).map(|(_, why)| why.to_owned())
    }
}

/// RFC 6749 §4.1.2.1 and §5.2, RFC 7009 §2.2.1.
const ERRORS: [&str; 9] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "invalid_scope",
    "access_denied",
];
