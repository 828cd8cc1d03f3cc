//! Log-ins whose `state` carries its own proof.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use workfront_oauth::{
    Browser, Callback, CallbackError, ClientId, Entropy, Host, Lane, RedirectUri, SealedState,
    SinglePageApp, WebApp,
};

use crate::fixture::{
    browser, client_id, client_secret, entropy, form, host, now, redirect_uri, single_page_app,
    text, web_app,
};
use workfront_oauth::Call;

fn sealed() -> SealedState {
    SealedState::new([1; 32])
}

fn state_of(url: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    form(query).into_iter().find(|(name, _)| name == "state").unwrap().1
}

fn callback(state: &str) -> Callback {
    Callback::from_query(&format!("code=c0de&state={state}")).unwrap()
}

fn begin(app: &WebApp) -> String {
    state_of(&app.authorize_sealed(&sealed(), entropy(), &browser(), now()).unwrap())
}

fn complete(
    app: &WebApp,
    keys: &SealedState,
    state: &str,
    then: SystemTime,
) -> Result<(), CallbackError> {
    app.complete_sealed(keys, callback(state), &browser(), then).map(|_| ())
}

/// The format that `SealedState` documents, computed here with Python's `hmac`.
#[test]
fn the_sealed_state_is_what_its_documentation_draws() {
    let state = begin(&web_app());
    assert_eq!(state.len(), 76);
    assert_eq!(state, SEALED);
}

#[test]
fn what_was_sealed_opens_in_time_and_not_later() {
    let state = begin(&web_app());
    assert_eq!(complete(&web_app(), &sealed(), &state, now()), Ok(()));
    assert_eq!(complete(&web_app(), &sealed(), &state, now() + Duration::from_secs(600)), Ok(()));
    let late = Duration::from_secs(601);
    let allowed = Duration::from_secs(600);
    assert_eq!(
        complete(&web_app(), &sealed(), &state, now() + late),
        Err(CallbackError::Expired { age: late, allowed })
    );
}

/// Keys are changed without a log-in lost: seal with the new, open both, then drop the old.
#[test]
fn two_keys_open_while_they_are_being_changed() {
    let state = begin(&web_app());
    let rotated = SealedState::new([2; 32]).with_previous([1; 32]);
    assert_eq!(complete(&web_app(), &rotated, &state, now()), Ok(()));
    let new =
        state_of(&web_app().authorize_sealed(&rotated, entropy(), &browser(), now()).unwrap());
    let only_new = SealedState::new([2; 32]);
    assert_eq!(complete(&web_app(), &only_new, &new, now()), Ok(()));
    assert_eq!(complete(&web_app(), &only_new, &state, now()), Err(CallbackError::SealBroken));
    assert_eq!(complete(&web_app(), &sealed(), &new, now()), Err(CallbackError::SealBroken));
}

#[test]
fn a_seal_holds_for_one_application_one_browser_and_one_place() {
    let state = begin(&web_app());
    let others = [
        WebApp::new(host(), ClientId::new("another").unwrap(), client_secret(), redirect_uri()),
        WebApp::new(
            Host::workfront("myorganization", Lane::PREVIEW).unwrap(),
            client_id(),
            client_secret(),
            redirect_uri(),
        ),
        WebApp::new(
            host(),
            client_id(),
            client_secret(),
            RedirectUri::new("https://app.example/callback/").unwrap(),
        ),
    ];
    for app in others {
        assert_eq!(complete(&app, &sealed(), &state, now()), Err(CallbackError::SealBroken));
    }
    let elsewhere =
        web_app().complete_sealed(&sealed(), callback(&state), &Browser::SameProcess, now());
    assert_eq!(elsewhere.unwrap_err(), CallbackError::SealBroken);
}

#[test]
fn text_that_was_never_sealed_is_refused() {
    let state = begin(&web_app());
    let check = |state: &str, expected| {
        assert_eq!(complete(&web_app(), &sealed(), state, now()), Err(expected), "{state}");
    };
    check("x", CallbackError::StateMismatch);
    check(&format!("{state}%3D"), CallbackError::StateMismatch);
    check(&format!("{state}AAAA"), CallbackError::StateMismatch);
    check(&state[..72], CallbackError::StateMismatch);
    check(&"A".repeat(76), CallbackError::SealBroken);
    let missing = Callback::from_query("code=c").unwrap();
    let error = web_app().complete_sealed(&sealed(), missing, &browser(), now());
    assert_eq!(error.unwrap_err(), CallbackError::StateMissing);
}

/// The verifier comes out of key and nonce: the same at both ends, never in the URL.
#[test]
fn the_verifier_is_derived_and_belongs_to_the_challenge() {
    let app = single_page_app();
    let url = app.authorize_sealed(&sealed(), entropy(), &browser(), now()).unwrap();
    let query = form(url.split_once('?').unwrap().1);
    let challenge = &query.iter().find(|(name, _)| name == "code_challenge").unwrap().1;
    let code =
        app.complete_sealed(&sealed(), callback(&state_of(&url)), &browser(), now()).unwrap();
    let body = app.redeem(&code).unwrap().request();
    let members = form(text(body.body()));
    let verifier = &members.iter().find(|(name, _)| name == "code_verifier").unwrap().1;
    assert_eq!(
        workfront_oauth::CodeVerifier::new(verifier).unwrap().challenge().as_str(),
        challenge
    );
    assert!(!url.contains(verifier));
    // The entropy's part for a verifier is not it.
    assert_ne!(verifier, crate::fixture::VERIFIER);
    // Another nonce is another verifier.
    let other = Entropy::from_bytes([8; 48]);
    let other = app.authorize_sealed(&sealed(), other, &browser(), now()).unwrap();
    assert!(!other.contains(challenge));
}

/// As with a session store: the tenant is checked after the seal.
#[test]
fn a_sealed_callback_is_checked_like_any_other() {
    let state = begin(&web_app());
    let complete = |query: &str| {
        let callback = Callback::from_query(&format!("state={state}{query}")).unwrap();
        web_app().complete_sealed(&sealed(), callback, &browser(), now()).map(|_| ()).unwrap_err()
    };
    assert!(matches!(complete("&code=c&domain=evil"), CallbackError::TenantMismatch { .. }));
    assert!(matches!(complete("&error=access_denied"), CallbackError::AccessDenied(_)));
    assert_eq!(complete("&error=x&code=c"), CallbackError::CodeAndError);
    let follower = SinglePageApp::new(Host::central(), client_id(), redirect_uri())
        .follow_tenant(workfront_oauth::Suffix::WorkfrontCom, &[Lane::MY]);
    let url = follower.authorize_sealed(&sealed(), entropy(), &browser(), now()).unwrap();
    let query = format!("code=c&domain=acme&lane=my&state={}", state_of(&url));
    let callback = Callback::from_query(&query).unwrap();
    let code = follower.complete_sealed(&sealed(), callback, &browser(), now()).unwrap();
    assert_eq!(code.home().host().origin(), "https://acme.my.workfront.com");
}

#[test]
fn a_clock_before_1970_is_named_and_the_longest_age_is_no_overflow() {
    let before = UNIX_EPOCH - Duration::from_secs(1);
    let error = web_app().authorize_sealed(&sealed(), entropy(), &browser(), before).unwrap_err();
    assert_eq!(error, CallbackError::ClockBeforeEpoch);
    let state = begin(&web_app());
    assert_eq!(
        complete(&web_app(), &sealed(), &state, before),
        Err(CallbackError::ClockBeforeEpoch)
    );
    let patient = web_app().with_max_age(Duration::MAX);
    let state = begin(&patient);
    assert_eq!(complete(&patient, &sealed(), &state, now() + Duration::from_secs(1 << 40)), Ok(()));
}

const SEALED: &str = "AQAAAABlU_NYBwcHBwcHBwcHBwcHBwcHB9pSXmlzVnZLoYSR8pWXUJ34B0XfB97L9jf6IO74_9Xs";
