//! What goes wrong on the way, and whether the request can have arrived.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use workfront_oauth::{Delivery, TransportErrorKind};

use super::fault;
use super::raw::Get;
use super::server::Server;
use crate::subject::Subject;

const DEADLINE: Duration = Duration::from_millis(100);
const HALF: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":";

fn check(server: &Server, kind: TransportErrorKind, delivery: Delivery) {
    let result = Subject::new().with_deadline(DEADLINE).send(&Get::new(server.origin()));
    fault::check(result, kind, delivery);
}

#[test]
fn a_port_where_nobody_listens() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let result = Subject::new().send(&Get::new(origin));
    fault::check(result, TransportErrorKind::Connect, Delivery::NotSent);
}

#[test]
fn a_reset_while_the_request_is_read() {
    let server = Server::start(|mut connection| {
        connection.stream.read_exact(&mut [0]).unwrap();
        connection.reset();
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn a_reset_instead_of_an_answer() {
    let server = Server::start(|mut connection| {
        connection.read_request();
        connection.reset();
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn a_connection_closed_without_a_byte() {
    let server = Server::start(|mut connection| connection.read_request());
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
    assert_eq!(server.requests().len(), 1, "not repeated");
}

#[test]
fn a_connection_closed_within_the_headers() {
    let server = Server::start(|mut connection| {
        connection.read_request();
        connection.send(b"HTTP/1.1 200 OK\r\ncontent-le");
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn a_body_cut_short() {
    let server = Server::start(|mut connection| {
        connection.read_request();
        connection.send(HALF);
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn a_chunked_body_cut_short() {
    let server = Server::start(|mut connection| {
        connection.read_request();
        connection.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"acc\r\n");
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn a_reset_within_the_body() {
    let server = Server::start(|mut connection| {
        connection.read_request();
        connection.send(HALF);
        connection.reset();
    });
    check(&server, TransportErrorKind::Broken, Delivery::MaybeSent);
}

#[test]
fn an_answer_that_is_not_http() {
    let server = Server::answering("SSH-2.0-OpenSSH_9.6\r\n\r\n");
    check(&server, TransportErrorKind::Undecodable, Delivery::MaybeSent);
}

#[test]
fn no_answer_within_the_deadline() {
    let server = Server::answering("");
    let before = Instant::now();
    check(&server, TransportErrorKind::Timeout, Delivery::MaybeSent);
    assert!(before.elapsed() >= DEADLINE);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_body_that_does_not_end_within_the_deadline() {
    let server = Server::answering(HALF);
    check(&server, TransportErrorKind::Timeout, Delivery::MaybeSent);
}
