//! One request and its answer, over a client that follows nothing, repeats nothing and keeps no cookie.

use std::time::{Duration, Instant};

use super::answer::Answer;
use super::trouble::Trouble;

/// As long as a server may take: far beyond what any answer needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of a body as is read.
const BODY: u64 = 1 << 20;
/// A case may take so many times as long as one of its answers.
const ANSWERS: u32 = 6;

/// What is to be sent.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Request {
    pub(super) fn get(url: impl Into<String>) -> Self {
        Self { method: "GET", url: url.into(), headers: Vec::new(), body: String::new() }
    }

    pub(super) fn post(url: impl Into<String>, content_type: &str, body: String) -> Self {
        let headers = vec![(String::from("content-type"), content_type.to_owned())];
        Self { method: "POST", url: url.into(), headers, body }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Sends the requests of one case.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    patience: Duration,
    /// When the case has taken too long, however quick each answer is.
    until: Instant,
}

impl Default for Wire {
    fn default() -> Self {
        Self::new(PATIENCE)
    }
}

impl Wire {
    /// One that waits so long for an answer, and a few times as long for all answers together.
    pub(super) fn new(patience: Duration) -> Self {
        let until = Instant::now() + patience.saturating_mul(ANSWERS);
        Self { patience, until }
    }

    /// Sends one, and reads the answer to its end.
    pub(super) fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let all = self.patience.saturating_mul(ANSWERS);
            return Err(Trouble::Silent(format!(
                "the answers of one case take longer than {all:?}"
            )));
        }
        let mut builder = http::Request::builder().method(request.method).uri(&request.url);
        for (name, value) in &request.headers {
            // What a case sends in a header comes from the server, but for what is fit for one.
            let value = http::HeaderValue::try_from(value).map_err(|_| {
                Trouble::Refused(format!("what the server issued is not fit for the header {name}"))
            })?;
            builder = builder.header(name, value);
        }
        // An address is the target file's, or one that the server leads to.
        let wrong = |error: http::Error| Trouble::Refused(format!("no such request: {error}"));
        let patience = self.patience.min(left);
        let trouble = |error: &ureq::Error, what: &str| trouble(error, what, self.patience);
        let answered = if request.body.is_empty() && request.method != "POST" {
            run(builder.body(()).map_err(wrong)?, patience)
        } else {
            run(builder.body(request.body.as_str()).map_err(wrong)?, patience)
        };
        let mut answered = answered.map_err(|error| trouble(&error, "no answer"))?;
        let (status, headers) = (answered.status().as_u16(), answered.headers().clone());
        let body = answered.body_mut().with_config().limit(BODY).read_to_vec();
        let body = body.map_err(|error| trouble(&error, "the answer breaks off"))?;
        Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// Sends a request by an agent of its own: where ureq's feature `cookies` is on, as it is as soon as any package of a build asks for it, an
/// agent keeps cookies and cannot be told not to, and a browser's cookies are the browser's.
fn run<B: ureq::AsSendBody>(
    request: http::Request<B>,
    patience: Duration,
) -> Result<http::Response<ureq::Body>, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(patience));
    ureq::Agent::new_with_config(config.build()).run(request)
}

fn trouble(error: &ureq::Error, what: &str, patience: Duration) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Silent(format!("{what} within {patience:?}")),
        // No more of it: its text may hold a part of the request.
        ureq::Error::BodyExceedsLimit(_) => {
            Trouble::Broken(format!("the answer is longer than {BODY} bytes"))
        }
        ureq::Error::Io(error) => Trouble::Broken(format!("{what}: {}", error.kind())),
        _ => Trouble::Broken(format!("{what}: it is no HTTP, or the connection ended")),
    }
}
