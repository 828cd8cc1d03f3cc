//! Shims that lie, crash, flood, stop in the middle of a line or fall silent: none of them passes a case.

use std::time::Duration;

use serde_json::Value;
use workfront_conformance::cases::Profile;
use workfront_conformance::catalogue::Catalogue;
use workfront_conformance::client::{Book, Client, judge};
use workfront_conformance::secrets::Secrets;
use workfront_conformance::shim::process::Shim;
use workfront_conformance::verdict::{Unjudged, Verdict};

use super::program::run;

/// Cases that expect a refusal, and one that expects none.
const FILTER: &str = "C-STATE-0";

/// Judges a shell script, and gives the exit code and what each case came to.
fn judged(script: &str) -> (i32, Vec<(String, String)>) {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let shim = folder.path().join("shim.sh");
    std::fs::write(&shim, script).unwrap();
    let exec = format!("sh {}", shim.display());
    let given = ["client", "--exec", &exec, "--filter", FILTER, "--profile", "documented"];
    let ran = run(&[&given, ["--report", report.to_str().unwrap()].as_slice()].concat());
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    let text = std::fs::read(report.join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&text).unwrap();
    let word = |row: &Value| {
        let word = row["not_judged"].as_str().or(row["verdict"].as_str()).unwrap();
        (word.to_owned(), row["reason"].as_str().unwrap().to_owned())
    };
    (ran.code, report["cases"].as_array().unwrap().iter().map(word).collect())
}

fn check(script: &str, code: i32, word: &str, why: &str) {
    let (found, rows) = judged(script);
    assert_eq!(found, code, "{script}: {rows:?}");
    assert!(!rows.is_empty() && rows.iter().all(|(verdict, _)| verdict != "PASS"), "{rows:?}");
    let is = |(verdict, reason): &(String, String)| verdict == word && reason.contains(why);
    assert!(rows.iter().any(is), "{script}: {word} {why}: {rows:?}");
}

#[test]
fn a_shim_that_only_says_that_all_is_well_passes_nothing() {
    let (code, rows) = judged("while read -r line; do echo '{\"ok\":true}'; done");
    assert!([1, 4].contains(&code), "{rows:?}");
    assert!(rows.iter().all(|(verdict, _)| verdict != "PASS"), "{rows:?}");
    let refuses = "while read -r line; do echo '{\"ok\":false,\"error\":\"state_mismatch\"}'; done";
    let (code, rows) = judged(refuses);
    assert!([1, 4].contains(&code), "{rows:?}");
    assert!(rows.iter().all(|(verdict, _)| verdict != "PASS"), "{rows:?}");
}

#[test]
fn a_shim_that_ends_or_speaks_nonsense_has_crashed() {
    check("read -r line; exit 3", 4, "CRASH", "exit status: 3");
    check("read -r line; kill -9 $$", 4, "CRASH", "signal: 9");
    check("read -r line; printf '{\"ok\":true'", 4, "CRASH", "in the middle of a line");
    check("read -r line; echo '[true]'", 4, "CRASH", "no answer");
    check("read -r line; echo '{\"ok\":\"yes\"}'", 4, "CRASH", "no answer");
    check("read -r line; printf '\\377\\n'", 4, "CRASH", "not UTF-8");
    check("read -r line; head -c 3000000 /dev/zero", 4, "CRASH", "more than 1 MiB");
    // Whether its first line counts as an answer or came before any question is a matter of who was quicker.
    check("yes '{\"ok\":true}'", 4, "CRASH", "");
}

#[test]
fn a_shim_that_says_that_it_does_not_do_this_is_not_judged() {
    check("read -r line; exit 89", 4, "UNIMPLEMENTED", "");
}

#[test]
fn a_shim_that_hangs_is_not_asked_for_long() {
    let catalogue = Catalogue::load().unwrap();
    let chosen = catalogue.filtered(Some("C-")).under(&[Profile::Documented]);
    let words = ["sh", "-c", "sleep 600"].map(str::to_owned).to_vec();
    let shim = Shim::of(words).unwrap().with_deadline(Duration::from_millis(100));
    let client = Client::meet(shim, 7).unwrap();
    let book = Book {
        chosen: &chosen.client_cases,
        all: &catalogue.client_cases,
        requirements: &catalogue.requirements,
    };
    let rows = judge(&client, book, &mut Secrets::default(), |_| {});
    let silent = Verdict::NotJudged(Unjudged::Timeout);
    assert!(rows.len() > 50 && rows.iter().all(|row| row.verdict != Verdict::Pass));
    let not_asked = "not asked: the client did not answer 3 times in a row";
    let given_up = rows.iter().filter(|row| row.verdict == silent && row.reason == not_asked);
    assert!(given_up.count() * 2 > rows.len());
}
