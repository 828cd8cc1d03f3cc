//! Whole flows through each client that is right.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use workfront_conformance::shim::message::{Answer, App, Ask, Auth, BodyStyle, Login, Refusal};
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::authority::AppKind;

use super::bench::{Bench, CLIENTS, EXCHANGE, REVOKE, TOKEN};

#[test]
fn a_web_application_gets_in_with_every_authentication_and_every_body() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        for app in [App::Web, App::WebPkce] {
            for auth in [Auth::Basic, Auth::Body] {
                for body in [BodyStyle::Form, BodyStyle::Json] {
                    let login = bench.login_for(app);
                    let login = Login { auth: Some(auth), body: Some(body), ..login };
                    let redirected_to = bench.visited(&login);
                    assert_eq!(bench.callback(&redirected_to), Answer::done(), "{command:?}");
                    assert_eq!(bench.api_get(None).statuses, Some(vec![200]));
                }
            }
        }
    }
}

#[test]
fn a_single_page_application_gets_in_refreshes_and_logs_out() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Spa);
        let first = bench.tokens().unwrap();
        assert_eq!(first.token_type.as_deref(), Some("sessionID"));
        assert_eq!(bench.ask(&Ask::Refresh), Answer::done());
        let second = bench.tokens().unwrap();
        assert_ne!(first.access_token, second.access_token);
        assert_eq!(bench.api_get(Some(3)).statuses, Some(vec![200; 3]));
        assert_eq!(bench.ask(&Ask::Logout), Answer::done());
        assert_eq!(bench.requests(REVOKE).len(), 1);
        assert_eq!(bench.tokens(), None);
        assert_eq!(bench.api_get(None).error, Some(Refusal::NoTokens));
        assert_eq!(bench.ask(&Ask::Refresh).error, Some(Refusal::NoTokens));
    }
}

#[test]
fn a_machine_application_exchanges_a_jwt_of_its_own_each_time() {
    let mut sandbox = Sandbox::builder().with_key_pair().start().unwrap();
    for command in CLIENTS {
        let mut bench = Bench::with(command, sandbox);
        let exchange = Ask::JwtExchange(bench.exchange());
        let before = bench.requests(EXCHANGE).len();
        for _ in 0..2 {
            let answer = bench.ask(&exchange);
            assert_eq!(answer, Answer::done(), "{command:?}: {}", bench.sandbox.explain());
            assert_eq!(bench.api_get(None).statuses, Some(vec![200]));
        }
        assert_eq!(bench.ask(&Ask::Refresh).error, Some(Refusal::NoTokens));
        let entries = bench.requests(EXCHANGE).split_off(before);
        let jwts: Vec<_> =
            entries.iter().map(|entry| &entry.request["body"]["jwt_token"]).collect();
        assert!(jwts.len() == 2 && jwts[0] != jwts[1], "{command:?}: {jwts:?}");
        sandbox = bench.sandbox;
    }
}

#[test]
fn a_clock_that_is_wrong_by_minutes_is_recovered_from_in_one_try() {
    let mut sandbox = Sandbox::builder().with_key_pair().start().unwrap();
    for command in CLIENTS {
        let mut bench = Bench::with(command, sandbox);
        for skew in [-300, 300] {
            let before = bench.requests(EXCHANGE).len();
            let mut exchange = bench.exchange();
            exchange.now = exchange.now.map(|now| now + skew);
            let answer = bench.ask(&Ask::JwtExchange(exchange));
            assert!(answer.ok, "{command:?} {skew}: {answer:?} {}", bench.sandbox.explain());
            assert!(bench.requests(EXCHANGE).len() - before <= 2, "{command:?} {skew}");
        }
        sandbox = bench.sandbox;
    }
}

#[test]
fn several_calls_with_a_dead_session_share_one_refresh() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        bench.sandbox.advance(Duration::from_secs(9 * 3_600)).unwrap();
        assert_eq!(bench.api_get(Some(5)).statuses, Some(vec![200; 5]), "{command:?}");
        assert_eq!(bench.requests(TOKEN).len(), 2, "one for the code, one for the refresh");
    }
}

#[test]
fn a_clock_that_is_set_is_the_clients_clock() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        assert_eq!(bench.ask(&Ask::SetClock { now: 2_000_000_000 }), Answer::done());
        let merge = serde_json::json!({"kind": "json", "merge": {"expires_in": 60}});
        bench.fault(workfront_oauth_sandbox::fault::Endpoint::Token, 1, merge);
        // The core minds how old an attempt is, by the clock that it is given.
        assert_eq!(bench.log_in(App::Web), Answer::done());
        let expires_at = bench.tokens().unwrap().expires_at.unwrap();
        assert_eq!(expires_at.as_i64(), Some(2_000_000_060), "{command:?}");
    }
}

#[test]
fn a_client_says_who_it_is() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        let answer = bench.ask(&Ask::Hello { protocol: 1 });
        assert!(answer.ok && answer.protocol == Some(1), "{answer:?}");
        assert!(answer.name.is_some() && answer.version.is_some(), "{answer:?}");
        assert_eq!(answer.ops.unwrap(), Ask::OPS);
    }
}

#[test]
fn the_end_of_the_input_is_the_end_and_lines_that_are_none_are_answered() {
    for command in CLIENTS {
        let mut child = Command::new(env!("CARGO_BIN_EXE_workfront-conformance"))
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(b"CANARY\n{\"op\":\"login\",\"client_secret\":\"CANARY\"}\n").unwrap();
        stdin.write_all(b"{\"op\":\"callback\",\"url\":\"CANARY\"}\n{\"op\":\"refresh\"}").unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{command:?}");
        let stdout = String::from_utf8(output.stdout).unwrap();
        let errors: Vec<_> =
            stdout.lines().map(|line| Answer::from_line(line).unwrap().error.unwrap()).collect();
        let expected =
            [Refusal::UnknownOp, Refusal::UnknownOp, Refusal::BadCallback, Refusal::NoTokens];
        assert_eq!(errors, expected, "{command:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stdout.contains("CANARY") && stderr.is_empty(), "{stdout}{stderr}");
    }
}

#[test]
fn an_app_that_is_registered_otherwise_is_refused_in_the_servers_words() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        let login = bench.login_for(App::Web);
        let login = Login { client_secret: Some("not-the-secret".to_owned()), ..login };
        let redirected_to = bench.visited(&login);
        let answer = bench.callback(&redirected_to);
        assert_eq!(answer.error, Some(Refusal::TokenRefused), "{answer:?}");
        assert_eq!(answer.oauth_error.as_deref(), Some("invalid_client"), "{answer:?}");
        let message = answer.message.unwrap_or_default();
        assert!(!message.contains("not-the-secret"), "{message}");
        assert!(bench.app(AppKind::Web).client_secret.is_some());
        assert_eq!(bench.tokens(), None);
    }
}
