//! Settings of the log-in page and the consent page.

use serde_json::{Value, json};
use workfront_oauth_sandbox::{ConsentMode, Sandbox};

use super::{Trial, trials};
use crate::client::get;
use crate::flow::{authorization, web};

trials! { consent, log_in, identity_provider, }

/// What somebody who has logged in and allowed the app before is shown: the status, and whether a password is asked for.
fn shown_again(sandbox: &Sandbox) -> Value {
    let asked = get(sandbox.url(), &authorization(web(sandbox), &[]));
    let cookie = asked.send().cookie().unwrap().to_owned();
    sandbox.consent(ConsentMode::Ask);
    let again = asked.with("cookie", &cookie).send();
    json!([again.status, again.body.contains("name=\"password\"")])
}

fn consent() -> Trial {
    Trial::new(shown_again, json!([303, false])).when("ask", json!([200, false]))
}

fn log_in() -> Trial {
    Trial::new(shown_again, json!([303, false])).when("always", json!([200, true]))
}

fn identity_provider() -> Trial {
    let probe = |sandbox: &Sandbox| {
        sandbox.consent(ConsentMode::Ask);
        let answer = get(sandbox.url(), &authorization(web(sandbox), &[])).send();
        let away = answer.header("location").and_then(|to| to.split('?').next());
        json!([answer.status, away])
    };
    Trial::new(probe, json!([200, null])).when("sso", json!([303, "/sso/log-in"]))
}
