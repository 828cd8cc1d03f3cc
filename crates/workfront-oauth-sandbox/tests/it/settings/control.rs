//! The control port, as far as settings need it: apps other than those of the demo.

use serde_json::{Value, json};
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use crate::client::{Answer, request};

/// A request of the control port.
pub(crate) fn control(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> Answer {
    let announcement = sandbox.announcement();
    request(method, &announcement.control_url, &format!("/_sandbox/apps{path}"))
        .with("authorization", &format!("Bearer {}", announcement.control_token))
        .with_body("application/json", body.to_string())
        .send()
}

/// Creates an app of type `kind`, with more fields.
pub(crate) fn create(sandbox: &Sandbox, kind: &str, more: &Value) -> Answer {
    let mut body = json!({ "type": kind, "name": "One more" });
    let (Value::Object(body_of), Value::Object(more)) = (&mut body, more) else { panic!("{more}") };
    body_of.extend(more.clone());
    control(sandbox, "POST", "", &body)
}

/// Changes fields of `app`.
pub(crate) fn save(sandbox: &Sandbox, app: &AppAnnounced, fields: &Value) {
    let answer = control(sandbox, "PATCH", &format!("/{}", app.client_id), fields);
    assert_eq!(answer.status, 200, "{answer:?}");
}
