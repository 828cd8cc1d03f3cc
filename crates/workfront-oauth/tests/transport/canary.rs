//! No secret in any log line or error, whatever the client and the libraries under it log.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tracing_subscriber::fmt::MakeWriter;
use workfront_oauth::{AccessToken, ApiVersion, Call, SendError, Validate};

use super::apps::{CANARY, attempt, code, machine_app, single_page_app, web_app};
use super::flows::token_server;
use super::{server::Server, tls};
use crate::subject::{LOGS, Subject};

const DEADLINE: Duration = Duration::from_millis(100);

/// Everything that this process logs, at every level, by `tracing` and by `log`.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<u8>>>);

impl io::Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Journal {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

static JOURNAL: LazyLock<Journal> = LazyLock::new(|| {
    let journal = Journal::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(journal.clone());
    // Takes what goes through `log` too.
    subscriber.init();
    journal
});

#[test]
fn no_secret_in_any_log_line_or_error() {
    let journal = &*JOURNAL;
    let mut said = String::new();
    let server = token_server();
    every_flow(Subject::new(), &server.uri(), &mut said, true);
    let tokens = format!(
        r#"{{"token_type":"sessionID","access_token":"{CANARY}","refresh_token":"{CANARY}"}}"#
    );
    let tokens = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{tokens}", tokens.len());
    let (_server, origin, certificate) = tls::answering(tokens.as_bytes());
    every_flow(Subject::hostile(Some(&certificate)), &origin, &mut said, true);

    let echo = format!(
        r#"{{"error":"invalid_grant","error_description":"client_secret={CANARY} {}"}}"#,
        basic()
    );
    let refusal =
        format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\n\r\n{echo}", echo.len());
    let cut =
        format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{{\"access_token\":\"{CANARY}\"");
    let broken = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n{echo}",
        echo.len()
    );
    for answer in [refusal, cut, broken, format!("{CANARY}\r\n\r\n"), String::new()] {
        let server = Server::answering(answer);
        every_flow(Subject::new().with_deadline(DEADLINE), &server.origin(), &mut said, false);
    }

    let logged = String::from_utf8(journal.0.lock().unwrap().clone()).unwrap();
    for source in LOGS {
        assert!(logged.contains(source), "{source} logs nothing: the capture does not work");
    }
    for secret in secrets() {
        assert!(!said.contains(&secret), "{secret} in {said}");
        let line = logged.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is logged");
    }
}

/// Sends everything that an application can send, and writes down what failed.
fn every_flow(subject: Subject, origin: &str, said: &mut String, succeeds: bool) {
    let _ = write!(said, "{subject:?}");
    let mut note = |error: Option<SendError>| {
        assert_eq!(error.is_none(), succeeds, "{error:?}");
        let shown = error.as_ref().map(ToString::to_string);
        let _ = writeln!(said, "{error:?} {shown:?}");
    };
    let (app, token) = web_app(origin);
    let (entropy, browser, now) = attempt();
    let redeemed = code(app.clone().with_pkce().authorize(entropy, &browser, now));
    note(subject.send(&app.redeem(&redeemed).unwrap()).err());
    note(subject.send(&app.refresh(&token).unwrap()).err());
    note(subject.send(&app.revoke(&token).unwrap()).err());
    let (app, token) = single_page_app(origin);
    note(subject.send(&app.refresh(&token).unwrap()).err());
    let (app, assertion) = machine_app(origin);
    note(subject.send(&app.exchange(&assertion)).err());
    let session = AccessToken::new(CANARY).unwrap();
    let host = app.home().host().clone();
    note(subject.send(&Validate::new(host, session, ApiVersion::NEWEST)).err());
}

/// The canary in each form that it travels in, and what is made of it.
fn secrets() -> Vec<String> {
    let (_, assertion) = machine_app("http://127.0.0.1");
    let signature = assertion.expose_secret().rsplit('.').next().unwrap().to_owned();
    let (app, _) = single_page_app("http://127.0.0.1");
    let (entropy, browser, now) = attempt();
    let code = code(app.authorize(entropy, &browser, now));
    let body = app.redeem(&code).unwrap().request().into_body().into_exposed_bytes();
    let body = String::from_utf8(body).unwrap();
    let verifier = body.split("code_verifier=").nth(1).unwrap().split('&').next().unwrap();
    vec![CANARY.to_owned(), basic(), signature, verifier.to_owned()]
}

fn basic() -> String {
    STANDARD.encode(format!("00112233445566778899aabbccddeeff:{CANARY}"))
}
