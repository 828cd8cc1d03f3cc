//! Where requests go: over https anywhere, over plain http to this machine, and there without a proxy or DNS.

use std::net::Ipv4Addr;
use std::process::Command;

use workfront_oauth::{Delivery, TransportErrorKind};

use super::fault;
use super::raw::Get;
use super::server::Server;
use crate::subject::Subject;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
/// Where the child process of [`the_proxy_of_the_environment_is_not_asked_for_this_machine`] sends its request.
const TARGET: &str = "WORKFRONT_OAUTH_TEST_TARGET";

#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_opened() {
    // A proxy would see a request that got any further.
    let proxy = Server::answering(OK);
    for uri in [
        "http://example.com/",
        "http://10.0.0.1/",
        "http://localhost.example.com/",
        "http://a@127.0.0.1/",
        "ftp://127.0.0.1/",
        "/",
    ] {
        let result = Subject::behind(proxy.address()).send(&Get::new(uri));
        fault::check(result, TransportErrorKind::Insecure, Delivery::NotSent);
    }
    assert!(proxy.requests().is_empty());
}

#[test]
fn names_under_localhost_are_this_machine() {
    let server = Server::answering(OK);
    // No resolver knows the second of these.
    for host in ["localhost", "myorganization.my.localhost", "MyOrganization.My.LocalHost"] {
        let uri = format!("http://{host}:{}/x", server.port());
        Subject::new().send(&Get::new(uri)).unwrap();
    }
    let hosts: Vec<_> = server.requests().iter().map(|request| header(request, "host")).collect();
    let port = server.port();
    assert_eq!(hosts[0], format!("localhost:{port}"));
    assert_eq!(hosts[1], format!("myorganization.my.localhost:{port}"));
    assert!(hosts[2].eq_ignore_ascii_case(&hosts[1]), "{hosts:?}");
}

#[test]
fn every_loopback_address_is_this_machine() {
    let server = Server::answering(OK);
    Subject::new()
        .send(&Get::new(format!("http://{}:{}", Ipv4Addr::LOCALHOST, server.port())))
        .unwrap();
    // Nobody listens there, but it was tried.
    let result = Subject::new().send(&Get::new(format!("http://[::1]:{}", server.port())));
    fault::check(result, TransportErrorKind::Connect, Delivery::NotSent);
}

#[test]
fn a_proxy_is_asked_for_https_and_not_for_this_machine() {
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let server = Server::answering(OK);
    let subject = Subject::behind(proxy.address());
    for host in ["127.0.0.1", "localhost", "myorganization.my.localhost"] {
        subject.send(&Get::new(format!("http://{host}:{}", server.port()))).unwrap();
    }
    assert_eq!(server.requests().len(), 3);
    assert!(proxy.requests().is_empty());

    let result = subject.send(&Get::new("https://myorganization.my.workfront.com/"));
    fault::check(result, TransportErrorKind::Connect, Delivery::NotSent);
    let asked = proxy.requests().concat();
    assert!(asked.starts_with("CONNECT myorganization.my.workfront.com:443 "), "{asked}");
}

#[test]
fn the_proxy_of_the_environment_is_not_asked_for_this_machine() {
    // A process of its own, for the environment belongs to all tests.
    if let Ok(target) = std::env::var(TARGET) {
        Subject::new().send(&Get::new(&target)).unwrap();
        let result = Subject::new().send(&Get::new("https://myorganization.my.workfront.com/"));
        fault::check(result, TransportErrorKind::Connect, Delivery::NotSent);
        return;
    }
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let server = Server::answering(OK);
    let name = std::thread::current().name().unwrap().to_owned();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([&name, "--exact"]).env_clear().env(TARGET, server.origin());
    for variable in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        child.env(variable, proxy.origin());
    }
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.requests().len(), 1);
    let asked = proxy.requests();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].starts_with("CONNECT "), "{asked:?}");
}

fn header(request: &str, name: &str) -> String {
    let mut headers = request.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).unwrap().1.to_owned()
}
