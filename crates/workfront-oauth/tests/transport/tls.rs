//! TLS: which certificates are accepted, and that nothing was sent where none was.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use workfront_oauth::{Delivery, TransportErrorKind};

use super::fault;
use super::raw::Get;
use super::server::{Connection, Server};
use crate::subject::{LATE_HANDSHAKE, Subject};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

/// A server on `localhost` that answers each request with these bytes, its origin, and its certificate.
pub(crate) fn answering(answer: &[u8]) -> (Server, String, CertificateDer<'static>) {
    let (server, certificate) = server("localhost", answer);
    let origin = format!("https://localhost:{}", server.port());
    (server, origin, certificate)
}

/// A server with a fresh certificate for one name, and that certificate.
fn server(name: &str, answer: &[u8]) -> (Server, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let answer = answer.to_vec();
    let script = move |connection: Connection<TcpStream>| {
        let session = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut connection = connection.over(|socket| StreamOwned::new(session, socket));
        connection.read_request();
        connection.send(&answer);
        connection.stream.conn.send_close_notify();
        let _ = connection.stream.flush();
        connection.wait_for_the_client_to_hang_up();
    };
    (Server::start(script), certificate)
}

fn get(server: &Server) -> Get {
    Get::new(format!("https://localhost:{}/x", server.port()))
}

/// The server's script reads one request; refused, it reads nothing.
fn assert_nothing_was_sent(server: &Server) {
    assert!(server.requests().iter().all(String::is_empty), "{:?}", server.requests());
}

#[test]
fn a_trusted_certificate_is_accepted() {
    let (server, certificate) = server("localhost", OK);
    let response = Subject::trusting(&certificate).send(&get(&server)).unwrap();
    assert_eq!(response.body(), b"{}");
    assert!(server.requests().concat().starts_with("GET /x HTTP/1.1\r\n"));
}

#[test]
fn an_untrusted_certificate_is_refused() {
    let (server, _) = server("localhost", OK);
    let result = Subject::new().send(&get(&server));
    fault::check(result, TransportErrorKind::Tls, Delivery::NotSent);
    assert_nothing_was_sent(&server);
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let (server, certificate) = server("another.test", OK);
    let result = Subject::trusting(&certificate).send(&get(&server));
    fault::check(result, TransportErrorKind::Tls, Delivery::NotSent);
    assert_nothing_was_sent(&server);
}

#[test]
fn a_server_that_speaks_no_tls_is_refused() {
    let server = Server::start(|mut connection| {
        connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        connection.wait_for_the_client_to_hang_up();
    });
    let result = Subject::new().send(&get(&server));
    fault::check(result, TransportErrorKind::Tls, Delivery::NotSent);
}

#[test]
fn a_handshake_that_does_not_end_within_the_deadline() {
    let server = Server::start(|mut connection| connection.wait_for_the_client_to_hang_up());
    let subject = Subject::new().with_deadline(Duration::from_millis(100));
    fault::check(subject.send(&get(&server)), TransportErrorKind::Timeout, LATE_HANDSHAKE);
}
