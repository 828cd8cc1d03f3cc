//! Settings of the pages under **Setup > System > OAuth2 Applications**.

use serde_json::{Value, json};
use workfront_oauth_sandbox::Sandbox;

use super::{Trial, trials};
use crate::client::{between, get};
use crate::flow::{authorization, spa, web};

trials! { spa_fields, wording, absolute_choices, inactivity_choices, }

/// What an administrator sees: a word for a type, the lines of both lists, and two fields of a single-page app.
fn seen(sandbox: &Sandbox) -> Value {
    sandbox.consent_as("admin").unwrap();
    let logged_in = get(sandbox.url(), &authorization(web(sandbox), &[])).send();
    let page = |path: &str| {
        let page = get(sandbox.url(), &format!("/setup/oauth2-applications/{path}"))
            .with("cookie", logged_in.cookie().unwrap())
            .send();
        assert_eq!(page.status, 200, "{path}");
        page.body
    };
    let app = page(&spa(sandbox).client_id);
    let lines = |name: &str| {
        let list = between(&app, &format!("<select id=\"{name}\""), "</select>");
        list.matches("<option").count()
    };
    json!([
        page("new").contains("Machine to Machine"),
        lines("absolute"),
        lines("inactivity"),
        app.contains("name=\"description_url\""),
        app.contains("name=\"developer_name\""),
    ])
}

fn spa_fields() -> Trial {
    Trial::new(seen, json!([false, 7, 6, true, true]))
        .when("page", json!([false, 7, 6, true, false]))
        .when("today", json!([false, 7, 6, false, true]))
}

fn wording() -> Trial {
    Trial::new(seen, json!([false, 7, 6, true, true]))
        .when("today", json!([true, 7, 6, true, true]))
}

fn absolute_choices() -> Trial {
    Trial::new(seen, json!([false, 7, 6, true, true]))
        .when(vec![0, 90], json!([false, 2, 6, true, true]))
}

fn inactivity_choices() -> Trial {
    Trial::new(seen, json!([false, 7, 6, true, true]))
        .when(vec![0, 90], json!([false, 7, 2, true, true]))
}
