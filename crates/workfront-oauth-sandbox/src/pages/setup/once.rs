//! The page that follows a button, shown once: what was just done, what was typed, and a secret that nobody sees again.
//!
//! A page that answers a form itself would send the form again when it is loaded again, and make a second secret. So the answer
//! is a redirect to the page of the app with a ticket. The first to show it takes what is shown once; loaded again, that address is
//! the page with what was typed, until the app is saved.

use super::app::Aftermath;
use super::form::mark;
use super::handlers::find;
use super::told::Told;
use crate::authority::{ClientId, Secret, SecretHash, Timestamp};
use crate::defects::Defect;
use crate::http::form;
use crate::http::parameters::Parameters;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;
use crate::pages::paths;
use crate::pages::visitor::Visitor;

/// What waits for the browser that pressed the button.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    session: SecretHash,
    client_id: ClientId,
    after: Aftermath,
    /// Whether it was shown. What was typed is kept for a page that is loaded again, and nothing else.
    shown: bool,
}

/// The way to the page of the app `client_id` with `after`; nothing when the machine has no randomness for the ticket.
pub(super) fn redirect(
    site: &Site,
    visitor: &Visitor,
    received: &Received,
    client_id: ClientId,
    told: (&Judgement, &Aftermath),
) -> Option<Reply> {
    lead_to(&paths::app(&client_id), site, visitor, received, client_id, told)
}

/// The way to the list of apps, once the app `client_id` is deleted; nothing when the machine has no randomness for the ticket.
pub(super) fn redirect_to_list(
    site: &Site,
    visitor: &Visitor,
    received: &Received,
    client_id: ClientId,
    judgement: &Judgement,
) -> Option<Reply> {
    let after = Aftermath { told: Some(Told::Deleted), ..Aftermath::default() };
    lead_to(paths::APPS, site, visitor, received, client_id, (judgement, &after))
}

fn lead_to(
    page: &str,
    site: &Site,
    visitor: &Visitor,
    received: &Received,
    client_id: ClientId,
    (judgement, after): (&Judgement, &Aftermath),
) -> Option<Reply> {
    let mut after = after.clone();
    if let Some(form) = &mut after.form {
        // No page can fill these in, and they are large.
        (form.logo, form.key_file) = (None, None);
    }
    let once = Once { session: visitor.session(), client_id, after, shown: false };
    let ticket = site.once.keep(once, received.now)?;
    let ticket = form::encode(ticket.expose_secret());
    let location = format!("{page}?ticket={ticket}");
    Some(Reply::see_other(&location, judgement.clone()))
}

/// What the list of apps says was just done, to `visitor` if they come with its ticket.
pub(super) fn take_at_list(site: &Site, visitor: &Visitor, received: &Received) -> Option<Told> {
    let query = Parameters::from_query(received.query()).ok()?;
    let waiting = site.once.look(&Secret::new(query.get("ticket")?), received.now)?;
    // The page of an app has tickets of its own.
    waiting.after.told.filter(|told| *told == Told::Deleted)?;
    take(site, visitor, received, waiting.client_id)?.told
}

/// What waits for `visitor` at the page of the app `client_id`, if they come with its ticket.
pub(super) fn take(
    site: &Site,
    visitor: &Visitor,
    received: &Received,
    client_id: ClientId,
) -> Option<Aftermath> {
    let query = Parameters::from_query(received.query()).ok()?;
    let ticket = Secret::new(query.get("ticket")?);
    let meant = |once: &Once| once.session == visitor.session() && once.client_id == client_id;
    // Whoever else brings it leaves it where it is.
    let waiting = site.once.look(&ticket, received.now).filter(meant)?;
    if site.shell.has(Defect::SecretShownAgain) {
        return Some(waiting.after);
    }
    let now = find(site, &client_id.to_string()).map(|app| mark(&app));
    let first = site.once.look_once(&ticket, received.now, |left| {
        let form = left.after.form.take();
        let unsaved = left.after.unsaved;
        left.after = Aftermath { form, unsaved, ..Aftermath::default() };
        left.shown = true;
    })?;
    // What was typed is of no use once the app has been saved.
    let outdated = first.shown && first.after.form.as_ref().is_some_and(|form| form.seen != now);
    (!outdated).then_some(first.after)
}

/// Whether the page at `location` is one of these, and nobody has seen it.
pub(super) fn waits(site: &Site, location: &str, now: Timestamp) -> bool {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let Ok(query) = Parameters::from_query(query) else { return false };
    let ticket = Secret::new(query.get("ticket").unwrap_or_default());
    site.once.look(&ticket, now).is_some_and(|once| !once.shown)
}
