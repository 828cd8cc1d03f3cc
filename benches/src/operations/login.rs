//! The authorization URL, and the whole beginning of a log-in.

use std::hint::black_box;

use oauth2::{CsrfToken, PkceCodeChallenge};
use workfront_oauth::{Browser, Entropy};

use crate::operation::Operation;
use crate::operations::fixture;

/// A `state` and the URL around it, without PKCE, so that no hashing hides the work.
pub(crate) fn authorize_url() -> anyhow::Result<Operation> {
    let app = fixture::app_without_pkce()?;
    let peer = fixture::peer()?;
    Ok(Operation {
        peer: "oauth2".to_owned(),
        target: 0.25,
        allocations_target: Some(2),
        served: None,
        ours: Box::new(move || {
            let entropy = Entropy::from_bytes(black_box([7; 48]));
            let _ = black_box(app.authorize(entropy, &Browser::SameProcess, fixture::now()));
        }),
        theirs: Box::new(move || {
            let state = || CsrfToken::new("BwcHBwcHBwcHBwcHBwcHBw".to_owned());
            let _ = black_box(peer.authorize_url(state).url());
        }),
    })
}

/// Random `state` and verifier, hash, URL. Ours is handed its randomness, as its callers hand it.
pub(crate) fn begin_login() -> anyhow::Result<Operation> {
    let app = fixture::app()?;
    let peer = fixture::peer()?;
    let browser = Browser::cookie("0123456789abcdef0123456789abcdef")?;
    Ok(Operation {
        peer: "oauth2".to_owned(),
        target: 0.30,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let entropy = Entropy::from_bytes(black_box([7; 48]));
            let _ = black_box(app.authorize(entropy, &browser, fixture::now()));
        }),
        theirs: Box::new(move || {
            let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
            let url = peer.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge).url();
            let _ = black_box((url, verifier));
        }),
    })
}
