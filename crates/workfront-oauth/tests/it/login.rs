//! From the authorization URL to the code: what is sent, what is kept, and which callbacks are believed.

use std::time::{Duration, UNIX_EPOCH};

use workfront_oauth::{
    Browser, Callback, CallbackError, Entropy, Host, OAuthErrorCode, PendingParts, ResumeError,
    WebApp,
};

use crate::fixture::{
    CLIENT_ID, REDIRECT_URI, STATE, VERIFIER, browser, callback, client_id, client_secret, entropy,
    host, now, redirect_uri, single_page_app, web_app, web_code,
};

/// Page 001, "Link to the authorization page", with the `state` that it leaves out at the end.
#[test]
fn documented_example_of_the_authorization_page() {
    let (url, _) = web_app().authorize(entropy(), &browser(), now());
    assert_eq!(
        url,
        "https://myorganization.my.workfront.com/integrations/oauth2/authorize\
         ?client_id=00112233445566778899aabbccddeeff\
         &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
         &response_type=code\
         &state=BwcHBwcHBwcHBwcHBwcHBw"
    );
}

/// Page 003, "Request an authorization code"; its own challenge belongs to no verifier.
#[test]
fn documented_example_of_pkce() {
    let expected = "https://myorganization.my.workfront.com/integrations/oauth2/authorize\
                    ?client_id=00112233445566778899aabbccddeeff\
                    &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
                    &response_type=code\
                    &state=BwcHBwcHBwcHBwcHBwcHBw\
                    &code_challenge_method=S256\
                    &code_challenge=3Ev4DHdHPRMPoN6GukAY_pi7IUAF5qWJHRK6kURvnoE";
    let (url, _) = single_page_app().authorize(entropy(), &browser(), now());
    assert_eq!(url, expected);
    let (url, _) = web_app().with_pkce().authorize(entropy(), &browser(), now());
    assert_eq!(url, expected);
}

/// Page 000: "the request includes the scope offline_access".
#[test]
fn documented_example_of_offline_access() {
    let (url, _) = web_app().with_offline_access().authorize(entropy(), &browser(), now());
    assert!(url.contains("&response_type=code&scope=offline_access&state="), "{url}");
}

/// Page 001, "Set up the third-party application".
#[test]
fn documented_example_of_the_third_party_settings() {
    let endpoints = web_app().endpoints();
    assert_eq!(
        endpoints.authorization_uri,
        "https://myorganization.my.workfront.com/integrations/oauth2/authorize"
    );
    assert_eq!(
        endpoints.token_url,
        "https://myorganization.my.workfront.com/integrations/oauth2/api/v1/token"
    );
}

/// Workfront Fusion's default "Authentication URL"; tokens still come from the customer's own host.
#[test]
fn the_central_host_authorizes_and_the_own_host_redeems() {
    let app = web_app().authorize_at_central();
    let (url, _) = app.authorize(entropy(), &browser(), now());
    assert!(
        url.starts_with("https://oauth.my.workfront.com/integrations/oauth2/authorize?"),
        "{url}"
    );
    let endpoints = app.endpoints();
    assert!(endpoints.authorization_uri.starts_with("https://oauth.my.workfront.com/"));
    assert!(endpoints.token_url.starts_with("https://myorganization.my.workfront.com/"));
    assert_eq!(web_code(&app).home().host(), &host());
    let sandbox = Host::loopback("http://127.0.0.1:9").unwrap();
    let app = WebApp::new(sandbox, client_id(), client_secret(), redirect_uri());
    let (url, _) = app.authorize_at_central().authorize(entropy(), &browser(), now());
    assert!(url.starts_with("http://127.0.0.1:9/"), "{url}");
}

fn refused(query: &str) -> CallbackError {
    let (_, pending) = web_app().authorize(entropy(), &browser(), now());
    let callback = Callback::from_query(query).unwrap();
    pending.complete(callback, &browser(), now()).unwrap_err()
}

/// Compared whole: not a prefix, not in another case, not with more at its end.
#[test]
fn only_the_state_that_was_sent_is_believed() {
    assert_eq!(refused("code=c"), CallbackError::StateMissing);
    assert_eq!(refused("code=c&state="), CallbackError::StateMissing);
    for state in
        [&STATE[1..], &STATE[..21], "bwcHBwcHBwcHBwcHBwcHBw", "BwcHBwcHBwcHBwcHBwcHBw%3D", "x"]
    {
        assert_eq!(
            refused(&format!("code=c&state={state}")),
            CallbackError::StateMismatch,
            "{state}"
        );
    }
    // An error is believed no more than a code is.
    assert_eq!(refused("error=access_denied"), CallbackError::StateMissing);
    assert_eq!(refused("error=access_denied&state=x"), CallbackError::StateMismatch);
}

#[test]
fn another_browser_is_refused() {
    for other in [Browser::SameProcess, Browser::cookie("another session's cookie").unwrap()] {
        let (_, pending) = web_app().authorize(entropy(), &browser(), now());
        let error = pending.complete(callback(), &other, now()).unwrap_err();
        assert_eq!(error, CallbackError::BrowserMismatch);
    }
    let (_, pending) = web_app().authorize(entropy(), &Browser::SameProcess, now());
    assert!(pending.complete(callback(), &Browser::SameProcess, now()).is_ok());
}

#[test]
fn an_attempt_ends_after_its_time_and_does_not_begin_before_it() {
    let check = |app: &WebApp, seconds: i64| {
        let (_, pending) = app.authorize(entropy(), &browser(), now());
        let shift = Duration::from_secs(seconds.unsigned_abs());
        let then = if seconds < 0 { now() - shift } else { now() + shift };
        pending.complete(callback(), &browser(), then).map(|_| ())
    };
    let minutes = Duration::from_secs(600);
    assert_eq!(check(&web_app(), 600), Ok(()));
    let late = Duration::from_secs(601);
    assert_eq!(check(&web_app(), 601), Err(CallbackError::Expired { age: late, allowed: minutes }));
    // Another server's clock may be a minute behind.
    assert_eq!(check(&web_app(), -60), Ok(()));
    let ahead = Duration::from_secs(61);
    assert_eq!(check(&web_app(), -61), Err(CallbackError::NotYetBegun { ahead }));
    let short = web_app().with_max_age(Duration::from_secs(5));
    assert_eq!(check(&short, 5), Ok(()));
    assert!(check(&short, 6).is_err());
    assert_eq!(check(&web_app().with_max_age(Duration::MAX), i64::from(u32::MAX)), Ok(()));
}

#[test]
fn the_ends_of_time_are_no_panic() {
    let begin = UNIX_EPOCH;
    let mut end = UNIX_EPOCH;
    let mut step = Duration::from_secs(1 << 62);
    while step > Duration::from_secs(1) {
        end = end.checked_add(step).unwrap_or(end);
        step /= 2;
    }
    for (begun, now) in [(begin, end), (end, begin)] {
        let (_, pending) = web_app().authorize(entropy(), &browser(), begun);
        assert!(pending.complete(callback(), &browser(), now).is_err());
    }
}

/// RFC 6749 section 4.1.2.1. Page 001 does not show it; the consent screen has a Cancel button.
#[test]
fn a_refusal_is_told_from_a_failure() {
    let error = refused(&format!("error=access_denied&error_description=no&state={STATE}"));
    match error {
        CallbackError::AccessDenied(error) => assert_eq!(error.description.as_deref(), Some("no")),
        other => panic!("{other:?}"),
    }
    let error =
        refused(&format!("error=unauthorized_client&error_uri=https://x.example&state={STATE}"));
    match error {
        CallbackError::Refused(error) => {
            assert_eq!(error.code, OAuthErrorCode::UnauthorizedClient);
            assert_eq!(error.uri.as_deref(), Some("https://x.example"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(&format!("error=x&code=c&state={STATE}")), CallbackError::CodeAndError);
    assert_eq!(refused(&format!("state={STATE}")), CallbackError::NeitherCodeNorError);
    assert_eq!(refused(&format!("code=&state={STATE}")), CallbackError::NeitherCodeNorError);
}

/// RFC 9207 section 2.4, for the day that Workfront announces an issuer.
#[test]
fn a_configured_issuer_is_demanded() {
    let check = |query: &str| {
        let app = web_app().with_issuer("https://issuer.example");
        let (_, pending) = app.authorize(entropy(), &browser(), now());
        let callback = Callback::from_query(&format!("code=c&state={STATE}{query}")).unwrap();
        pending.complete(callback, &browser(), now()).map(|_| ())
    };
    let expected = "https://issuer.example".to_owned();
    assert_eq!(check("&iss=https%3A%2F%2Fissuer.example"), Ok(()));
    assert_eq!(check(""), Err(CallbackError::IssuerMissing { expected: expected.clone() }));
    for iss in ["https%3A%2F%2Fissuer.example%2F", "https%3A%2F%2FISSUER.example", "x"] {
        let error = CallbackError::IssuerMismatch { expected: expected.clone() };
        assert_eq!(check(&format!("&iss={iss}")), Err(error), "{iss}");
    }
}

#[test]
fn an_attempt_survives_being_stored_in_parts() {
    let app = web_app().with_pkce();
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    assert_eq!(pending.state().expose_secret(), STATE);
    let parts = pending.into_parts();
    assert_eq!(parts.state, STATE);
    assert_eq!(parts.code_verifier.as_deref(), Some(VERIFIER));
    assert_eq!(parts.client_id, CLIENT_ID);
    assert_eq!(parts.host, "https://myorganization.my.workfront.com");
    assert_eq!(parts.redirect_uri, REDIRECT_URI);
    assert_eq!(parts.begun, now());
    let resumed = app.resume(&parts).unwrap();
    assert_eq!(resumed.begun(), now());
    let code = resumed.complete(callback(), &browser(), now()).unwrap();
    assert_eq!(code.expose_secret(), "c0de");
    assert!(app.redeem(&code).is_ok());
    // Stored or not, it is bound to its browser.
    let error = app.resume(&parts).unwrap().complete(callback(), &Browser::SameProcess, now());
    assert_eq!(error.unwrap_err(), CallbackError::BrowserMismatch);
}

#[test]
fn parts_of_another_application_are_refused() {
    let app = web_app().with_pkce();
    let check = |spoil: fn(&mut PendingParts), expected: ResumeError| {
        let (_, pending) = app.authorize(entropy(), &browser(), now());
        let mut parts = pending.into_parts();
        spoil(&mut parts);
        assert_eq!(app.resume(&parts).unwrap_err(), expected);
    };
    let another = |what| ResumeError::AnotherApplication { what };
    check(|parts| parts.client_id.push('x'), another("client"));
    check(|parts| parts.host.push('x'), another("host"));
    check(|parts| parts.redirect_uri.push('/'), another("redirect URL"));
    check(|parts| parts.code_verifier = None, ResumeError::Verifier);
    check(|parts| parts.code_verifier = Some("short".to_owned()), ResumeError::Verifier);
    // Without PKCE a verifier is one too many.
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    assert_eq!(web_app().resume(&pending.into_parts()).unwrap_err(), ResumeError::Verifier);
}

#[test]
fn a_code_of_another_application_is_not_redeemed() {
    let code = web_code(&web_app());
    let elsewhere = Host::parse("myorganization.preview.workfront.com").unwrap();
    let app = WebApp::new(elsewhere, client_id(), client_secret(), redirect_uri());
    assert_eq!(app.redeem(&code).unwrap_err().home(), code.home());
}

/// RFC 6749 section 10.10 and RFC 7636 section 7.1 ask for randomness that no two attempts share.
#[test]
fn state_and_verifier_share_no_randomness() {
    let mut bytes = [0; Entropy::BYTES];
    bytes[20] = 1;
    let (_, of_zeros) =
        web_app().with_pkce().authorize(Entropy::from_bytes([0; 48]), &browser(), now());
    let (_, of_bytes) =
        web_app().with_pkce().authorize(Entropy::from_bytes(bytes), &browser(), now());
    let (zeros, bytes) = (of_zeros.into_parts(), of_bytes.into_parts());
    assert_eq!(zeros.state, bytes.state);
    assert_ne!(zeros.code_verifier, bytes.code_verifier);
}

#[cfg(feature = "getrandom")]
#[test]
fn the_operating_system_gives_other_randomness_each_time() {
    let url = || web_app().authorize(Entropy::from_os().unwrap(), &browser(), now()).0;
    assert_ne!(url(), url());
}
