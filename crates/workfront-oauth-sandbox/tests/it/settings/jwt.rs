//! Settings of the JWT exchange.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::machine::Machine;
use super::{Trial, later, trials};

trials! {
    jwt_leeway_seconds,
    jwt_max_lifetime,
    jwt_iat,
    jwt_nbf,
    jwt_aud,
    jwt_replay,
    jwt_subject,
    jwt_double_base64,
    certificate_validity,
}

/// How JWTs with these claims fare, one after the other.
fn exchanged(
    claims: impl Fn(&Machine<'_>) -> Vec<Value> + 'static,
) -> impl Fn(&Sandbox) -> Value + 'static {
    move |sandbox| {
        let machine = Machine::with_key(sandbox);
        let statuses = claims(&machine).into_iter().map(|claims| machine.exchange(&claims).status);
        json!(statuses.collect::<Vec<_>>())
    }
}

fn jwt_leeway_seconds() -> Trial {
    let probe = exchanged(|machine| {
        vec![
            machine.claims_with("exp", machine.moment(-59)),
            machine.claims_with("exp", machine.moment(-60)),
            machine.claims_with("nbf", machine.moment(60)),
            machine.claims_with("nbf", machine.moment(61)),
        ]
    });
    Trial::new(probe, json!([400, 400, 400, 400])).when(60, json!([200, 400, 200, 400]))
}

fn jwt_max_lifetime() -> Trial {
    let probe = exchanged(|machine| {
        [600, 601].map(|seconds| machine.claims_with("exp", machine.moment(seconds))).into()
    });
    Trial::new(probe, json!([200, 200])).when(600, json!([200, 400]))
}

fn jwt_iat() -> Trial {
    let probe = exchanged(|machine| {
        vec![
            machine.claims(),
            machine.claims_with("iat", machine.moment(0)),
            machine.claims_with("iat", machine.moment(1)),
        ]
    });
    Trial::new(probe, json!([200, 200, 200]))
        .when("check", json!([200, 200, 400]))
        .when("require", json!([400, 200, 400]))
}

fn jwt_nbf() -> Trial {
    let probe = exchanged(|machine| {
        vec![
            machine.claims(),
            machine.claims_with("nbf", machine.moment(0)),
            machine.claims_with("nbf", machine.moment(1)),
        ]
    });
    Trial::new(probe, json!([200, 200, 400]))
        .when("ignore", json!([200, 200, 200]))
        .when("require", json!([400, 200, 400]))
}

fn jwt_aud() -> Trial {
    let probe = exchanged(|machine| {
        vec![
            machine.claims(),
            machine.claims_with("aud", machine.sandbox.url()),
            machine.claims_with("aud", "https://elsewhere.example"),
        ]
    });
    Trial::new(probe, json!([200, 200, 400]))
        .when("ignore", json!([200, 200, 200]))
        .when("require", json!([400, 200, 400]))
}

fn jwt_replay() -> Trial {
    let probe = exchanged(|machine| {
        let first = machine.claims_with("jti", "one");
        let mut other = first.clone();
        other["more"] = json!(1);
        vec![first.clone(), first, other]
    });
    Trial::new(probe, json!([200, 200, 200]))
        .when("refuse", json!([200, 400, 200]))
        .when("refuse-jti", json!([200, 400, 400]))
}

fn jwt_subject() -> Trial {
    let probe = exchanged(|machine| {
        let users = machine.sandbox.users();
        let planner = users.iter().find(|user| user.username == "planner").unwrap();
        vec![
            machine.claims(),
            machine.claims_with("sub", planner.user_id.as_str()),
            machine.claims_with("sub", "nobody"),
        ]
    });
    Trial::new(probe, json!([200, 400, 400])).when("any-user", json!([200, 200, 400]))
}

fn jwt_double_base64() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::with_key(sandbox);
        let jwt = machine.sign(&machine.claims());
        json!([
            machine.exchange_text(&jwt).status,
            machine.exchange_text(&STANDARD.encode(&jwt)).status,
        ])
    };
    Trial::new(probe, json!([200, 400])).when("accept", json!([200, 200]))
}

fn certificate_validity() -> Trial {
    // A certificate while it is valid: uploaded, used. After that: used, uploaded anew.
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::without_key(sandbox);
        let uploaded = machine.upload_certificate().status;
        let used = machine.exchange(&machine.claims()).status;
        later(sandbox, 30 * 86_400);
        let used_late = machine.exchange(&machine.claims()).status;
        machine.delete_key();
        json!([uploaded, used, used_late, machine.upload_certificate().status])
    };
    Trial::new(probe, json!([201, 200, 200, 201]))
        .when("at-upload", json!([201, 200, 200, 422]))
        .when("at-exchange", json!([201, 200, 400, 201]))
        .when("both", json!([201, 200, 400, 422]))
}
