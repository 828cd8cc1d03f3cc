//! The page that follows a button, shown once: what was just done, what was typed, and a secret that nobody sees again.
//!
//! A page that answers a form itself would send the form again when it is loaded again, and make a second secret. So the answer
//! is a redirect to the page of the app with a ticket, which the first to show it takes; loaded again, that address is the page as
//! it is without.

use super::app::Aftermath;
use crate::authority::{ClientId, Secret, SecretHash};
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
}

/// The way to the page of the app `client_id` with `after`; nothing when the machine has no randomness for the ticket.
pub(super) fn redirect(
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
    let once = Once { session: visitor.session(), client_id, after };
    let ticket = site.once.keep(once, received.now)?;
    let ticket = form::encode(ticket.expose_secret());
    let location = format!("{}?ticket={ticket}", paths::app(&client_id));
    Some(Reply::see_other(&location, judgement.clone()))
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
    site.once.take(&ticket, received.now).map(|once| once.after)
}
