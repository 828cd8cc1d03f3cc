//! Races: many at once, one winner.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Barrier};

use crate::client::Request;
use crate::flow::{allowing, call, code, redemption, refresh, tokens};

/// Sends `request` so many times at once, on connections that are open before the first byte is sent: the statuses and bodies.
fn at_once(host: &str, request: &Request, times: usize) -> Vec<(u16, String)> {
    let bytes = Arc::new(request.bytes());
    let barrier = Arc::new(Barrier::new(times));
    let threads: Vec<_> = (0..times)
        .map(|_| {
            let (mut stream, bytes, barrier) =
                (TcpStream::connect(host).unwrap(), Arc::clone(&bytes), Arc::clone(&barrier));
            let run = move || {
                barrier.wait();
                stream.write_all(&bytes).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                let (head, body) = answer.split_once("\r\n\r\n").unwrap();
                (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
            };
            std::thread::Builder::new().stack_size(128 * 1024).spawn(run).unwrap()
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}

#[test]
fn a_thousand_exchanges_of_one_code_give_one_token() {
    let sandbox = allowing();
    let fresh = code(&sandbox);
    let host = sandbox.url().strip_prefix("http://").unwrap();
    let answers = at_once(host, &redemption(&sandbox, &fresh), 1_000);
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|(status, _)| *status == 400).count(), 999);
    // RFC 6749 section 4.1.2: the second use was an attack, and what the first one got is revoked.
    let won: serde_json::Value = answers
        .iter()
        .find(|(status, _)| *status == 200)
        .map(|(_, body)| serde_json::from_str(body).unwrap())
        .unwrap();
    assert_eq!(call(&sandbox, won["access_token"].as_str().unwrap()).status, 401);
}

#[test]
fn parallel_refreshes_leave_one_live_token() {
    let sandbox = allowing();
    let token = tokens(&sandbox).text("refresh_token");
    let host = sandbox.url().strip_prefix("http://").unwrap();
    let answers = at_once(host, &refresh(&sandbox, &token), 100);
    let won: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    assert_eq!(won.len(), 1);
    let live = sandbox.state(|state| {
        state
            .environments()
            .map(|(_, environment)| environment.live_refresh_tokens().count())
            .sum::<usize>()
    });
    assert_eq!(live, 1);
    let next: serde_json::Value = serde_json::from_str(&won[0].1).unwrap();
    assert_eq!(refresh(&sandbox, next["refresh_token"].as_str().unwrap()).send().status, 200);
}
