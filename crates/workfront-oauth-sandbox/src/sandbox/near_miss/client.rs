//! Client IDs and client secrets that are somebody else's, or something else.

use super::text::{difference, distance};
use super::{Asked, named};
use crate::authority::{ClientId, CustomerId, Found, Secret, UserId};

/// What the unknown `client_id` is, or which one it is nearly.
pub(super) fn unknown(asked: &Asked<'_>) -> Option<String> {
    let presented = asked.client().0?;
    if let Ok(id) = presented.parse::<ClientId>()
        && let Some((tenant, app)) =
            asked.state.environments().find_map(|(tenant, home)| Some((tenant, home.app(id)?)))
    {
        let place = asked.place(tenant);
        return Some(format!("client_id is that of the app {:?} of {place}", app.settings.name));
    }
    let home = asked.home()?;
    if presented.parse::<CustomerId>().is_ok_and(|id| id == home.customer_id) {
        return Some("client_id is the Customer ID, which is the iss of a JWT".to_owned());
    }
    if presented.parse::<UserId>().is_ok_and(|id| asked.state.user(id).is_some()) {
        return Some("client_id is a User ID, which is the sub of a JWT".to_owned());
    }
    if let Some((_, Found::ClientSecret(app))) = asked.state.find(&Secret::new(&presented)) {
        return Some(format!("client_id is a client secret of {}", named(app)));
    }
    let (app, edits) = home
        .apps()
        .into_iter()
        .map(|app| (app, distance(&presented, &app.client_id.to_string())))
        .min_by_key(|(_, edits)| *edits)?;
    let near = difference(
        "client_id",
        &presented,
        &app.client_id.to_string(),
        &format!("that of {}", named(app)),
    );
    (edits <= MOST_EDITS).then_some(near)
}

/// Whose client secret it is.
pub(super) fn wrong_secret(asked: &Asked<'_>) -> Option<String> {
    let presented = asked.client().1.filter(|secret| !secret.is_empty())?;
    let whose = |secret: &str| match asked.state.find(&Secret::new(secret))? {
        (tenant, Found::ClientSecret(app)) => {
            Some(format!("a client secret of {}{}", named(app), asked.elsewhere(tenant)))
        }
        _ => None,
    };
    if let Some(whose) = whose(&presented) {
        return Some(format!("it is {whose}"));
    }
    let trimmed = presented.trim();
    let whose = whose(trimmed).filter(|_| trimmed.len() < presented.len())?;
    Some(format!("without the white space around it, it is {whose}"))
}

/// More than a slip of the finger changes is another Client ID.
const MOST_EDITS: usize = 4;
