//! The name under which the API moved to Adobe: `{domain}.{lane}.workfront.adobe.com`.
//!
//! The vendor's pages send calls to the API there. Those on OAuth name `{domain}.my.workfront.com` to this day, and nobody was seen
//! to log in, redeem or refresh at the new name.

use http::StatusCode;

use super::errors;
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use crate::journal::Judgement;
use crate::policy::choice::Served;

/// The answer to a request for an OAuth endpoint by that name, where the policy has none there.
pub(super) fn without_oauth(site: &Site, received: &Received) -> Option<Reply> {
    let is_refused = site.shell.policy.oauth_on_adobe_host == Served::Refuse
        && received.uri.path().starts_with("/integrations/oauth2/")
        && is_adobe(received.host.host());
    is_refused.then(|| {
        let judgement = Judgement::refused(
            "oauth.host",
            "setting oauth_on_adobe_host",
            "the API answers at workfront.adobe.com; the OAuth endpoints are at workfront.com",
        );
        errors::plain(StatusCode::NOT_FOUND, judgement)
    })
}

/// Whether `host` is a name under `workfront.adobe.localhost`, which stands for `workfront.adobe.com` here.
fn is_adobe(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.strip_suffix(".workfront.adobe.localhost").is_some_and(|name| !name.is_empty())
}
