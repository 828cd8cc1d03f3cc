//! JSON Web Tokens whose claims or signature are nearly right (oauth-app-jwt-flow).

use serde_json::{Map, Value};

use super::{Asked, named};
use crate::authority::{CustomerId, UserId, unverified_claims};

/// Whose the signature is.
pub(super) fn signature(asked: &Asked<'_>) -> Option<String> {
    let jwt = asked.secret("jwt_token")?;
    unverified_claims(jwt)?;
    match asked.state.signer(jwt) {
        Some((tenant, app)) => {
            let place = asked.elsewhere(tenant);
            Some(format!("a public key of {}{place} verifies the signature", named(app)))
        }
        None => Some("no public key of any app here verifies the signature".to_owned()),
    }
}

/// What `iss` names instead of the organization.
pub(super) fn issuer(asked: &Asked<'_>) -> Option<String> {
    let claims = claims(asked)?;
    let iss = claims.get("iss")?.as_str()?;
    let home = asked.home()?;
    let is_customer = |id: CustomerId| iss.parse().is_ok_and(|iss: CustomerId| iss == id);
    let what = if Some(iss) == asked.client().0.as_deref() {
        "iss is the Client ID".to_owned()
    } else if iss.trim().eq_ignore_ascii_case(&home.customer_id.to_string()) {
        "iss is the Customer ID but for white space or capitals".to_owned()
    } else if let Some((tenant, _)) =
        asked.state.environments().find(|(_, other)| is_customer(other.customer_id))
    {
        format!("iss is the Customer ID of {}", tenant.domain())
    } else if iss.parse().is_ok_and(|id: UserId| asked.state.user(id).is_some()) {
        "iss is a User ID, which is for sub".to_owned()
    } else {
        return None;
    };
    Some(format!("{what}, and the Customer ID is {}", home.customer_id))
}

/// What `sub` names instead of the user who created the key.
pub(super) fn subject(asked: &Asked<'_>) -> Option<String> {
    let claims = claims(asked)?;
    let sub = claims.get("sub")?.as_str()?;
    if let Some(user) = asked.state.user_named(asked.tenant().domain(), sub) {
        return Some(format!("sub is a username, and the User ID is {}", user.user_id));
    }
    if Some(sub) == asked.client().0.as_deref() {
        return Some("sub is the Client ID, and a User ID is wanted".to_owned());
    }
    let is_customer = asked.home()?.customer_id.to_string() == sub;
    is_customer.then(|| "sub is the Customer ID, which is for iss".to_owned())
}

/// In what `exp` is measured instead of seconds.
pub(super) fn expiry(asked: &Asked<'_>) -> Option<String> {
    match claims(asked)?.get("exp")? {
        Value::Number(number) => {
            // A time in seconds has ten digits until the year 2286.
            let millis = number.as_f64().filter(|millis| (1e12..1e13).contains(millis))?;
            Some(format!(
                "exp is in milliseconds, and in seconds it is {:.0}",
                (millis / 1e3).floor()
            ))
        }
        Value::String(text) if text.parse::<i64>().is_ok() => {
            Some("exp is a text, and a number is wanted".to_owned())
        }
        _ => None,
    }
}

fn claims(asked: &Asked<'_>) -> Option<Map<String, Value>> {
    unverified_claims(asked.secret("jwt_token")?)
}
