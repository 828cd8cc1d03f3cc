//! Redirect URLs: registered at the sandbox, asked for, and added to.

use url::Url;
use workfront_oauth_sandbox::authority::AppKind;

use crate::sandbox_world::{check_refusal, world};

/// Registers the first line, asks for the second, with the rest as `state`.
///
/// Holds: nobody is sent anywhere but to the URL that was registered, or, for a single-page app, to another port of this machine;
/// what is sent reads back, and what was registered in the query is still there.
pub fn sandbox_redirect_url(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.splitn(3, '\n');
    let registered = lines.next().unwrap_or_default();
    let asked = lines.next().filter(|asked| !asked.is_empty()).unwrap_or(registered);
    let state = lines.next().filter(|state| !state.is_empty()).unwrap_or("s");
    for kind in [AppKind::Web, AppKind::SinglePage] {
        let mut world = world().clone();
        if let Err(refusal) = world.register(kind, registered) {
            check_refusal(&refusal);
            continue;
        }
        let location = match world.allow(kind, asked, state) {
            Ok(Some((location, _))) => location,
            Ok(None) => panic!("the app is gone"),
            Err(refusal) => {
                check_refusal(&refusal);
                continue;
            }
        };
        check(kind, registered, asked, state, &location);
    }
}

fn check(kind: AppKind, registered: &str, asked: &str, state: &str, location: &str) {
    let read = |text: &str| {
        Url::parse(text).unwrap_or_else(|error| panic!("{text} was let through: {error}"))
    };
    let (mut to, mut expected) = (read(location), read(registered));
    assert!(location.starts_with(asked), "{location} begins otherwise than {asked}");
    assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location}");
    let kept = expected.query_pairs().count();
    let pairs: Vec<_> = to.query_pairs().into_owned().collect();
    let before: Vec<_> = expected.query_pairs().into_owned().collect();
    assert_eq!(pairs.get(..kept), Some(&before[..]), "{location} lost what was registered");
    let names: Vec<&str> = pairs[kept..].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "domain", "lane"], "{location}");
    assert_eq!(pairs[kept + 1].1, state);
    if asked != registered {
        assert_eq!(kind, AppKind::SinglePage, "{asked} is not {registered}");
        let is_here = matches!(to.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        assert!(is_here && to.scheme() == "http", "{asked} is not {registered}");
        assert!(to.set_port(None).is_ok() && expected.set_port(None).is_ok());
    }
    to.set_query(None);
    expected.set_query(None);
    assert_eq!(to, expected);
}
