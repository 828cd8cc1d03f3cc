//! `/attask/eventsubscription/api/v1/subscriptions`: what only a system administrator may see (event-subs-api: "403 not admin").

use http::StatusCode;
use serde_json::{Value, json};

use super::failure::Failure;
use crate::authority::UsedSession;
use crate::http::site::Site;

/// The subscriptions: none, for an administrator.
pub(super) fn subscriptions(site: &Site, used: &UsedSession) -> Result<Value, Failure> {
    if site.read(|state| state.user(used.user).is_some_and(|user| user.admin)) {
        Ok(json!([]))
    } else {
        Err(Failure::new(
            StatusCode::FORBIDDEN,
            "You do not have access to event subscriptions; a System Administrator does.",
        ))
    }
}
