//! However its users log in, a sound server fails no case and a wrong one fails the case that is about it.

use std::sync::Arc;

use serde_json::json;
use workfront_oauth_sandbox::{ConsentMode, Sandbox};

use super::bench::{Bench, script};
use super::listener::{Listener, body_of, http};
use crate::program::run;

/// The cases of S-AUTH that go through pages step by step.
const BY_HAND: [&str; 2] = ["S-AUTH-08", "S-AUTH-12"];
/// The cases that nothing but the server's own pages can show.
const OF_PAGES: [&str; 4] = ["S-PAGE-01", "S-PAGE-02", "S-PAGE-03", "S-PAGE-04"];

#[test]
fn a_sound_server_with_forms_passes_all_that_a_target_file_lets_be_judged() {
    let bench = Bench::start(None);
    let judged = bench.judge(&[]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    assert!(judged.ids("PASS").len() > 120, "{}", judged.told());
    // What the documents leave open.
    assert_eq!(judged.ids("INFO"), ["S-JWT-25"], "{}", judged.told());
    let skipped = judged.ids("SKIP");
    let of = |id: &&&str| {
        [
            "S-API-07",
            "S-CROSS",
            "S-DELETE",
            "S-JWT-22",
            "S-KEY",
            "S-LANE",
            "S-PAGE-05",
            "S-REFRESH-08",
            "S-REG",
        ]
        .iter()
        .any(|family| id.starts_with(family))
    };
    assert_eq!(skipped.iter().filter(of).count(), skipped.len(), "{}", judged.told());
    assert_eq!(judged.rows().len(), judged.ids("PASS").len() + skipped.len() + 1);
    let (code, target) = (judged.rows()[0]["replay"].as_str().unwrap(), bench.path("target.toml"));
    let again = run(&["replay", code, "--target", target.to_str().unwrap()]);
    assert_eq!(again.code, 0, "{}{}", again.stdout, again.stderr);
}

#[test]
fn a_defect_fails_the_cases_that_are_about_it() {
    let bench = Bench::start(Some("srv-code-reusable"));
    let judged = bench.judge(&["--filter", "S-CODE"]);
    assert_eq!(judged.ran.code, 1, "{}", judged.told());
    // One after the other, and eight at the same time.
    assert_eq!(judged.ids("FAIL"), ["S-CODE-04", "S-CODE-09"], "{}", judged.told());
}

#[test]
fn a_command_logs_in_as_well_as_a_form() {
    let bench = Bench::start(None);
    bench.save("login.sh", &script("Lets the sandbox's user decide"));
    bench.with_table("login", "[login]\nkind = \"command\"\ncommand = \"sh login.sh\"\n");
    let judged = bench.judge(&["--filter", "S-AUTH"]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    assert_eq!(judged.ids("SKIP"), BY_HAND, "{}", judged.told());
    assert_eq!(judged.ids("PASS").len() + BY_HAND.len(), judged.rows().len());
    let pages = bench.judge(&["--filter", "S-PAGE-0"]);
    for id in OF_PAGES {
        assert_eq!(pages.verdict(id), "SKIP", "{}", pages.told());
    }
}

#[test]
fn a_hook_logs_in_as_well_as_a_form() {
    let bench = Bench::start(None);
    let sandbox = Arc::clone(&bench.sandbox);
    let hook = Listener::start(move |request| {
        assert!(request.contains("\r\nauthorization: Bearer hook-secret\r\n"), "{request}");
        decided(&sandbox, request)
    });
    bench.save("hook", "hook-secret\n");
    let url = hook.url();
    bench.with_table(
        "login",
        &format!("[login]\nkind = \"hook\"\nurl = \"{url}\"\nbearer = \"file:hook\"\n"),
    );
    let judged = bench.judge(&["--filter", "S-AUTH"]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    assert_eq!(judged.ids("SKIP"), BY_HAND, "{}", judged.told());
    assert_eq!(judged.ids("PASS").len() + BY_HAND.len(), judged.rows().len());
}

/// What a vendor's hook does: lets the user decide, and tells where that leads.
fn decided(sandbox: &Sandbox, request: &str) -> Option<Vec<u8>> {
    let asked = body_of(request);
    if asked["decision"] == "allow" {
        sandbox.consent_as("planner").unwrap();
    } else {
        sandbox.consent(ConsentMode::Deny);
    }
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    let answer = config.build().new_agent().get(asked["authorize_url"].as_str()?).call().ok()?;
    sandbox.consent(ConsentMode::Ask);
    let there = answer.headers().get("location")?.to_str().ok()?;
    Some(http("200 OK", "", &json!({ "redirected_to": there }).to_string()))
}
