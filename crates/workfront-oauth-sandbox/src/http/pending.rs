//! What a browser is in the middle of: a page that was shown and has not been answered.
//!
//! Each page carries a ticket, drawn for it, good once and only in the browser session it was shown to. That is what a forged or
//! replayed form lacks (RFC 6749 §10.12), and it binds an approval to one request, app and person.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::authority::{Secret, SecretHash, Timestamp, UserId};

/// Something that a person's next form continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Where it leads.
    pub(crate) errand: Errand,
    /// The browser session it was shown to; nothing before log-in.
    pub(crate) session: Option<SecretHash>,
    /// Whom an identity provider has vouched for.
    pub(crate) vouched: Option<UserId>,
}

/// Why a person is at one of our pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Errand {
    /// To allow an app, as the query of its authorization request asks.
    Authorize(String),
    /// To get to this page of ours.
    Visit(String),
}

/// All that is pending in one tenant.
pub(crate) struct Desk<T>(Mutex<Drawer<T>>);

struct Drawer<T> {
    /// Each until when.
    kept: HashMap<SecretHash, (T, Timestamp)>,
    order: VecDeque<SecretHash>,
    room: usize,
}

impl<T: Clone> Desk<T> {
    /// An empty one. When there are more than `room`, the oldest is forgotten.
    pub(crate) fn with_room(room: usize) -> Self {
        Self(Mutex::new(Drawer { kept: HashMap::new(), order: VecDeque::new(), room }))
    }

    /// Keeps `pending` and gives the ticket for it; nothing when the machine has no randomness to give.
    pub(crate) fn keep(&self, pending: T, now: Timestamp) -> Option<Secret> {
        let ticket = draw()?;
        let mut drawer = self.drawer();
        if drawer.order.len() >= drawer.room
            && let Some(oldest) = drawer.order.pop_front()
        {
            drawer.kept.remove(&oldest);
        }
        drawer.order.push_back(ticket.hash());
        drawer.kept.insert(ticket.hash(), (pending, now.plus(PATIENCE)));
        Some(ticket)
    }

    /// What `ticket` stands for, without using it up.
    pub(crate) fn look(&self, ticket: &Secret, now: Timestamp) -> Option<T> {
        let drawer = self.drawer();
        let (pending, until) = drawer.kept.get(&ticket.hash())?;
        (now < *until).then(|| pending.clone())
    }

    /// What `ticket` stands for, once.
    pub(crate) fn take(&self, ticket: &Secret, now: Timestamp) -> Option<T> {
        let pending = self.look(ticket, now);
        let mut drawer = self.drawer();
        // Whoever removes it has it: of two forms sent at once, one.
        let (_, _) = drawer.kept.remove(&ticket.hash())?;
        drawer.order.retain(|kept| *kept != ticket.hash());
        pending
    }

    /// What `ticket` stands for, of which `leave` makes what it stands for from now on.
    pub(crate) fn look_once(
        &self,
        ticket: &Secret,
        now: Timestamp,
        leave: impl FnOnce(&mut T),
    ) -> Option<T> {
        let mut drawer = self.drawer();
        let (pending, _) = drawer.kept.get_mut(&ticket.hash()).filter(|(_, until)| now < *until)?;
        let first = pending.clone();
        leave(pending);
        Some(first)
    }

    /// Leaves `ticket` good for no more than a moment.
    pub(crate) fn spend(&self, ticket: &Secret, now: Timestamp) {
        if let Some((_, until)) = self.drawer().kept.get_mut(&ticket.hash()) {
            *until = (*until).min(now.plus(MOMENT));
        }
    }

    fn drawer(&self) -> MutexGuard<'_, Drawer<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A new ticket; nothing when the machine has no randomness to give.
pub(crate) fn draw() -> Option<Secret> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).ok()?;
    Some(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is pending may hold a secret.
impl<T> std::fmt::Debug for Desk<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk(..)")
    }
}

/// How long a page may be left open.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// How long the second of two clicks may take.
pub(super) const MOMENT: Duration = Duration::from_secs(30);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn visit(path: &str) -> Pending {
        Pending { errand: Errand::Visit(path.to_owned()), session: None, vouched: None }
    }

    #[test]
    fn a_ticket_is_good_once_and_for_half_an_hour() {
        let desk = Desk::with_room(3);
        let now = Timestamp::from_seconds(1_000);
        let (one, other) =
            (desk.keep(visit("/a"), now).unwrap(), desk.keep(visit("/b"), now).unwrap());
        assert_eq!(desk.look(&one, now), Some(visit("/a")));
        assert_eq!(desk.take(&one, now), Some(visit("/a")));
        assert_eq!((desk.take(&one, now), desk.look(&one, now)), (None, None));
        desk.spend(&other, now);
        assert_eq!(desk.look(&other, now.plus(MOMENT / 2)), Some(visit("/b")));
        desk.spend(&other, now.plus(MOMENT / 2));
        assert_eq!(desk.look(&other, now.plus(MOMENT)), None);
        let third = desk.keep(visit("/c"), now).unwrap();
        assert_eq!(desk.take(&third, now.plus(PATIENCE)), None);
        assert_eq!(desk.look(&Secret::new(""), now), None);
        let changing = desk.keep(visit("/d"), now).unwrap();
        let look = || desk.look_once(&changing, now, |left| *left = visit("/e"));
        assert_eq!((look(), look()), (Some(visit("/d")), Some(visit("/e"))));
    }

    #[test]
    fn the_oldest_page_is_forgotten_first() {
        let desk = Desk::with_room(3);
        let now = Timestamp::from_seconds(0);
        let first = desk.keep(visit("/first"), now).unwrap();
        let second = desk.keep(visit("/second"), now).unwrap();
        for _ in 0..2 {
            desk.keep(visit("/"), now).unwrap();
        }
        assert_eq!(desk.look(&first, now), None);
        assert!(desk.look(&second, now).is_some());
        assert_eq!(desk.drawer().kept.len(), 3);
    }
}
