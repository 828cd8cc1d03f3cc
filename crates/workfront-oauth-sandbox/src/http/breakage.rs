//! What each effect makes of an answer: another answer, another body, or a script for the socket.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use tokio::net::TcpStream;

use crate::fault::{Effect, Ending, FAULT_HEADER, Step, When, as_sent, perform};
use crate::journal::Judgement;

/// What to do on the socket instead of answering over HTTP.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    steps: Vec<Step>,
    ending: Ending,
}

impl Plan {
    /// There is nobody left to answer.
    pub(crate) const NOTHING: Self = Self { steps: Vec::new(), ending: Ending::Close };

    /// Does it.
    pub(crate) async fn perform(&self, socket: &TcpStream, patience: Duration) -> io::Result<()> {
        perform(socket, &self.steps, self.ending, patience).await
    }

    /// Whether the client gets not one byte.
    pub(crate) fn is_silent(&self) -> bool {
        !self.steps.iter().any(|step| matches!(step, Step::Send(_)))
    }
}

/// The answer that takes the place of the true one, where the request is not to take effect.
pub(crate) fn instead(effect: &Effect) -> Option<(Response, Bytes)> {
    let (mut response, body) = match effect {
        Effect::Status { status, headers, body, when: When::BeforeCommit } => gateway(
            *status,
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            body,
        ),
        Effect::Redirect { status, location, when: When::BeforeCommit } => {
            gateway(*status, [("location", location.as_str())], &Value::Null)
        }
        Effect::Reset { when: When::BeforeCommit } => gateway(200, [], &Value::Null),
        // It begins as a token response does, and no secret is in it.
        Effect::Cut { when: When::BeforeCommit, bytes } => {
            let body = format!(
                "{{\"token_type\":\"sessionID\",\"access_token\":\"{}\"}}",
                "0".repeat(bytes + 32)
            );
            gateway(200, [("content-type", "application/json;charset=UTF-8")], &Value::String(body))
        }
        _ => return None,
    };
    response.extensions_mut().insert(never_arrived());
    Some((response, body))
}

/// What is written down of a request whose client left while it was kept waiting: it never took effect.
pub(crate) fn deserted() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Judgement::refused(
        "fault.before-commit",
        "the faults of this sandbox",
        "the client left while a fault kept it waiting, before the request took effect",
    ));
    response
}

/// Changes the answer as `effect` says, and labels it.
pub(crate) fn change(effect: &Effect, response: &mut Response, body: &mut Bytes) {
    match effect {
        Effect::Status { status, headers, body: other, when: When::AfterCommit } => {
            let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            replace(response, body, gateway(*status, headers, other));
        }
        Effect::Redirect { status, location, when: When::AfterCommit } => {
            let other = gateway(*status, [("location", location.as_str())], &Value::Null);
            replace(response, body, other);
        }
        Effect::Json(edit) => *body = edit.apply(body).into(),
        Effect::Callback(edit) => {
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let edited = location.map(|location| edit.apply(location));
            if let Some(edited) = edited.and_then(|edited| HeaderValue::from_str(&edited).ok()) {
                response.headers_mut().insert(LOCATION, edited);
            }
        }
        _ => {}
    }
    response
        .headers_mut()
        .insert(HeaderName::from_static(FAULT_HEADER), HeaderValue::from_static(effect.kind()));
}

/// What `effect` does on the socket with the answer `response`, if anything.
pub(crate) fn plan(effect: &Effect, response: &Response, body: &Bytes) -> Option<Plan> {
    let length = body.len() as u64;
    let head = |length| {
        let (mut parts, ()) = Response::new(()).into_parts();
        parts.status = response.status();
        parts.headers = response.headers().clone();
        Step::Send(as_sent(&parts, length))
    };
    let part = |bytes: usize| Step::Send(body.slice(..bytes.min(body.len())));
    let (steps, ending) = match effect {
        Effect::Reset { .. } => (vec![], Ending::Reset),
        Effect::Cut { bytes: 0, .. } => (vec![], Ending::Close),
        // One byte more than the body has is promised, so that the cut shows even behind its last byte.
        Effect::Cut { bytes, .. } if *bytes >= body.len() => {
            (vec![head(length + 1), part(*bytes)], Ending::Close)
        }
        Effect::Cut { bytes, .. } => (vec![head(length), part(*bytes)], Ending::Close),
        Effect::Stall { ms, when: When::AfterCommit } => (
            vec![Step::Wait(Duration::from_millis(*ms)), head(length), part(body.len())],
            Ending::Close,
        ),
        Effect::Drip { bytes, ms } => {
            let mut steps = vec![head(length)];
            for start in (0..body.len()).step_by((*bytes).max(1)) {
                steps.push(Step::Wait(Duration::from_millis(*ms)));
                steps.push(Step::Send(body.slice(start..(start + bytes).min(body.len()))));
            }
            (steps, Ending::Close)
        }
        Effect::Length { delta } => {
            (vec![head(length.saturating_add_signed(*delta)), part(body.len())], Ending::Close)
        }
        _ => return None,
    };
    Some(Plan { steps, ending })
}

fn gateway<'h>(
    status: u16,
    headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    body: &Value,
) -> (Response, Bytes) {
    let (body, content_type) = match body {
        Value::Null => (String::new(), "text/plain; charset=utf-8"),
        Value::String(text) if text.trim_start().starts_with('<') => {
            (text.clone(), "text/html; charset=utf-8")
        }
        Value::String(text) => (text.clone(), "text/plain; charset=utf-8"),
        value => (value.to_string(), "application/json"),
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    (response, body.into())
}

fn replace(response: &mut Response, body: &mut Bytes, other: (Response, Bytes)) {
    let judgement = response.extensions().get::<Judgement>().cloned();
    (*response, *body) = other;
    if let Some(judgement) = judgement {
        response.extensions_mut().insert(judgement);
    }
}

fn never_arrived() -> Judgement {
    Judgement::refused(
        "fault.before-commit",
        "the faults of this sandbox",
        "a fault struck before the request took effect",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn steps(effect: &Effect, body: &'static str) -> (Vec<String>, Ending) {
        let response = Response::new(Body::empty());
        let plan = plan(effect, &response, &Bytes::from_static(body.as_bytes())).unwrap();
        let text = |step: &Step| match step {
            Step::Wait(pause) => format!("wait {}", pause.as_millis()),
            Step::Send(bytes) => {
                match std::str::from_utf8(bytes).unwrap().split_once("content-length: ") {
                    Some((_, length)) => format!("head {}", length.lines().next().unwrap()),
                    None => std::str::from_utf8(bytes).unwrap().to_owned(),
                }
            }
        };
        (plan.steps.iter().map(text).collect(), plan.ending)
    }

    #[test]
    fn each_breakage_is_a_script() {
        let when = When::AfterCommit;
        for (effect, expected, ending) in [
            (Effect::Reset { when }, vec![], Ending::Reset),
            (Effect::Cut { bytes: 0, when }, vec![], Ending::Close),
            (Effect::Cut { bytes: 2, when }, vec!["head 5", "he"], Ending::Close),
            (Effect::Cut { bytes: 9, when }, vec!["head 6", "hello"], Ending::Close),
            (Effect::Stall { ms: 7, when }, vec!["wait 7", "head 5", "hello"], Ending::Close),
            (
                Effect::Drip { bytes: 3, ms: 1 },
                vec!["head 5", "wait 1", "hel", "wait 1", "lo"],
                Ending::Close,
            ),
            (Effect::Length { delta: -2 }, vec!["head 3", "hello"], Ending::Close),
            (Effect::Length { delta: -20 }, vec!["head 0", "hello"], Ending::Close),
        ] {
            assert_eq!(
                steps(&effect, "hello"),
                (expected.iter().map(|step| (*step).to_owned()).collect(), ending),
                "{effect:?}"
            );
        }
    }

    #[test]
    fn what_strikes_first_answers_in_its_place() {
        let status = |when| Effect::Status {
            status: 502,
            headers: Default::default(),
            body: "<h1>".into(),
            when,
        };
        let (response, body) = instead(&status(When::BeforeCommit)).unwrap();
        assert_eq!((response.status().as_u16(), body), (502, Bytes::from_static(b"<h1>")));
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(instead(&status(When::AfterCommit)).is_none());
        assert!(instead(&Effect::Skew { seconds: 1 }).is_none());
    }
}
