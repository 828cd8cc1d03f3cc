//! `/session`, which shows who is logged in, and `/logout`, the one documented way to end an access token.

use serde_json::{Value, json};

use super::failure::Failure;
use crate::authority::{LogOut, UsedSession};
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::site::Site;

/// Who the session belongs to and how long it lives without use.
pub(super) fn show(site: &Site, received: &Received, used: &UsedSession) -> Result<Value, Failure> {
    let user = site
        .read(|state| state.user(used.user).map(|user| (user.name.clone(), user.username.clone())));
    let (name, username) = user.ok_or_else(|| Failure::not_found("the user is gone"))?;
    let customer_id = site.read(|state| {
        state.environment(&site.tenant).map(|environment| environment.customer_id.to_string())
    });
    let left = used.session.expires_at().since(received.now).as_secs();
    Ok(json!({
        "userID": used.user.to_string(),
        "name": name,
        "username": username,
        "customerID": customer_id,
        "timeToLive": left,
    }))
}

/// Ends the session.
pub(super) fn end(site: &Site, received: &Received) -> Result<Value, Failure> {
    let query = Parameters::from_query(received.query()).unwrap_or_default();
    let session_id = super::session_id(site, received, &query)?;
    site.run(LogOut { tenant: site.tenant.clone(), session_id }, received.now)
        .map_err(|refusal| Failure::not_kept(&refusal))?;
    Ok(json!({ "success": true }))
}
