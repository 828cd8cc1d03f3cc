//! One request and its answer, over a client that follows nothing, repeats nothing and keeps no cookie.

use std::time::Duration;

use super::answer::Answer;
use super::trouble::Trouble;

/// As long as a server may take: far beyond what any answer needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of a body as is read.
const BODY: u64 = 1 << 20;

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

/// Sends requests.
#[derive(Clone, Debug)]
pub(super) struct Wire(ureq::Agent);

impl Default for Wire {
    fn default() -> Self {
        Self(ureq::Agent::new_with_config(
            ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(None)
                .timeout_global(Some(PATIENCE))
                .build(),
        ))
    }
}

impl Wire {
    /// Sends one, and reads the answer to its end.
    pub(super) fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        let mut builder = http::Request::builder().method(request.method).uri(&request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let wrong = |error: http::Error| Trouble::Suite(format!("no such request: {error}"));
        let answered = if request.body.is_empty() && request.method != "POST" {
            self.0.run(builder.body(()).map_err(wrong)?)
        } else {
            self.0.run(builder.body(request.body.as_str()).map_err(wrong)?)
        };
        let mut answered = answered.map_err(|error| trouble(&error, "no answer"))?;
        let (status, headers) = (answered.status().as_u16(), answered.headers().clone());
        let body = answered.body_mut().with_config().limit(BODY).read_to_vec();
        let body = body.map_err(|error| trouble(&error, "the answer breaks off"))?;
        Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn trouble(error: &ureq::Error, what: &str) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Silent(format!("{what} within {PATIENCE:?}")),
        // No more of it: its text may hold a part of the request.
        ureq::Error::BodyExceedsLimit(_) => {
            Trouble::Broken(format!("the answer is longer than {BODY} bytes"))
        }
        ureq::Error::Io(error) => Trouble::Broken(format!("{what}: {}", error.kind())),
        _ => Trouble::Broken(format!("{what}: it is no HTTP, or the connection ended")),
    }
}
