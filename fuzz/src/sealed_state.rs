//! A `state` that carries its own proof, after it has been through a stranger's browser.

use workfront_oauth::{Callback, SealedState};

use crate::application::{CODE, browser, entropy, now, web_app};
use crate::shown::check_line;

/// Changes a sealed `state` as the input says, or puts the input in its place, and completes the log-in with it.
///
/// Holds: it opens as it was sealed, and in no other spelling.
pub fn sealed_state(data: &[u8]) {
    let (app, sealed) = (web_app(), SealedState::new([9; 32]));
    let url = app
        .authorize_sealed(&sealed, entropy(), &browser(), now())
        .unwrap_or_else(|error| panic!("a sound clock: {error}"));
    let state = url
        .split(['?', '&'])
        .find_map(|parameter| parameter.strip_prefix("state="))
        .unwrap_or_else(|| panic!("no state in {url}"));

    let Some((how, rest)) = data.split_first() else { return };
    let changed = if how % 2 == 0 {
        // Each byte of the input is added to the state's at the same place.
        let mut bytes = state.as_bytes().to_vec();
        for (byte, by) in bytes.iter_mut().zip(rest) {
            *byte ^= by;
        }
        bytes
    } else {
        rest.to_vec()
    };
    let Ok(changed) = String::from_utf8(changed) else { return };
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", CODE)
        .append_pair("state", &changed)
        .finish();
    let completed = Callback::from_query(&query)
        .and_then(|callback| app.complete_sealed(&sealed, callback, &browser(), now()));
    match completed {
        Ok(_) => assert_eq!(changed, state, "a state that was not sealed so was opened"),
        Err(error) => {
            assert_ne!(changed, state, "a state as it was sealed was refused: {error}");
            check_line(&error);
        }
    }
}
