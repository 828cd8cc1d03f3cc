//! One request and its answer, over a client that follows nothing and repeats nothing: the user's browser, as far as a case needs one.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;

/// A client.
pub(super) struct Http(ureq::Agent);

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    headers: HeaderMap,
}

impl Http {
    pub(super) fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .build();
        Self(ureq::Agent::new_with_config(config))
    }

    /// Sends a request, with a JSON body if there is one.
    pub(super) fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        json: Option<&Value>,
    ) -> Result<Answer, String> {
        let mut request = http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answered = match json {
            None => self.0.run(request.body(()).map_err(said)?),
            Some(json) => {
                let request = request.header("content-type", "application/json");
                self.0.run(request.body(json.to_string()).map_err(said)?)
            }
        };
        let mut answered = answered.map_err(|error| format!("no answer: {error}"))?;
        let (status, headers) = (answered.status().as_u16(), answered.headers().clone());
        let body = answered.body_mut().with_config().limit(BODY).read_to_vec().map_err(said)?;
        Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Far beyond what any answer on the loopback interface needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of a body as is read.
const BODY: u64 = 8 << 20;
