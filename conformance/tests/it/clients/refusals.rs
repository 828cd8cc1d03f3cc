//! What each client that is right refuses, and in which word.

use serde_json::json;
use workfront_conformance::shim::message::{App, Ask, Callback, Login, Refusal};
use workfront_oauth_sandbox::ConsentMode;
use workfront_oauth_sandbox::fault::Endpoint;

use super::bench::{Bench, CLIENTS, REVOKE, SEARCH, TOKEN};

#[test]
fn a_callback_that_is_not_the_attempts_own_makes_no_token_request() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        let login = bench.login_for(App::Web);
        let right = bench.visited(&login);
        let check = |bench: &mut Bench, url: &str, expected: Refusal| {
            let answer = bench.callback(url);
            assert_eq!(answer.error, Some(expected), "{command:?} {url}: {answer:?}");
            assert!(bench.requests(TOKEN).is_empty(), "{command:?} {url}");
        };
        let (without_state, _) = right.split_once("&state=").unwrap();
        check(&mut bench, without_state, Refusal::StateMissing);
        check(&mut bench, &format!("{without_state}&state=wrong"), Refusal::StateMismatch);
        check(&mut bench, &format!("{right}&state=wrong"), Refusal::BadCallback);
        check(&mut bench, &format!("{right}&code=another"), Refusal::BadCallback);
        check(
            &mut bench,
            &format!("{right}&iss=https%3A%2F%2Fevil.example"),
            Refusal::IssuerMismatch,
        );

        let right = bench.visited(&login);
        check(&mut bench, &right.replace("lane=my", "lane=preview"), Refusal::HostMismatch);
        let right = bench.visited(&login);
        check(&mut bench, &format!("{right}&error=access_denied"), Refusal::BadCallback);
        let right = bench.visited(&login);
        let other = Callback { url: right, session: Some("another browser".to_owned()) };
        let answer = bench.ask(&Ask::Callback(other));
        assert_eq!(answer.error, Some(Refusal::SessionMismatch), "{command:?}");
        bench.sandbox.consent(ConsentMode::Deny);
        let denied = bench.visited(&login);
        check(&mut bench, &denied, Refusal::AccessDenied);
        assert_eq!(bench.tokens(), None);
    }
}

#[test]
fn a_state_is_good_for_one_callback_even_if_its_answer_was_lost() {
    for command in CLIENTS {
        for lost in [
            json!({"kind": "reset", "when": "after_commit"}),
            json!({"kind": "status", "status": 500, "body": "<html>", "when": "after_commit"}),
            json!({"kind": "cut", "bytes": 20, "when": "after_commit"}),
        ] {
            let mut bench = Bench::start(command);
            bench.fault(Endpoint::Token, 1, lost);
            let login = bench.login_for(App::WebPkce);
            let redirected_to = bench.visited(&login);
            let answer = bench.callback(&redirected_to);
            let expected = [Refusal::Transport, Refusal::TokenRefused];
            assert!(expected.contains(&answer.error.unwrap()), "{command:?}: {answer:?}");
            let answer = bench.callback(&redirected_to);
            assert_eq!(answer.error, Some(Refusal::StateUsed), "{command:?}");
            assert_eq!(bench.requests(TOKEN).len(), 1, "{command:?}");
            assert_eq!(bench.tokens(), None);
        }
    }
}

#[test]
fn an_answer_that_is_no_token_response_stores_nothing() {
    for command in CLIENTS {
        for (body, expected) in [
            (json!({"error": "invalid_grant"}), Refusal::BadResponse),
            (json!("<html>"), Refusal::BadResponse),
            (json!(r#"{"access_token":"abc"#), Refusal::BadResponse),
            (
                json!(r#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#),
                Refusal::BadResponse,
            ),
            (json!({"token_type": "sessionID"}), Refusal::BadResponse),
            (json!({"access_token": "a"}), Refusal::BadResponse),
            (json!({"access_token": "a", "token_type": "mac"}), Refusal::BadTokenType),
        ] {
            let mut bench = Bench::logged_in(command, App::Web);
            let before = bench.tokens();
            bench.answer_with(Endpoint::Token, 1, 200, &body);
            let answer = bench.log_in(App::Web);
            assert_eq!(answer.error, Some(expected), "{command:?} {body}: {answer:?}");
            assert_eq!(bench.tokens(), before, "{command:?} {body}");
        }
    }
}

#[test]
fn tokens_outlive_every_failed_refresh_but_a_dead_grant() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        let before = bench.tokens();
        let check = |bench: &mut Bench, effect, expected, wait| {
            bench.fault(Endpoint::Token, 1, effect);
            let answer = bench.ask(&Ask::Refresh);
            assert_eq!(answer.error, Some(expected), "{command:?}: {answer:?}");
            assert_eq!(answer.retry_after, wait, "{command:?}: {answer:?}");
            assert_eq!(bench.tokens(), before, "{command:?}");
        };
        let status = |status, headers| json!({"kind": "status", "status": status, "headers": headers, "body": {"error": "x"}});
        let reset = json!({"kind": "reset", "when": "before_commit"});
        check(&mut bench, reset, Refusal::Transport, None);
        let wait = json!({"retry-after": "17"});
        check(&mut bench, status(429, wait.clone()), Refusal::RateLimited, Some(17));
        check(&mut bench, status(503, wait), Refusal::RateLimited, Some(17));
        check(&mut bench, status(503, json!({})), Refusal::TokenRefused, None);
        check(&mut bench, status(401, json!({})), Refusal::TokenRefused, None);
        let elsewhere =
            json!({"kind": "redirect", "status": 307, "location": "http://127.0.0.1:9/"});
        check(&mut bench, elsewhere, Refusal::RedirectRefused, None);
        assert_eq!(bench.requests(TOKEN).len(), 7, "{command:?}: none was sent twice");

        bench.answer_with(Endpoint::Token, 1, 400, &json!({"error": "invalid_grant"}));
        let answer = bench.ask(&Ask::Refresh);
        assert_eq!(answer.error, Some(Refusal::Reauthorize), "{command:?}");
        assert_eq!(answer.oauth_error.as_deref(), Some("invalid_grant"), "{command:?}");
        assert_eq!(bench.tokens(), None, "{command:?}");
    }
}

#[test]
fn the_refresh_token_is_the_newest_one() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        for (fresh, expected) in [(json!("second"), "second"), (json!(null), "second")] {
            let body =
                json!({"access_token": "a", "token_type": "sessionID", "refresh_token": fresh});
            bench.answer_with(Endpoint::Token, 1, 200, &body);
            assert!(bench.ask(&Ask::Refresh).ok);
            let refresh_token = bench.tokens().unwrap().refresh_token;
            assert_eq!(refresh_token.as_deref(), Some(expected), "{command:?}");
        }
    }
}

#[test]
fn an_api_that_refuses_is_asked_once_more_after_one_refresh() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        bench.answer_with(Endpoint::Api, 9, 401, &json!({"error": {"message": "no"}}));
        let answer = bench.api_get(None);
        assert_eq!(answer.error, Some(Refusal::Reauthorize), "{command:?}: {answer:?}");
        assert_eq!(answer.statuses, Some(vec![401]));
        assert_eq!(bench.requests(SEARCH).len(), 2, "{command:?}");
        assert_eq!(bench.requests(TOKEN).len(), 2, "{command:?}");
    }
}

#[test]
fn an_api_that_asks_to_wait_or_leads_elsewhere_is_not_asked_again() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        let headers = json!({"retry-after": "5"});
        let busy = json!({"kind": "status", "status": 429, "headers": headers, "body": {"error": {"message": "busy"}}});
        bench.fault(Endpoint::Api, 1, busy);
        let answer = bench.api_get(None);
        assert_eq!(answer.error, Some(Refusal::RateLimited), "{command:?}: {answer:?}");
        assert_eq!((answer.retry_after, answer.statuses), (Some(5), Some(vec![429])));
        let away = json!({"kind": "redirect", "status": 302, "location": "http://127.0.0.1:9/"});
        bench.fault(Endpoint::Api, 1, away);
        let answer = bench.api_get(None);
        assert_eq!(answer.error, Some(Refusal::RedirectRefused), "{command:?}: {answer:?}");
        assert_eq!(bench.requests(SEARCH).len(), 2, "{command:?}");
    }
}

#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    for command in CLIENTS {
        let mut bench = Bench::start(command);
        let base_url = "http://myorganization.my.workfront.com".to_owned();
        let login = Login { base_url, ..bench.login_for(App::Web) };
        assert_eq!(bench.ask(&Ask::Login(login)).error, Some(Refusal::Insecure), "{command:?}");
    }
}

#[test]
fn a_revocation_that_fails_is_tried_again_at_the_next_log_out() {
    for command in CLIENTS {
        let mut bench = Bench::logged_in(command, App::Web);
        bench.answer_with(Endpoint::Revoke, 1, 503, &json!({"error": "temporarily_unavailable"}));
        assert!(!bench.ask(&Ask::Logout).ok, "{command:?}");
        assert_eq!(bench.tokens(), None);
        assert!(bench.ask(&Ask::Logout).ok, "{command:?}");
        assert_eq!(bench.requests(REVOKE).len(), 2, "{command:?}");
        assert!(bench.ask(&Ask::Logout).ok && bench.requests(REVOKE).len() == 2);
    }
}
