//! Servers that do not behave: the run ends, passes nothing for it, and says what it was.

use std::io::{Read as _, Write as _};

use super::bad_files::GOOD;
use super::bench::{Bench, Judged, judge, verdict};
use super::listener::{Listener, http, request};
use crate::made_up::HOSTILE;

/// Judges what listens at an address.
fn judged(url: &str) -> Judged {
    with_patience(url, 10_000)
}

/// The same, where an answer may take so many milliseconds.
fn with_patience(url: &str, answer_ms: u32) -> Judged {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "a secret of the app\n").unwrap();
    let file = folder.path().join("target.toml");
    let target = GOOD.replace("http://127.0.0.1:1", url);
    let target = format!("{target}[limits]\nanswer_ms = {answer_ms}\n");
    std::fs::write(&file, target).unwrap();
    judge(&file, &[])
}

/// Expects that nothing was judged, and how nearly all of it is called, and why.
fn nothing_is_judged(judged: &Judged, word: &str, why: &str) {
    assert_eq!(judged.ran.code, 4, "{}", judged.told());
    assert!(judged.ids("PASS").is_empty(), "{}", judged.told());
    assert!(judged.ids(word).len() > 50, "{}", judged.told());
    let says = |row: &&serde_json::Value| {
        verdict(row) == word && row["reason"].as_str().unwrap().contains(why)
    };
    assert!(judged.rows().iter().any(|row| says(&row)), "{why}: {}", judged.told());
    assert!(!judged.ran.stderr.contains("panicked"), "{}", judged.ran.stderr);
}

#[test]
fn a_server_that_is_not_there_passes_nothing() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    nothing_is_judged(&judged(&format!("http://{port}")), "CRASH", "connection refused");
}

#[test]
fn a_server_that_never_answers_is_not_asked_for_long() {
    // It holds the connection until the suite has closed it.
    let server = Listener::with(|mut stream| _ = stream.read_to_end(&mut Vec::new()));
    let judged = with_patience(&server.url(), 300);
    nothing_is_judged(&judged, "TIMEOUT", "no answer within 300ms");
    let not_asked = judged
        .rows()
        .iter()
        .filter(|row| row["reason"] == "not asked: the server did not answer 3 times in a row");
    assert!(not_asked.count() > 50, "{}", judged.told());
}

#[test]
fn a_server_that_answers_for_ever_is_not_heard_out() {
    let endless = |begin: &'static str, part: &'static str| {
        Listener::with(move |mut stream| {
            _ = request(&stream);
            _ = stream.write_all(begin.as_bytes());
            let parts = part.repeat(4096);
            while stream.write_all(parts.as_bytes()).is_ok() {}
        })
    };
    let body = endless("HTTP/1.1 200 OK\r\n\r\n", "ten bytes.");
    nothing_is_judged(&judged(&body.url()), "CRASH", "the answer is longer than 1048576 bytes");
    let headers = endless("HTTP/1.1 200 OK\r\n", "x-more: of it\r\n");
    nothing_is_judged(&judged(&headers.url()), "CRASH", "no answer: ");
    let one_header = endless("HTTP/1.1 200 OK\r\nx-more: ", "of it ");
    nothing_is_judged(&judged(&one_header.url()), "CRASH", "no answer: ");
}

#[test]
fn a_server_that_closes_at_once_or_is_no_http_passes_nothing() {
    let closes = Listener::with(drop);
    nothing_is_judged(&judged(&closes.url()), "CRASH", "no answer: ");
    let ssh = Listener::start(|_| Some(b"SSH-2.0-OpenSSH_9.6\r\n\x00\x00\x01\x02".to_vec()));
    nothing_is_judged(&judged(&ssh.url()), "CRASH", "no answer: ");
    let half =
        Listener::start(|_| Some(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf".to_vec()));
    nothing_is_judged(&judged(&half.url()), "CRASH", "the answer breaks off");
}

#[test]
fn a_page_of_ten_megabytes_is_not_read_to_its_end() {
    let page = "<p>".repeat(3_500_000);
    let server = Listener::start(move |_| Some(http("200 OK", "", &page)));
    nothing_is_judged(&judged(&server.url()), "CRASH", "the answer is longer than 1048576 bytes");
}

#[test]
fn redirects_in_a_circle_are_followed_for_a_while() {
    let server = Listener::start(|request| {
        let body = if request.starts_with("POST") { "{}" } else { "" };
        Some(http("302 Found", "location: /authorize\r\n", body))
    });
    let judged = judged(&server.url());
    assert!([1, 4].contains(&judged.ran.code), "{}", judged.told());
    assert_eq!(judged.verdict("S-AUTH-01"), "CRASH", "{}", judged.told());
    let why = "more than 20 redirects";
    assert!(judged.rows().iter().any(|row| row["reason"].as_str().unwrap() == why));
}

#[test]
fn what_a_server_writes_is_text_in_every_report_or_not_in_it() {
    let said = serde_json::json!({ "error": HOSTILE, "error_description": HOSTILE }).to_string();
    let server = Listener::start(move |_| {
        Some(http("400 Bad Request", "content-type: application/json\r\n", &said))
    });
    let judged = judged(&server.url());
    assert!([1, 4].contains(&judged.ran.code), "{}", judged.told());
    for part in ["evil.example", "@somebody", "\u{1b}", "\u{202e}"] {
        assert!(HOSTILE.contains(part), "{part:?}");
        assert!(!judged.ran.stdout.contains(part), "{part:?}: {}", judged.ran.stdout);
        let mut texts = judged.rows().iter().flat_map(|row| row.as_object().unwrap().values());
        assert!(!texts.any(|text| holds(text, part)), "{part:?}");
    }
}

/// Whether a text, or one in a list, holds this part.
fn holds(value: &serde_json::Value, part: &str) -> bool {
    let mut all = value.as_array().into_iter().flatten().chain([value]);
    all.any(|value| value.as_str().is_some_and(|text| text.contains(part)))
}

#[test]
fn tokens_that_are_fit_for_no_header_are_the_servers_fault_and_not_the_suites() {
    let bench = Bench::start(None);
    // A token with a line feed in it, which a careless client would send as a header of the attacker's.
    let body =
        r#"{"access_token":"a-token\r\nx-more: yes","token_type":"sessionID","refresh_token":"r"}"#;
    let server = Listener::start(move |_| Some(http("200 OK", "", body)));
    let token = format!("token = \"{}/token\"", server.url());
    let line = bench.target().lines().find(|line| line.starts_with("token = ")).unwrap().to_owned();
    bench.save("target.toml", &bench.target().replace(&line, &token));
    let judged = bench.judge(&["--filter", "S-API-01"]);
    assert_eq!(judged.verdict("S-API-01"), "INCONCLUSIVE", "{}", judged.told());
    assert_eq!(judged.ids("ERROR"), Vec::<&str>::new());
}

#[test]
fn verdicts_stay_that_were_there_before_a_server_fell_silent() {
    let bench = Bench::start(None);
    // Nothing comes from the exchange, and all else works.
    let silent = Listener::with(|mut stream| _ = stream.read_to_end(&mut Vec::new()));
    let line = bench.target().lines().find(|line| line.starts_with("exchange")).unwrap().to_owned();
    let exchange = format!("exchange = \"{}/\"", silent.url());
    let target = bench.target().replace(&line, &exchange);
    bench.save("target.toml", &target.replace("[limits]", "[limits]\nanswer_ms = 1500"));
    let judged = bench.judge(&[]);
    assert_eq!(judged.ran.code, 1, "{}", judged.told());
    assert_eq!(judged.ids("FAIL"), Vec::<&str>::new(), "{}", judged.told());
    for id in ["S-AUTH-01", "S-CODE-01", "S-EXPIRY-01"] {
        assert_eq!(judged.verdict(id), "PASS", "{}", judged.told());
    }
    assert_eq!(judged.verdict("S-JWT-01"), "TIMEOUT", "{}", judged.told());
    assert_eq!(judged.verdict("S-TOKEN-01"), "TIMEOUT", "it is not asked any more");
}

#[test]
fn a_full_disk_takes_no_verdict_with_it() {
    let bench = Bench::start(None);
    let report = bench.path("report");
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" server --profile documented --filter S-AUTH --target \"$1\" --report \"$2\"";
    let ran = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_workfront-conformance")])
        .args([bench.path("target.toml"), report.clone()])
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    let complained = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(3), "{complained}");
    let last = complained.lines().last().unwrap();
    assert!(last.starts_with("cannot write a report to ") && last.contains("too large"), "{last}");
    assert_eq!(said.lines().last().unwrap(), "14 passed, 0 failed, 0 skipped");
    assert_eq!(std::fs::read_dir(&report).unwrap().count(), 0, "nothing is left half written");
}
