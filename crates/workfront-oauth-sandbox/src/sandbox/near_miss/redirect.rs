//! Redirect URLs that are not quite those that were registered or asked for.

use super::Asked;
use super::text::{common, difference};
use crate::authority::{Found, Secret};

/// The registered URL that comes closest.
pub(super) fn registered(asked: &Asked<'_>) -> Option<String> {
    let found = asked.open("redirect_uri")?;
    let registered = &asked.app()?.settings.redirect_urls;
    if registered.iter().any(|url| url == found) {
        return None;
    }
    let closest = registered.iter().max_by_key(|url| common(url, found))?;
    Some(difference("redirect_uri", found, closest, "the registered one"))
}

/// The URL that the code was sent to.
pub(super) fn of_code(asked: &Asked<'_>) -> Option<String> {
    let found = asked.open("redirect_uri")?;
    let (_, Found::Code(code)) = asked.state.find(&Secret::new(asked.secret("code")?))? else {
        return None;
    };
    let whose = "that of the authorization request";
    (found != code.redirect_uri)
        .then(|| difference("redirect_uri", found, &code.redirect_uri, whose))
}
