//! Settings of what an answer with tokens says.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::control::save;
use super::machine::Machine;
use super::{Trial, trials};
use crate::flow::{call, refresh, tokens, web};

trials! {
    expires_in,
    expires_in_fixed,
    token_type,
    wid,
    exchange_members,
    exchange_refresh_token,
    same_refresh_token,
}

fn members(sandbox: &Sandbox) -> Value {
    let json = tokens(sandbox).json();
    json!([json["token_type"], json.get("expires_in"), json.get("wid").is_some()])
}

fn expires_in() -> Trial {
    Trial::new(members, json!(["sessionID", 28_800, true]))
        .when("zero", json!(["sessionID", 0, true]))
        .when("fixed", json!(["sessionID", 7_200, true]))
        .when("text", json!(["sessionID", "28800", true]))
        .when("absent", json!(["sessionID", null, true]))
}

fn expires_in_fixed() -> Trial {
    Trial::new(members, json!(["sessionID", 7_200, true]))
        .beside("expires_in = 'fixed'")
        .when(9, json!(["sessionID", 9, true]))
}

fn token_type() -> Trial {
    Trial::new(members, json!(["sessionID", 28_800, true]))
        .when("Bearer", json!(["Bearer", 28_800, true]))
}

fn wid() -> Trial {
    Trial::new(members, json!(["sessionID", 28_800, true]))
        .when("omit", json!(["sessionID", 28_800, false]))
}

fn exchange_members() -> Trial {
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::with_key(sandbox);
        let answer = machine.exchange(&machine.claims()).json();
        json!(answer.as_object().unwrap().keys().collect::<BTreeSet<_>>())
    };
    Trial::new(probe, json!(["access_token", "expires_in", "token_type", "wid"]))
        .when("omit", json!(["access_token"]))
}

fn exchange_refresh_token() -> Trial {
    // Whether there is one, how it works, and how it and the access tokens fare when the key is gone.
    let probe = |sandbox: &Sandbox| {
        let machine = Machine::with_key(sandbox);
        let answer = machine.exchange(&machine.claims());
        let json = answer.json();
        let token = json["refresh_token"].as_str().unwrap_or("none");
        let refreshed = machine.refresh(token);
        machine.delete_key();
        json!([
            json.get("refresh_token").is_some(),
            refreshed.status,
            machine.refresh(token).status,
            call(sandbox, &answer.text("access_token")).status,
        ])
    };
    Trial::new(probe, json!([false, 400, 400, 401])).when("include", json!([true, 200, 400, 401]))
}

fn same_refresh_token() -> Trial {
    let probe = |sandbox: &Sandbox| {
        save(sandbox, web(sandbox), &json!({ "rotation": false }));
        let token = tokens(sandbox).text("refresh_token");
        let again = refresh(sandbox, &token).send().json();
        json!(again.get("refresh_token").map(|again| *again == json!(token)))
    };
    Trial::new(probe, json!(true)).when("omit", json!(null))
}
