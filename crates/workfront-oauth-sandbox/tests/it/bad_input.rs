//! Bad input of every sort on every endpoint: a 4xx, at once, and the sandbox lives on.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use proptest::prelude::*;
use workfront_oauth_sandbox::{Limits, Sandbox};

use crate::client::{Answer, connect, exchange, get, read_answer, request};
use crate::flow::{AUTHORIZE, EXCHANGE, REVOKE, SEARCH, TOKEN, allowing, tokens, web};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Everything that takes a body.
const POSTS: [&str; 6] =
    [TOKEN, EXCHANGE, REVOKE, "/login", "/sso/log-in", "/integrations/oauth2/consent"];
/// Everything that takes a query.
const GETS: [&str; 6] =
    [AUTHORIZE, "/integrations/oauth2/consent", "/login", "/sso/log-in", "/sso/return", SEARCH];

fn host(sandbox: &Sandbox) -> &str {
    sandbox.url().strip_prefix("http://").unwrap()
}

fn refused(answer: &Answer, what: &str) {
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
}

#[test]
fn bodies_that_are_none_are_refused() {
    let sandbox = allowing();
    let deep = format!("{{\"code\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let many = (0..5_000).map(|n| format!("p{n}=1&")).collect::<String>();
    let wide = format!(
        "{{{}\"z\":\"1\"}}",
        (0..5_000).map(|n| format!("\"p{n}\":\"1\",")).collect::<String>()
    );
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        (FORM, b"".to_vec()),
        (FORM, b"grant_type=refresh_token&grant_type=refresh_token".to_vec()),
        (FORM, b"grant_type=%zz".to_vec()),
        (FORM, b"grant_type=%".to_vec()),
        (FORM, b"grant_type=%ff".to_vec()),
        (FORM, b"grant_type=\xff\xfe".to_vec()),
        (FORM, b"{\"grant_type\":\"refresh_token\"}".to_vec()),
        (FORM, b"grant_type=a\0b&client_id=%00&client_secret=%00".to_vec()),
        (FORM, many.into_bytes()),
        (JSON, b"".to_vec()),
        (JSON, b"null".to_vec()),
        (JSON, b"[]".to_vec()),
        (JSON, b"{".to_vec()),
        (JSON, b"{}{}".to_vec()),
        (JSON, b"\xef\xbb\xbf{}".to_vec()),
        (JSON, b"{\"grant_type\":\"refresh_token\" // comment\n}".to_vec()),
        (JSON, b"{\"grant_type\":[\"refresh_token\"],\"refresh_token\":\"x\"}".to_vec()),
        (JSON, b"{\"grant_type\":7}".to_vec()),
        (JSON, b"{\"grant_type\":{\"a\":1}}".to_vec()),
        (JSON, b"{\"grant_type\":null}".to_vec()),
        (JSON, b"{\"grant_type\":\"a\",\"grant_type\":\"b\"}".to_vec()),
        (JSON, b"{\"grant_type\":\"\xff\"}".to_vec()),
        (JSON, b"{\"grant_type\":\"\\ud800\"}".to_vec()),
        (JSON, deep.into_bytes()),
        (JSON, wide.into_bytes()),
        ("application/json; charset=utf-16", b"{}".to_vec()),
        ("text/plain", b"grant_type=refresh_token".to_vec()),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n--b--".to_vec()),
        ("", b"grant_type=refresh_token".to_vec()),
        ("\u{e9}", b"a=b".to_vec()),
    ];
    for path in POSTS {
        for (content_type, body) in &bodies {
            let what = format!(
                "{path} {content_type} {}",
                String::from_utf8_lossy(&body[..body.len().min(60)])
            );
            let answer =
                request("POST", sandbox.url(), path).with_body(content_type, body.clone()).send();
            refused(&answer, &what);
            if [TOKEN, EXCHANGE, REVOKE].contains(&path) {
                assert!(answer.json()["error"].is_string(), "{what}: {answer:?}");
                assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
            }
        }
    }
}

#[test]
fn forms_of_an_administrator_that_are_none_are_refused() {
    let sandbox = allowing();
    sandbox.consent_as("admin").unwrap();
    let callback = get(sandbox.url(), &crate::flow::authorization(web(&sandbox), &[])).send();
    let cookie = callback.cookie().unwrap().to_owned();
    let list = get(sandbox.url(), "/setup/oauth2-applications").with("cookie", &cookie).send();
    assert_eq!(list.status, 200);
    let csrf = crate::log_in::field(&list, "csrf");
    let app = format!("/setup/oauth2-applications/{}", web(&sandbox).client_id);
    let multipart =
        |body: &str| ("multipart/form-data; boundary=b", body.replace('\n', "\r\n").into_bytes());
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        (FORM, vec![]),
        (FORM, b"csrf=forged&name=x&action=save".to_vec()),
        (FORM, format!("csrf={csrf}&csrf={csrf}").into_bytes()),
        (FORM, format!("csrf={csrf}&name=%ff").into_bytes()),
        (FORM, format!("csrf={csrf}&name=&type=web&kind=web").into_bytes()),
        (FORM, format!("csrf={csrf}&name=x&type=quantum&kind=quantum").into_bytes()),
        (FORM, format!("csrf={csrf}&action=fly").into_bytes()),
        (JSON, b"{}".to_vec()),
        multipart(""),
        multipart("--b"),
        multipart("--b\n\n\n--b--\n"),
        multipart("--b\nContent-Disposition: form-data; name=\"csrf\"\n\nforged\n--b--\n"),
        multipart(&format!("--b\nContent-Disposition: form-data; name=\"csrf\"\n\n{csrf}\n")),
        multipart(&format!(
            "--b\nContent-Disposition: form-data; name=\"csrf\"\n\n{csrf}\n--b\nContent-Disposition: form-data; name=\"logo\"; filename=\"../../x.svg\"\n\n<svg/>\n--b--\n"
        )),
        ("multipart/form-data", b"--b--".to_vec()),
        ("multipart/form-data; boundary=", b"----".to_vec()),
    ];
    for path in [
        "/setup/oauth2-applications/new",
        app.as_str(),
        &format!("{app}/delete"),
        "/setup/private-key",
    ] {
        for (content_type, body) in &bodies {
            let what = format!("{path} {content_type} {}", String::from_utf8_lossy(body));
            let request = request("POST", sandbox.url(), path).with("cookie", &cookie);
            let answer = request.with_body(content_type, body.clone()).send();
            assert!(answer.status < 500, "{what}: {answer:?}");
            if !body.windows(csrf.len()).any(|part| part == csrf.as_bytes()) {
                refused(&answer, &what);
            }
        }
    }
    for path in [
        "/setup/oauth2-applications/x",
        "/setup/oauth2-applications/%ff",
        "/logo/x",
        "/inspector?show=%zz",
        "/assets/..%2f",
    ] {
        let answer = get(sandbox.url(), path).with("cookie", &cookie).send();
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
}

#[test]
fn queries_and_headers_that_are_none_are_refused() {
    let sandbox = allowing();
    for path in GETS {
        for query in [
            "a=%zz",
            "a=%ff",
            "client_id=1&client_id=2",
            "ticket=a&ticket=b",
            &"a=b&".repeat(3_000),
        ] {
            let answer = get(sandbox.url(), &format!("{path}?{query}")).send();
            // A log-in page with a query of nonsense is just a log-in page.
            assert!(
                path == "/login" || (400..500).contains(&answer.status),
                "{path}?{query}: {answer:?}"
            );
            assert!(answer.status < 500);
        }
    }
    for value in ["Basic", "Basic !", "Basic YQ", "Bearer x", "Negotiate", "\u{e9}", ""] {
        for path in [TOKEN, EXCHANGE, REVOKE] {
            let answer =
                crate::client::post_form(sandbox.url(), path, &[("grant_type", "refresh_token")])
                    .with("authorization", value)
                    .send();
            refused(&answer, value);
        }
    }
    for id in ["\u{e9}", "\t", &"x".repeat(10_000)] {
        refused(&get(sandbox.url(), SEARCH).with("sessionID", id).send(), "sessionID");
    }
    let big = "x".repeat(100_000);
    refused(&get(sandbox.url(), &format!("{AUTHORIZE}?state={big}")).send(), "a long query");
    refused(&get(sandbox.url(), AUTHORIZE).with("x", &big).send(), "a long header");
    let many = (0..300)
        .fold(get(sandbox.url(), AUTHORIZE), |request, n| request.with(&format!("x-{n}"), "1"));
    refused(&many.send(), "many headers");
    assert_eq!(tokens(&sandbox).status, 200);
}

#[test]
fn parameters_in_the_url_of_a_token_request_are_refused() {
    let sandbox = allowing();
    let token = tokens(&sandbox).text("refresh_token");
    let app = web(&sandbox);
    let query = format!("{TOKEN}?client_secret={}", app.client_secret.as_deref().unwrap());
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str()),
        ("client_id", &app.client_id),
    ];
    refused(
        &crate::client::post_form(sandbox.url(), &query, &pairs).send(),
        "a secret in the query",
    );
}

#[test]
fn what_is_no_http_is_refused_or_dropped() {
    let sandbox = allowing();
    let host = host(&sandbox);
    for bytes in [
        &b"\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nhost: localhost\r\n bad: fold\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /login HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = connect(host).unwrap();
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        if let Some(answer) = read_answer(&mut stream) {
            refused(&answer, &String::from_utf8_lossy(bytes));
        }
    }
    let long = format!(
        "POST {TOKEN} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {FORM}\r\ncontent-length: 600000\r\nconnection: close\r\n\r\n"
    );
    let mut bytes = long.into_bytes();
    bytes.resize(bytes.len() + 600_000, b'a');
    assert_eq!(exchange(host, &bytes).unwrap().status, 413);
    assert_eq!(tokens(&sandbox).status, 200);
}

#[test]
fn more_parameters_than_anybody_sends_are_refused() {
    let sandbox = allowing();
    let many = (0..8_000).map(|n| format!("p{n}&")).collect::<String>();
    let known = crate::flow::authorization(web(&sandbox), &[]);
    let answer = get(sandbox.url(), &format!("{known}&{many}")).send();
    refused(&answer, "8,000 parameters");
    let entry = sandbox.journal(0).entries.pop().unwrap();
    assert_eq!(entry.judgement.rule, "authorize.form");
    assert!(entry.judgement.why.contains("more than 100 parameters"), "{}", entry.judgement.why);
}

#[test]
fn a_path_that_is_not_utf_8_is_answered_like_any_other() {
    let sandbox = allowing();
    for path in ["/logo/%ff", "/setup/oauth2-applications/%ff", "/attask/api/v14.0/%ff/search"] {
        let answer = get(sandbox.url(), path).send();
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let judgement = sandbox.journal(0).entries.pop().unwrap().judgement;
        assert!(judgement.why.contains("UTF-8"), "{path}: {}", judgement.why);
    }
}

#[test]
fn a_journal_of_large_requests_stays_small() {
    let sandbox = allowing();
    let large = "x".repeat(50_000);
    for _ in 0..400 {
        get(sandbox.url(), "/nowhere").with("x-large", &large).send();
    }
    let journal = sandbox.journal(0);
    let kept = serde_json::to_string(&journal).unwrap().len();
    assert!(kept < 10 * 1024 * 1024, "{kept} bytes");
    assert_eq!(journal.next, 400);
    assert_eq!(journal.dropped + journal.entries.len() as u64, 400);
    assert!(journal.entries.len() > 100);
}

#[test]
fn slow_and_silent_clients_are_dropped() {
    let mut limits = Limits::default();
    limits.head = Duration::from_millis(50);
    limits.body = Duration::from_millis(50);
    limits.connections = 8;
    let sandbox = Sandbox::builder().with_limits(limits).start().unwrap();
    let host = host(&sandbox);
    let open = |bytes: &[u8]| -> TcpStream {
        let mut stream = connect(host).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    };
    // Twice as many as there is room for: those that wait get their turn when the silent ones are dropped.
    let mut silent: Vec<TcpStream> = (0..16).map(|_| open(b"")).collect();
    let mut half_a_head = open(b"GET / HTTP/1.1\r\nhost: loc");
    let mut half_a_body =
        open(b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc");
    let mut finished = open(b"GET /login HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for stream in &mut silent {
        assert!(read_answer(stream).is_none(), "nothing was asked, nothing is answered");
    }
    let _ = read_answer(&mut half_a_head);
    assert_eq!(read_answer(&mut half_a_body).unwrap().status, 408);
    // Answered, and then dropped for keeping the connection without using it: reading it to its end does not hang.
    assert_eq!(read_answer(&mut finished).unwrap().status, 200);
    assert_eq!(get(sandbox.url(), "/login").send().status, 200);
}

#[test]
fn more_requests_at_once_than_allowed_are_told_so() {
    let mut limits = Limits::default();
    limits.requests = 1;
    let sandbox = Sandbox::builder().with_limits(limits).start().unwrap();
    let mut first = connect(host(&sandbox)).unwrap();
    first.write_all(b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n").unwrap();
    // "100 Continue" says that the first request is being answered: it has its place.
    let mut interim = [0; 12];
    std::io::Read::read_exact(&mut first, &mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100");
    let second = get(sandbox.url(), "/login").send();
    assert_eq!((second.status, second.header("retry-after")), (503, Some("1")));
    drop(first);
}

#[test]
fn hostile_text_is_inert_in_every_page_and_answer() {
    let sandbox = allowing();
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE log; --",
        "\u{202e}{{7*7}}${7*7}",
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        for path in GETS {
            for name in ["client_id", "redirect_uri", "ticket", "to", "name"] {
                let answer = get(sandbox.url(), &format!("{path}?{name}={encoded}")).send();
                assert!(
                    answer.status < 500 && !answer.body.contains(hostile),
                    "{path} {name}: {answer:?}"
                );
            }
        }
        for path in POSTS {
            let answer = crate::client::post_form(
                sandbox.url(),
                path,
                &[("grant_type", hostile), ("ticket", hostile), (hostile, "1")],
            )
            .send();
            refused(&answer, hostile);
            assert!(!answer.body.contains(hostile), "{path}: {answer:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_body_makes_a_5xx(body in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>(), at in 0..POSTS.len()) {
        let sandbox = shared();
        let content_type = if json { JSON } else { FORM };
        let answer = request("POST", sandbox.url(), POSTS[at]).with_body(content_type, body).send();
        prop_assert!((400..500).contains(&answer.status), "{answer:?}");
    }

    #[test]
    fn no_query_makes_a_5xx(query in "[!-~]{0,200}", at in 0..GETS.len()) {
        let sandbox = shared();
        let answer = get(sandbox.url(), &format!("{}?{}", GETS[at], query.replace('#', ""))).send();
        prop_assert!(answer.status < 500, "{answer:?}");
    }
}

/// One sandbox for all generated cases.
fn shared() -> &'static Sandbox {
    static SANDBOX: std::sync::OnceLock<Sandbox> = std::sync::OnceLock::new();
    SANDBOX.get_or_init(Sandbox::start)
}
