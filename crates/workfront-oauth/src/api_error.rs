//! The resource API's error shape: `{"error": {"class", "message"}}`.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

use crate::mask::Mask;

/// An error of `/attask/api`, and what it means for the session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// What the caller should do about it.
    pub meaning: ApiMeaning,
    /// `error.class`, such as `com.attask.common.AuthenticationException`; absent in some answers.
    pub class: Option<String>,
    /// `error.message`.
    pub message: Option<String>,
}

/// What an error of the resource API means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiMeaning {
    /// The session is over or was never one: refresh, once, and try again.
    SessionDead,
    /// The user may not do this: a new token changes nothing.
    NotAllowed,
    /// Too many concurrent requests of this customer: wait, then try again.
    TooMany,
    /// The version in the path is retired: call a newer one.
    VersionRetired,
    /// Anything else.
    Other,
}

impl ApiError {
    /// Reads an answer of the resource API; nothing if it is not an error.
    ///
    /// A dead session is told by status 401, by the class `AuthenticationException`, or by one of the two messages seen in
    /// the wild, whatever the status: some clients look at the message alone, so it comes with other statuses too. Lack of
    /// permission often is a 200 with an empty `data`, which is no error here either.
    ///
    /// ```
    /// use workfront_oauth::{ApiError, ApiMeaning};
    /// let body = br#"{"error":{"class":"com.attask.common.AuthenticationException","message":"You are not currently logged in."}}"#;
    /// let response = http::Response::builder().status(401).body(&body[..]).unwrap();
    /// assert_eq!(ApiError::read(&response).map(|error| error.meaning), Some(ApiMeaning::SessionDead));
    /// ```
    pub fn read(response: &http::Response<&[u8]>) -> Option<Self> {
        Self::read_masked(response, Mask::NONE)
    }

    pub(crate) fn read_masked(response: &http::Response<&[u8]>, mask: Mask<'_>) -> Option<Self> {
        let body: Option<Value> = serde_json::from_slice(response.body()).ok();
        let error =
            body.as_ref().and_then(|body| body.get("error")).filter(|error| error.is_object());
        if response.status().is_success() && error.is_none() {
            return None;
        }
        let member = |name: &str| mask.show_some(error?.get(name)?.as_str());
        let (class, message) = (member("class"), member("message"));
        let meaning = ApiMeaning::of(response.status(), class.as_deref(), message.as_deref());
        Some(Self { meaning, class, message })
    }
}

impl ApiMeaning {
    fn of(status: StatusCode, class: Option<&str>, message: Option<&str>) -> Self {
        let authentication = class.is_some_and(|class| class.ends_with("AuthenticationException"));
        let said = message.is_some_and(|message| DEAD_SESSION.contains(&message));
        if status == StatusCode::UNAUTHORIZED || authentication || said {
            return Self::SessionDead;
        }
        match status {
            StatusCode::FORBIDDEN => Self::NotAllowed,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::GONE => Self::VersionRetired,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.meaning {
            ApiMeaning::SessionDead => "the session is over",
            ApiMeaning::NotAllowed => "the user may not do this",
            ApiMeaning::TooMany => "too many concurrent requests",
            ApiMeaning::VersionRetired => "the API version is retired",
            ApiMeaning::Other => "an error of the API",
        })?;
        match self.message.as_ref().or(self.class.as_ref()) {
            Some(text) => write!(f, " ({text})"),
            None => Ok(()),
        }
    }
}

/// The first is matched by a public PHP client and stands in a troubleshooting page; the second in a community's notes, for
/// an expired session, one of another environment, or a malformed header.
const DEAD_SESSION: [&str; 2] = ["You are not currently logged in.", "Invalid session ID."];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Option<ApiMeaning>) {
        let response = http::Response::builder().status(status).body(body.as_bytes()).unwrap();
        assert_eq!(
            ApiError::read(&response).map(|error| error.meaning),
            expected,
            "{status} {body}"
        );
    }

    #[test]
    fn answers_mean_what_they_were_seen_to_mean() {
        check(200, r#"{"data":[]}"#, None);
        check(401, "", Some(ApiMeaning::SessionDead));
        check(401, "<html>", Some(ApiMeaning::SessionDead));
        check(
            200,
            r#"{"error":{"message":"You are not currently logged in."}}"#,
            Some(ApiMeaning::SessionDead),
        );
        check(
            400,
            r#"{"error":{"class":null,"message":"Invalid session ID."}}"#,
            Some(ApiMeaning::SessionDead),
        );
        check(
            500,
            r#"{"error":{"class":"com.attask.common.AuthenticationException"}}"#,
            Some(ApiMeaning::SessionDead),
        );
        check(403, r#"{"error":{"class":"x","message":"no"}}"#, Some(ApiMeaning::NotAllowed));
        check(
            429,
            r#"{"error":{"message":"Too many concurrent API requests"}}"#,
            Some(ApiMeaning::TooMany),
        );
        check(410, "{}", Some(ApiMeaning::VersionRetired));
        check(
            422,
            r#"{"error":{"class":"java.lang.IllegalArgumentException","message":"limit"}}"#,
            Some(ApiMeaning::Other),
        );
        check(500, r#"{"error":"text"}"#, Some(ApiMeaning::Other));
    }
}
