//! Cases in which time passes, with a clock that can be moved and without one.

use super::bench::Bench;

/// All cases in which the clock moves.
const OF_TIME: [&str; 11] = [
    "S-API-04",
    "S-API-05",
    "S-CODE-02",
    "S-CODE-03",
    "S-EXPIRY-01",
    "S-EXPIRY-02",
    "S-EXPIRY-03",
    "S-EXPIRY-04",
    "S-EXPIRY-05",
    "S-EXPIRY-06",
    "S-EXPIRY-07",
];

/// Moves the sandbox's clock, and does not say what time it is.
const MUTE: &str = r#"
set -eu
asked=$(cat)
curl -sS --fail -o /dev/null -H @secrets/authorization -H 'Content-Type: application/json' \
    --data "$asked" "$(cat secrets/control_url)/clock"
printf '{}'
"#;

#[test]
fn without_a_clock_nothing_is_judged_in_which_time_passes() {
    let bench = Bench::start(None);
    bench.with_table("clock", "");
    let judged = bench.judge(&["--filter", "S-"]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    let without: Vec<&str> = judged
        .rows()
        .iter()
        .filter(|row| row["reason"] == "no clock")
        .map(|row| row["id"].as_str().unwrap())
        // Those want apps of their own besides, and most of them time.
        .filter(|id| !id.starts_with("S-CROSS"))
        .collect();
    assert_eq!(without, OF_TIME, "{}", judged.told());
    assert!(without.iter().all(|id| judged.verdict(id) == "SKIP"));
    assert!(judged.ids("PASS").len() > 110, "{}", judged.told());
}

#[test]
fn a_command_moves_the_clock_and_need_not_say_what_time_it_is() {
    let bench = Bench::start(None);
    bench.save("clock.sh", MUTE);
    bench.with_table("clock", "[clock]\ncommand = \"sh clock.sh\"\n");
    let judged = bench.judge(&["--filter", "S-EXPIRY"]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    assert_eq!(judged.ids("PASS").len(), 7, "{}", judged.told());
    let moved = bench.judge(&["--filter", "S-CODE-0"]);
    assert_eq!(moved.ran.code, 0, "{}", moved.told());
}

#[test]
fn jwts_are_signed_for_the_time_that_the_clock_says_it_is() {
    let bench = Bench::start(None);
    bench.sandbox.advance(std::time::Duration::from_secs(400 * 86_400)).unwrap();
    let judged = bench.judge(&["--filter", "S-JWT-0"]);
    assert_eq!(judged.ran.code, 0, "{}", judged.told());
    assert_eq!(judged.verdict("S-JWT-01"), "PASS", "{}", judged.told());
    bench.with_table("clock", "");
    let judged = bench.judge(&["--filter", "S-JWT-0"]);
    assert_ne!(judged.verdict("S-JWT-01"), "PASS", "nobody can know that time");
}

#[test]
fn a_defect_of_time_is_noticed_through_the_target_file() {
    let bench = Bench::start(Some("srv-absolute-ignored"));
    let judged = bench.judge(&["--filter", "S-EXPIRY"]);
    assert_eq!(judged.ran.code, 1, "{}", judged.told());
    assert!(judged.ids("FAIL").contains(&"S-EXPIRY-02"), "{}", judged.told());
    assert_eq!(judged.verdict("S-EXPIRY-05"), "PASS", "{}", judged.told());
}
