//! What a fault that takes minutes may not do: hold a place for a client that has left, or keep the sandbox from stopping.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};
use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault};
use workfront_oauth_sandbox::journal::Outcome;
use workfront_oauth_sandbox::{Limits, Sandbox};

use crate::client::{connect, get};

/// A sandbox with room for one, and a client that is kept waiting as `effect` says.
fn kept_waiting(effect: Value, limits: Limits, behind: &[u8]) -> (Sandbox, TcpStream) {
    let sandbox = Sandbox::builder().with_limits(limits).start().unwrap();
    let effect: Effect = serde_json::from_value(effect).unwrap();
    sandbox.fault(Fault::new(Endpoint::Api, effect)).unwrap();
    let host = sandbox.url().strip_prefix("http://").unwrap();
    let mut client = connect(host).unwrap();
    let request =
        format!("GET {} HTTP/1.1\r\nhost: {host}\r\n\r\n", crate::flow::SEARCH).into_bytes();
    client.write_all(&[&request, behind].concat()).unwrap();
    while sandbox.faults()[0].fired == 0 {
        std::thread::yield_now();
    }
    (sandbox, client)
}

fn one_request() -> Limits {
    let mut limits = Limits::default();
    limits.requests = 1;
    limits
}

/// Ten minutes: far longer than a test may take.
fn pauses() -> [Value; 3] {
    [
        json!({"kind": "stall", "ms": 600_000, "when": "before_commit"}),
        json!({"kind": "stall", "ms": 600_000, "when": "after_commit"}),
        json!({"kind": "drip", "bytes": 1, "ms": 600_000}),
    ]
}

#[test]
fn a_client_that_leaves_gives_its_place_back() {
    for behind in [&b""[..], b"GET /login HTTP/1.1\r\n"] {
        for effect in pauses() {
            let (sandbox, client) = kept_waiting(effect.clone(), one_request(), behind);
            assert_eq!(get(sandbox.url(), "/login").send().status, 503, "{effect}");
            drop(client);
            let served = (0..10_000).any(|_| get(sandbox.url(), "/login").send().status == 200);
            assert!(served, "{effect}, {} bytes behind it", behind.len());
            let entries = sandbox.journal(0).entries;
            assert_eq!(entries.iter().filter(|entry| entry.fault.is_some()).count(), 1, "{effect}");
        }
    }
}

#[test]
fn a_sandbox_stops_while_clients_are_kept_waiting() {
    for effect in pauses() {
        let mut limits = Limits::default();
        limits.connections = 1;
        let (sandbox, client) = kept_waiting(effect.clone(), limits, b"");
        let (stopped, waiting) = mpsc::channel();
        std::thread::spawn(move || {
            drop(sandbox);
            stopped.send(()).unwrap();
        });
        // As long as a client of these tests waits for an answer.
        waiting.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("{effect}"));
        drop(client);
    }
}

#[test]
fn a_request_that_finds_no_place_is_written_down() {
    let [stall, ..] = pauses();
    let (sandbox, _client) = kept_waiting(stall, one_request(), b"");
    get(sandbox.url(), "/login?to=/inspector").send();
    let entry = sandbox.journal(0).entries.pop().unwrap();
    assert_eq!((entry.status, entry.path.as_str()), (503, "/login"));
    assert_eq!(entry.request["query"]["to"], "/inspector");
    assert_eq!(entry.judgement.rule, "http.busy");
    assert_eq!(entry.judgement.outcome, Outcome::Refused);
    assert!(entry.response["headers"]["retry-after"].is_string());
}
