//! What a refusal looks like on the wire.
//!
//! The pages show no error at all. `documented` answers as RFC 6749 §5.2 has it; `observed` in the shape that one client of the
//! real service was rewritten for: `{"statusCode": 400, "error": true, "type": …, "message": …}`.

use http::StatusCode;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use super::malformed::Malformed;
use super::received::Received;
use super::reply::Reply;
use super::site::{Site, is_not_kept};
use crate::attask::failure;
use crate::authority::{ErrorCode, Refusal, rules};
use crate::defects::Defect;
use crate::journal::Judgement;
use crate::policy::Policy;
use crate::policy::choice::{ErrorShape, ErrorText, ErrorType, Presence};

/// The answer of a token endpoint to a request that it refuses.
pub(crate) fn refused(site: &Site, received: &Received, refusal: &Refusal) -> Reply {
    let policy = &site.shell.policy;
    let quiet = site.shell.has(Defect::InvalidClientStatus);
    let status = match refusal.error {
        _ if is_not_kept(refusal) => 503,
        ErrorCode::InvalidClient if quiet => 400,
        ErrorCode::InvalidClient => policy.invalid_client_status,
        ErrorCode::InvalidGrant => policy.invalid_grant_status,
        ErrorCode::InvalidRequest => policy.invalid_request_status,
        ErrorCode::UnauthorizedClient => policy.unauthorized_client_status,
        ErrorCode::UnsupportedGrantType => policy.unsupported_grant_type_status,
        ErrorCode::InvalidScope => policy.invalid_scope_status,
        ErrorCode::SlowDown => policy.slow_down_status,
        ErrorCode::NotFound => 404,
        _ => 400,
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let body = shaped(policy, status, refusal.error, description(site, received, refusal));
    let mut reply = Reply::new(status, Judgement::from(refusal)).json(&body);
    if status == StatusCode::UNAUTHORIZED {
        // RFC 6749 §5.2; the vendor's page authenticates so.
        reply = reply.with(WWW_AUTHENTICATE, "Basic realm=\"Workfront sandbox\"");
    }
    match refusal.retry_after {
        Some(seconds) if policy.retry_after == Presence::Include => {
            reply.with(RETRY_AFTER, &seconds.to_string())
        }
        _ => reply,
    }
}

/// The text for `error_description`. Which of Client ID and client secret was wrong is said to nobody, unless the policy is to tell
/// everything.
fn description(site: &Site, received: &Received, refusal: &Refusal) -> Option<String> {
    let text = site.shell.policy.error_text;
    if site.shell.has(Defect::ChattyErrors) {
        return Some(format!("bad request: \"{}\"", String::from_utf8_lossy(&received.body)));
    }
    let is_authentication = refusal.error == ErrorCode::InvalidClient;
    if is_authentication && text == ErrorText::Rule && !site.shell.has(Defect::ClientOracle) {
        return Some(rules::CLIENT_KNOWN.says.to_owned());
    }
    let text = if is_authentication && site.shell.has(Defect::ClientOracle) {
        ErrorText::Why
    } else {
        text
    };
    refusal.description(text)
}

/// The answer of a token endpoint to a request that it cannot read.
pub(crate) fn malformed(site: &Site, malformed: &Malformed) -> Reply {
    let policy = &site.shell.policy;
    // What HTTP has a status of its own for (a body that is too long, or does not come) keeps it.
    let status = match malformed.status {
        StatusCode::BAD_REQUEST => {
            StatusCode::from_u16(policy.invalid_request_status).unwrap_or(StatusCode::BAD_REQUEST)
        }
        status => status,
    };
    let text = (policy.error_text != ErrorText::Absent).then(|| printable(&malformed.why));
    let body = shaped(policy, status, ErrorCode::InvalidRequest, text);
    let judgement = Judgement::refused("token.form", "RFC 6749 §3.2, §5.2", malformed.why.clone());
    Reply::new(status, judgement).json(&body)
}

/// An answer of one line of text, where there is no format to keep to.
pub(crate) fn plain(status: StatusCode, judgement: Judgement) -> Reply {
    let body = format!("{}\n", judgement.why);
    Reply::new(status, judgement)
        .with(CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(body.into_bytes())
}

fn shaped(policy: &Policy, status: StatusCode, error: ErrorCode, text: Option<String>) -> Value {
    let name = error.name();
    match policy.error_shape {
        ErrorShape::Rfc6749 => match text {
            Some(text) => json!({ "error": name, "error_description": text }),
            None => json!({ "error": name }),
        },
        ErrorShape::Workfront => json!({
            "statusCode": status.as_u16(),
            "error": true,
            "type": match policy.error_type {
                ErrorType::Rfc6749 => name,
                ErrorType::Class => class(error),
            },
            "message": text.unwrap_or_else(|| name.to_owned()),
        }),
    }
}

/// The class that the API would name: the only vendor's words for kinds of errors that were ever seen.
fn class(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::InvalidClient | ErrorCode::InvalidGrant | ErrorCode::UnauthorizedClient => {
            failure::AUTHENTICATION
        }
        _ => failure::ILLEGAL_ARGUMENT,
    }
}

/// Text in the characters that `error_description` may have: `%x20-21 / %x23-5B / %x5D-7E` (RFC 6749 §5.2).
fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '"' | '`' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => '\'',
            '\\' => '/',
            ' '..='~' => character,
            _ => '?',
        })
        .collect()
}

impl From<&Refusal> for Judgement {
    fn from(refusal: &Refusal) -> Self {
        Self::refused(refusal.rule.id, refusal.rule.source, refusal.why.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_to_its_characters() {
        let text = printable("say \"a\\b\" – é\n\u{7f}~");
        assert_eq!(text, "say 'a/b' ? ???~");
    }
}
