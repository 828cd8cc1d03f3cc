//! TLS: which certificates each client accepts.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::NamedTempFile;
use workfront_conformance::shim::message::{App, Ask, Login, Refusal};

use super::bench::{Bench, CLIENTS};

const MUTANT: &[&str] = &["ref-client", "--mutant", "cli-tls-unverified"];

#[test]
fn a_certificate_that_the_ca_file_holds_is_trusted_and_no_other() {
    let good = certificate("localhost");
    let other = certificate("localhost");
    let elsewhere = certificate("elsewhere.example");
    for command in CLIENTS.into_iter().chain([MUTANT]) {
        let trusted = logged_in(command, &good, &good);
        assert_eq!(trusted, Ok(()), "{command:?}");
        for (served, trusted) in [(&good, &other), (&elsewhere, &elsewhere)] {
            let outcome = logged_in(command, served, trusted);
            let expected = if command == MUTANT { Ok(()) } else { Err(Refusal::Insecure) };
            assert_eq!(outcome, expected, "{command:?}");
        }
    }
}

struct Certified {
    certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

fn certificate(name: &str) -> Certified {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    Certified { certificate: made.cert, key: made.signing_key }
}

/// Logs in at a server that shows one certificate, with a client that trusts one.
fn logged_in(command: &[&str], served: &Certified, trusted: &Certified) -> Result<(), Refusal> {
    let (port, asked) = serve(served);
    let mut ca_file = NamedTempFile::new().unwrap();
    ca_file.write_all(trusted.certificate.pem().as_bytes()).unwrap();
    let mut bench = Bench::start(command);
    let login = Login {
        base_url: format!("https://localhost:{port}"),
        ca_file: Some(ca_file.path().to_str().unwrap().to_owned()),
        domain: None,
        lane: None,
        ..bench.login_for(App::WebPkce)
    };
    let url = bench.ask(&Ask::Login(login)).authorize_url;
    let url = url.unwrap();
    let state = url.split_once("state=").unwrap().1.split('&').next().unwrap();
    let answer = bench.callback(&format!("http://127.0.0.1:8/cb?code=c&state={state}"));
    match answer.error {
        Some(refusal) => {
            assert!(asked.try_recv().is_err(), "the request went out: {answer:?}");
            Err(refusal)
        }
        None => {
            assert!(asked.recv().unwrap().starts_with("POST /integrations/oauth2/"));
            Ok(())
        }
    }
}

/// Answers one request with tokens; says where, and what was asked.
fn serve(certified: &Certified) -> (u16, Receiver<String>) {
    let key = PrivateKeyDer::try_from(certified.key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.certificate.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, asked) = mpsc::channel();
    thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let session = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(session, socket));
        // A client that does not trust the certificate hangs up here.
        let Some(head) = head(&mut stream) else { return };
        let length = head.to_ascii_lowercase();
        let length = length.split_once("content-length: ").unwrap().1.lines().next().unwrap();
        let mut body = vec![0; length.trim().parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
        send.send(head).unwrap();
        let body = r#"{"access_token":"a","token_type":"sessionID"}"#;
        let stream = stream.get_mut();
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        stream.conn.send_close_notify();
        stream.flush().unwrap();
    });
    (port, asked)
}

fn head(stream: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    Some(head)
}
