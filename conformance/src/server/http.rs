//! One request and its answer, over a client that follows nothing and repeats nothing.

use std::time::Duration;

use super::answer::Answer;

/// As long as a server may take: far beyond what any answer on the loopback interface needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// As much of a body as is read.
const BODY: u64 = 1 << 20;

/// What is to be sent.
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

/// Sends it.
pub(super) fn send(request: Request) -> Result<Answer, String> {
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .build(),
    );
    let mut builder = http::Request::builder().method(request.method).uri(&request.url);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let answered = if request.method == "GET" {
        builder.body(()).map_err(|error| error.to_string()).map(|ready| agent.run(ready))
    } else {
        builder.body(request.body).map_err(|error| error.to_string()).map(|ready| agent.run(ready))
    }?;
    let mut answered = answered.map_err(|error| format!("no answer: {error}"))?;
    let (status, headers) = (answered.status().as_u16(), answered.headers().clone());
    let body = answered.body_mut().with_config().limit(BODY).read_to_vec();
    let body = body.map_err(|error| format!("the answer breaks off: {error}"))?;
    Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
