//! One request out, one answer back: whatever its status, decoded, whole, capped, and nothing done with it.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use workfront_oauth::{CallErrorKind, Delivery, SendError, TransportErrorKind};

use super::apps::web_app;
use super::fault;
use super::raw::Get;
use super::server::Server;
use super::tls;
use crate::subject::Subject;

const CAP: usize = 1 << 20;

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn any_status_is_an_answer_and_its_body_is_kept() {
    for status in [
        "200 OK",
        "201 Created",
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "503 Service Unavailable",
    ] {
        let body = br#"{"error":"invalid_grant"}"#;
        let server = Server::answering(answer(&format!("{status}\r\nretry-after: 7"), body));
        let response = Subject::new().send(&Get::new(server.origin())).unwrap();
        assert!(status.starts_with(response.status().as_str()), "{status}");
        assert_eq!(response.body(), body, "{status}");
        assert_eq!(response.headers()["retry-after"], "7", "{status}");
    }
}

/// Runs a test over plain http and over TLS, with a client whose settings all say otherwise.
fn whatever_the_settings(answer: &[u8], test: impl Fn(&Server, &str, &Subject)) {
    let plain = Server::answering(answer);
    test(&plain, &plain.origin(), &Subject::hostile(None));
    let (secure, origin, certificate) = tls::answering(answer);
    test(&secure, &origin, &Subject::hostile(Some(&certificate)));
}

#[test]
fn a_redirect_comes_back_and_its_target_gets_nothing() {
    let target = Server::answering(answer("200 OK", b"{}"));
    let statuses = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"];
    for status in statuses {
        for body in ["", "moved"] {
            let head = format!("{status}\r\nlocation: {}/elsewhere", target.origin());
            whatever_the_settings(&answer(&head, body.as_bytes()), |server, origin, subject| {
                let (app, token) = web_app(origin);
                let error = subject.send(&app.refresh(&token).unwrap()).unwrap_err();
                let SendError::Call(error) = error else { panic!("no answer came: {error}") };
                assert_eq!(error.kind(), &CallErrorKind::Redirected, "{status}");
                assert!(status.starts_with(error.status().as_str()));
                assert_eq!(server.requests().len(), 1, "{status}: sent once");
            });
        }
    }
    assert!(target.requests().is_empty());
}

#[test]
fn gzip_is_asked_for_and_decoded() {
    let zipped = answer("200 OK\r\ncontent-encoding: gzip", &gzip(b"{\"a\":1}"));
    whatever_the_settings(&zipped, |server, origin, subject| {
        let response = subject.send(&Get::new(origin)).unwrap();
        assert_eq!(response.body(), b"{\"a\":1}");
        let request = server.requests().concat().to_ascii_lowercase();
        assert!(request.contains("accept-encoding: gzip\r\n"), "{request}");
    });
}

#[test]
fn a_body_that_does_not_decode_is_refused() {
    let whole = gzip(b"{\"a\":1}");
    for body in [b"not gzip at all".as_slice(), &whole[..whole.len() - 4]] {
        let server = Server::answering(answer("200 OK\r\ncontent-encoding: gzip", body));
        let result = Subject::new().send(&Get::new(server.origin()));
        fault::check(result, TransportErrorKind::Undecodable, Delivery::MaybeSent);
    }
}

#[test]
fn a_body_is_read_up_to_the_cap_and_not_beyond() {
    for (length, fits) in [(0, true), (5_000, true), (CAP, true), (CAP + 1, false)] {
        let body = vec![b'x'; length];
        let chunked =
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n");
        let chunked =
            [chunked.as_bytes(), &body, if length == 0 { b"\r\n" } else { b"\r\n0\r\n\r\n" }]
                .concat();
        let zipped = answer("200 OK\r\ncontent-encoding: gzip", &gzip(&body));
        for answer in [answer("200 OK", &body), chunked, zipped] {
            let server = Server::answering(answer);
            let result = Subject::new().send(&Get::new(server.origin()));
            if fits {
                assert_eq!(result.unwrap().body(), &body);
            } else {
                fault::check(result, TransportErrorKind::TooLarge, Delivery::MaybeSent);
            }
        }
    }
}

#[test]
fn a_small_body_that_decodes_to_a_large_one_is_not_unpacked() {
    // 64 MiB in 64 KiB.
    let bomb = gzip(&vec![0; 64 << 20]);
    assert!(bomb.len() < CAP / 8);
    let server = Server::answering(answer("200 OK\r\ncontent-encoding: gzip", &bomb));
    let result = Subject::new().send(&Get::new(server.origin()));
    fault::check(result, TransportErrorKind::TooLarge, Delivery::MaybeSent);
}

#[test]
fn a_length_over_the_cap_is_refused_before_the_body_comes() {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\nx");
    let result = Subject::new().send(&Get::new(server.origin()));
    fault::check(result, TransportErrorKind::TooLarge, Delivery::MaybeSent);
}

#[test]
fn no_cookie_is_kept() {
    let cookie = "session=kept; Path=/";
    let head = format!("200 OK\r\nset-cookie: {cookie}");
    whatever_the_settings(&answer(&head, b"{}"), |server, origin, subject| {
        for _ in 0..2 {
            let response = subject.send(&Get::new(origin)).unwrap();
            assert_eq!(response.headers()["set-cookie"], cookie);
        }
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert!(!requests.concat().to_ascii_lowercase().contains("cookie:"), "{requests:?}");
    });
}

#[test]
fn each_request_has_a_connection_of_its_own() {
    // The server takes the next connection only when the client has ended the one before.
    let kept_open = answer("200 OK\r\nconnection: keep-alive", b"{}");
    whatever_the_settings(&kept_open, |server, origin, subject| {
        for sent in 1..=3 {
            subject.send(&Get::new(origin)).unwrap();
            assert_eq!(server.requests().len(), sent);
        }
    });
}
