//! Each mutant of the reference client that shows on the wire does, where the client that is right does not.

use std::time::Duration;

use serde_json::{Value, json};
use workfront_conformance::ref_client::mutants;
use workfront_conformance::shim::message::{
    Answer, App, Ask, Auth, BodyStyle, Callback, Login, Refusal,
};
use workfront_oauth_sandbox::fault::Endpoint;
use workfront_oauth_sandbox::{ConsentMode, Sandbox};

use super::bench::{Bench, EXCHANGE, REVOKE, SEARCH, TOKEN};

/// Whether a client does in one situation as it should.
type Does = fn(&mut Bench) -> bool;

#[track_caller]
fn check(mutant: &str, does: Does) {
    assert!(does(&mut Bench::of_mutant(None)), "the client that is right does as {mutant} does");
    assert!(!does(&mut Bench::of_mutant(Some(mutant))), "{mutant} does as it should");
}

/// A mutant that fails every case says nothing about its own: it must say why it does.
#[test]
fn a_mutant_that_does_not_spread_gets_in() {
    for mutant in mutants::all() {
        let works = |app| {
            let mut bench = Bench::of_mutant(Some(mutant.name));
            let login = Ask::Login(bench.login_for(app));
            let url = bench.ask(&login).authorize_url.unwrap();
            let redirected_to = bench.try_visit(&url);
            redirected_to.is_some_and(|url| bench.callback(&url).ok) && bench.api_get(None).ok
        };
        let all = works(App::Web) && works(App::WebPkce) && works(App::Spa);
        assert!(all || mutant.spreads.is_some(), "{}", mutant.name);
    }
}

#[test]
fn the_browser_carries_another_request() {
    let url = |bench: &mut Bench| {
        let login = bench.login_for(App::WebPkce);
        bench.ask(&Ask::Login(login)).authorize_url.unwrap()
    };
    check("cli-state-constant", |bench| {
        let state = |url: String| url.split_once("state=").unwrap().1[..20].to_owned();
        let login = Ask::Login(bench.login_for(App::Web));
        let mut draw = || state(bench.ask(&login).authorize_url.unwrap());
        draw() != draw()
    });
    check("cli-verifier-constant", |bench| {
        let challenge = |url: String| url.split_once("code_challenge=").unwrap().1[..43].to_owned();
        let login = Ask::Login(bench.login_for(App::Spa));
        let mut draw = || challenge(bench.ask(&login).authorize_url.unwrap());
        draw() != draw()
    });
    for mutant in ["cli-pkce-plain", "cli-pkce-absent", "cli-method-absent"] {
        let mut wrong = Bench::of_mutant(Some(mutant));
        assert!(!url(&mut wrong).contains("code_challenge_method=S256"), "{mutant}");
    }
    assert!(url(&mut Bench::of_mutant(None)).contains("code_challenge_method=S256"));
    for mutant in ["cli-fallback-plain", "cli-fallback-none"] {
        check(mutant, |bench| {
            bench.sandbox.consent(ConsentMode::Deny);
            let login = bench.login_for(App::WebPkce);
            let denied = bench.visited(&login);
            assert!(!bench.callback(&denied).ok);
            let url = bench.ask(&Ask::Login(login)).authorize_url.unwrap();
            url.contains("code_challenge_method=S256")
        });
    }
}

/// Does as it should if a log-in whose callback was changed makes no token request.
fn refuses(bench: &mut Bench, change: impl Fn(&str) -> String) -> bool {
    let login = bench.login_for(App::WebPkce);
    let redirected_to = bench.visited(&login);
    !bench.callback(&change(&redirected_to)).ok && bench.requests(TOKEN).is_empty()
}

#[test]
fn a_callback_is_believed_that_should_not_be() {
    let wrong_state: Does = |bench| refuses(bench, |url| without_state(url) + "&state=wrong");
    check("cli-state-unchecked", wrong_state);
    check("cli-state-skipped-with-pkce", wrong_state);
    // It sends none, so a callback that has none is right for it.
    check("cli-state-absent", |bench| refuses(bench, without_state));
    check("cli-state-missing-accepted", |bench| refuses(bench, without_state));
    check("cli-state-any-of-two", |bench| refuses(bench, |url| format!("{url}&state=wrong")));
    check("cli-state-prefix", |bench| {
        refuses(bench, |url| {
            let (before, state) = url.split_once("state=").unwrap();
            format!(
                "{before}state={}x&{}",
                &state[..9],
                state.split_once('&').map_or("", |(_, rest)| rest)
            )
        })
    });
    check("cli-code-and-error-taken", |bench| refuses(bench, |url| format!("{url}&error=e")));
    check("cli-tenant-unchecked", |bench| {
        refuses(bench, |url| url.replace("lane=my", "lane=preview"))
    });
    check("cli-iss-unchecked", |bench| refuses(bench, |url| format!("{url}&iss=https%3A%2F%2Fa")));
    check("cli-empty-code-sent", |bench| {
        refuses(bench, |url| format!("http://127.0.0.1:8/cb?code=&{}", after_code(url)))
    });
    check("cli-error-redeemed", |bench| {
        bench.sandbox.consent(ConsentMode::Deny);
        refuses(bench, str::to_owned)
    });
    check("cli-state-unbound", |bench| {
        let login = bench.login_for(App::Web);
        let url = bench.visited(&login);
        let other = Callback { url, session: Some("another browser".to_owned()) };
        !bench.ask(&Ask::Callback(other)).ok
    });
    check("cli-state-reusable", |bench| {
        let login = bench.login_for(App::Web);
        let url = bench.visited(&login);
        assert!(bench.callback(&url).ok);
        !bench.callback(&url).ok && bench.requests(TOKEN).len() == 1
    });
    check("cli-error-before-state", |bench| {
        let login = bench.login_for(App::Web);
        bench.visited(&login);
        let answer = bench.callback("http://127.0.0.1:8/cb?error=access_denied&state=wrong");
        answer.error == Some(Refusal::StateMismatch)
    });
}

#[test]
fn a_callback_is_refused_or_used_otherwise() {
    check("cli-unknown-parameters-refused", |bench| {
        let login = bench.login_for(App::Web);
        let url = bench.visited(&login);
        bench.callback(&format!("{url}&colour=red")).ok
    });
    check("cli-code-raw", |bench| {
        // The journal shows equal secrets as equal.
        let mut shown = |code: &str| {
            let login = bench.login_for(App::Web);
            let url = bench.visited(&login);
            bench.callback(&format!("http://127.0.0.1:8/cb?code={code}&{}", after_code(&url)));
            bench.last_body().remove("code").unwrap()
        };
        shown("%41") == shown("A")
    });
    check("cli-host-from-callback", |bench| {
        let login = bench.login_for(App::Web);
        let url = bench.visited(&login);
        bench.callback(&url.replace("domain=myorganization", "domain=127.0.0.1%3A9%2F")).error
            == Some(Refusal::HostMismatch)
    });
    check("cli-return-to-followed", |bench| {
        let login = bench.login_for(App::Web);
        let url = bench.visited(&login);
        let return_to = format!("{}/elsewhere", bench.sandbox.url());
        let return_to: String =
            url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        assert!(bench.callback(&format!("{url}&return_to={return_to}")).ok);
        bench.requests("/elsewhere").is_empty()
    });
}

#[test]
fn the_token_request_is_another_one() {
    check("cli-redirect-uri-absent", |bench| {
        bench.log_in(App::Web);
        let redirect_uri = json!(bench.login_for(App::Web).redirect_uri);
        bench.last_body().get("redirect_uri") == Some(&redirect_uri)
    });
    check("cli-two-authentications", |bench| {
        log_in_by_form(bench, Auth::Basic);
        !bench.last_body().contains_key("client_secret")
    });
    for mutant in ["cli-parameters-in-query", "cli-token-by-get", "cli-secret-in-url"] {
        check(mutant, |bench| {
            log_in_by_form(bench, Auth::Body);
            bench.requests(TOKEN).pop().unwrap().request["query"].is_null()
        });
    }
    check("cli-secret-of-public", |bench| {
        bench.log_in(App::Spa);
        !bench.last_body().contains_key("client_secret")
    });
    check("cli-form-raw", |bench| {
        let login = bench.login_for(App::Web);
        let secret = login.client_secret.as_ref().map(|secret| format!("{secret}&grant_type=x"));
        let (auth, body) = (Some(Auth::Body), Some(BodyStyle::Form));
        let login = Login { client_secret: secret, auth, body, ..login };
        let url = bench.visited(&login);
        bench.callback(&url);
        bench.last_body().get("grant_type") == Some(&json!("authorization_code"))
    });
    check("cli-basic-cut", |bench| {
        // The journal shows equal secrets as equal.
        let mut shown = |secret: &str| {
            let login = bench.login_for(App::Web);
            let login = Login { client_secret: Some(secret.to_owned()), ..login };
            let url = bench.visited(&login);
            bench.callback(&url);
            bench.requests(TOKEN).pop().unwrap().request["headers"]["authorization"].clone()
        };
        shown("secret:a") != shown("secret:b")
    });
    check("cli-redirect-followed", |bench| {
        let location = format!("{}{TOKEN}", bench.sandbox.url());
        let away = json!({"kind": "redirect", "status": 307, "location": location});
        bench.fault(Endpoint::Token, 1, away);
        !bench.log_in(App::Web).ok && bench.requests(TOKEN).len() == 1
    });
    check("cli-code-resent", |bench| {
        bench.fault(Endpoint::Token, 1, json!({"kind": "reset", "when": "after_commit"}));
        !bench.log_in(App::Web).ok && bench.requests(TOKEN).len() == 1
    });
    check("cli-code-looped", |bench| {
        bench.answer_with(Endpoint::Token, 9, 400, &json!({"error": "invalid_grant"}));
        !bench.log_in(App::Web).ok && bench.requests(TOKEN).len() == 1
    });
    check("cli-rate-limit-hammered", |bench| {
        bench.answer_with(Endpoint::Token, 9, 429, &json!({"error": "slow_down"}));
        !bench.log_in(App::Web).ok && bench.requests(TOKEN).len() == 1
    });
    check("cli-plain-http-accepted", |bench| {
        let base_url = "http://192.0.2.1:9".to_owned();
        let login = Login { base_url, ..bench.login_for(App::Web) };
        !bench.ask(&Ask::Login(login)).ok
    });
}

#[test]
fn tokens_are_lost_or_kept_otherwise() {
    let refreshed_with = |bench: &mut Bench, status: u16, body: Value| {
        assert!(bench.log_in(App::Web).ok);
        bench.answer_with(Endpoint::Token, 9, status, &body);
        bench.ask(&Ask::Refresh)
    };
    let rotated: fn(&mut Bench) -> Option<String> = |bench| bench.tokens()?.refresh_token;
    for (mutant, fresh, expected) in [
        ("cli-rotation-dropped", json!("second"), Some("second")),
        ("cli-refresh-forgotten", json!(null), None),
    ] {
        let outcome = |mutant: Option<&str>| {
            let mut bench = Bench::of_mutant(mutant);
            let body = json!({"access_token": "a", "token_type": "Bearer", "refresh_token": fresh});
            assert!(refreshed_with(&mut bench, 200, body).ok);
            rotated(&mut bench)
        };
        let right = outcome(None);
        assert!(
            right.is_some() && expected.is_none_or(|expected| right.as_deref() == Some(expected))
        );
        assert_ne!(outcome(Some(mutant)), right, "{mutant}");
    }
    for (mutant, status, body, kept) in [
        ("cli-invalid-grant-kept", 400, json!({"error": "invalid_grant"}), false),
        ("cli-unavailable-forgets", 503, json!({"error": "temporarily_unavailable"}), true),
    ] {
        for (mutant, kept) in [(None, kept), (Some(mutant), !kept)] {
            let mut bench = Bench::of_mutant(mutant);
            assert!(!refreshed_with(&mut bench, status, body.clone()).ok);
            assert_eq!(bench.tokens().is_some(), kept, "{mutant:?}");
        }
    }
    check("cli-failure-forgets", |bench| {
        assert!(bench.log_in(App::Web).ok);
        bench.fault(
            Endpoint::Token,
            1,
            json!({"kind": "cut", "bytes": 9, "when": "before_commit"}),
        );
        assert!(!bench.ask(&Ask::Refresh).ok);
        bench.tokens().is_some()
    });
    check("cli-lost-refresh-loops", |bench| {
        assert!(bench.log_in(App::Web).ok);
        bench.fault(Endpoint::Token, 9, json!({"kind": "reset", "when": "after_commit"}));
        assert!(!bench.ask(&Ask::Refresh).ok);
        bench.requests(TOKEN).len() == 2
    });
    check("cli-expires-zero-loops", |bench| {
        let merge = json!({"kind": "json", "merge": {"expires_in": 0}});
        bench.fault(Endpoint::Token, 99, merge);
        assert!(bench.log_in(App::Web).ok);
        bench.api_get(None);
        bench.requests(TOKEN).len() == 1
    });
}

#[test]
fn the_api_is_called_otherwise() {
    let dead_session = |bench: &mut Bench| {
        assert!(bench.log_in(App::Web).ok);
        bench.sandbox.advance(Duration::from_secs(9 * 3_600)).unwrap();
    };
    let mut right = Bench::of_mutant(None);
    dead_session(&mut right);
    assert!(right.api_get(Some(4)).ok && right.requests(TOKEN).len() == 2);
    let mut storm = Bench::of_mutant(Some("cli-refresh-storm"));
    dead_session(&mut storm);
    storm.api_get(Some(4));
    assert_eq!(storm.requests(TOKEN).len(), 5);

    for mutant in ["cli-token-in-query", "cli-bearer-header"] {
        check(mutant, |bench| {
            assert!(bench.log_in(App::Web).ok);
            bench.api_get(None);
            let request = bench.requests(SEARCH).pop().unwrap().request;
            request["query"].is_null() && request["headers"].get("authorization").is_none()
        });
    }
    check("cli-api-redirect-followed", |bench| {
        assert!(bench.log_in(App::Web).ok);
        let location = format!("{}/elsewhere", bench.sandbox.url());
        let away = json!({"kind": "redirect", "status": 302, "location": location});
        bench.fault(Endpoint::Api, 1, away);
        !bench.api_get(None).ok && bench.requests("/elsewhere").is_empty()
    });
    check("cli-unauthorized-loops", |bench| {
        assert!(bench.log_in(App::Web).ok);
        bench.answer_with(Endpoint::Api, 99, 401, &json!({"error": {"message": "no"}}));
        !bench.api_get(None).ok && bench.requests(TOKEN).len() == 2
    });
    check("cli-logout-silent", |bench| {
        assert!(bench.log_in(App::Web).ok && bench.ask(&Ask::Logout).ok);
        bench.requests(REVOKE).len() == 1
    });
    check("cli-logout-keeps", |bench| {
        assert!(bench.log_in(App::Web).ok && bench.ask(&Ask::Logout).ok);
        bench.tokens().is_none()
    });
    check("cli-revocation-dropped", |bench| {
        assert!(bench.log_in(App::Web).ok);
        bench.answer_with(Endpoint::Revoke, 1, 503, &json!({"error": "temporarily_unavailable"}));
        bench.ask(&Ask::Logout);
        bench.ask(&Ask::Logout);
        bench.requests(REVOKE).len() == 2
    });
}

#[test]
fn a_jwt_is_another_one() {
    let mut sandbox = Some(Sandbox::builder().with_key_pair().start().unwrap());
    let mut outcome = |mutant: Option<&str>, does: fn(&mut Bench) -> bool| {
        let command =
            mutant.map_or(vec!["ref-client"], |name| vec!["ref-client", "--mutant", name]);
        let mut bench = Bench::with(&command, sandbox.take().unwrap());
        bench.sandbox.reset().unwrap();
        let does = does(&mut bench);
        sandbox = Some(bench.sandbox);
        does
    };
    let exchanged: Does = |bench| {
        let ask = Ask::JwtExchange(bench.exchange());
        bench.ask(&ask).ok
    };
    assert!(outcome(None, exchanged));
    for mutant in ["cli-iss-and-sub-swapped", "cli-iss-client-id", "cli-jwt-hmac"] {
        assert!(!outcome(Some(mutant), exchanged), "{mutant}");
    }
    let fresh: Does = |bench| {
        let ask = Ask::JwtExchange(bench.exchange());
        let answers: [Answer; 2] = [bench.ask(&ask), bench.ask(&ask)];
        let entries = bench.requests(EXCHANGE);
        let jwt = |at: usize| &entries[at].request["body"]["jwt_token"];
        answers.iter().all(|answer| answer.ok) && jwt(0) != jwt(1)
    };
    assert!(outcome(None, fresh));
    assert!(!outcome(Some("cli-jwt-reused"), fresh));
    let patient: Does = |bench| {
        bench.answer_with(Endpoint::Exchange, 99, 400, &json!({"error": "invalid_grant"}));
        let ask = Ask::JwtExchange(bench.exchange());
        assert!(!bench.ask(&ask).ok);
        bench.requests(EXCHANGE).len() <= 2
    };
    assert!(outcome(None, patient));
    assert!(!outcome(Some("cli-skew-loops"), patient));
}

/// A log-in of a web application that sends forms.
fn log_in_by_form(bench: &mut Bench, auth: Auth) -> Answer {
    let login = bench.login_for(App::Web);
    let login = Login { auth: Some(auth), body: Some(BodyStyle::Form), ..login };
    let url = bench.visited(&login);
    bench.callback(&url)
}

fn without_state(url: &str) -> String {
    url.split_once("&state=").map_or(url, |(before, _)| before).to_owned()
}

/// The parameters of a callback that come after its code.
fn after_code(url: &str) -> &str {
    url.split_once("code=").and_then(|(_, rest)| rest.split_once('&')).unwrap().1
}
