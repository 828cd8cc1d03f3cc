//! The redirect that comes back from Workfront, from a browser that anybody may steer.

use url::form_urlencoded;
use workfront_oauth::Callback;

use crate::application::{STATE, browser, entropy, now, web_app};
use crate::shown::check_line;

/// Reads a redirect and completes a log-in with it.
///
/// Holds: a parameter that means something and stands there twice is refused; a code comes out only for the right `state`,
/// the right tenant and no `error`.
pub fn callback(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let read = Callback::parse(text);
    let query = text.split('#').next().and_then(|text| text.split_once('?'));
    let pairs: Vec<(String, String)> = query
        .map(|(_, query)| form_urlencoded::parse(query.as_bytes()).into_owned().collect())
        .unwrap_or_default();
    let values = |name: &str| -> Vec<&str> {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    };
    let callback = match read {
        Ok(callback) => callback,
        Err(error) => return check_line(&error),
    };
    for name in ["code", "state", "error", "domain", "lane", "iss"] {
        assert!(values(name).len() <= 1, "{name} was accepted twice");
    }
    let state = values("state").first().copied().filter(|state| !state.is_empty());
    assert_eq!(callback.state(), state);

    let (_, pending) = web_app().authorize(entropy(), &browser(), now());
    match pending.complete(callback, &browser(), now()) {
        Ok(_) => {
            assert_eq!(state, Some(STATE));
            assert!(
                values("error").iter().all(|error| error.is_empty()),
                "an error was passed over"
            );
            assert!(values("code").iter().any(|code| !code.is_empty()), "a code out of nothing");
        }
        Err(error) => check_line(&error),
    }
}
