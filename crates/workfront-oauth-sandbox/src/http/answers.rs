//! The answers that forms were given a moment ago: whoever clicks twice sends a form twice, and the browser shows the second answer.
//!
//! The first one is done and its answer thrown away by the browser; so the second is told the same, and nothing is done again.
//! What makes two forms one is the browser session, the ticket of the page that was shown, and all that the form says.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use sha2::{Digest as _, Sha256};

use super::pending::MOMENT;
use super::reply::{CallbackOf, Reply};
use crate::authority::{SecretHash, Timestamp};
use crate::journal::Judgement;

/// A form that was sent: from which page, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    page: Digest,
    content: Digest,
}

/// All answers that may be given again in one tenant.
pub(crate) struct Answers(Mutex<Drawer>);

type Digest = [u8; 32];
type Slot = Arc<Mutex<Option<Given>>>;

struct Drawer {
    slots: HashMap<Digest, Slot>,
    order: VecDeque<Digest>,
    room: usize,
}

/// An answer. It may hold a code or a session, so it has no `Debug`.
struct Given {
    content: Digest,
    at: Timestamp,
    status: StatusCode,
    headers: HeaderMap,
    callback: Option<CallbackOf>,
}

impl Sent {
    /// A form of the page that `ticket` was drawn for, in `session` if there is one; nothing without a ticket.
    pub(crate) fn new<'c>(
        session: Option<SecretHash>,
        ticket: &str,
        content: impl IntoIterator<Item = &'c [u8]>,
    ) -> Option<Self> {
        let session = session.map(|hash| hash.to_string()).unwrap_or_default();
        let page = digest([session.as_bytes(), ticket.as_bytes()]);
        (!ticket.is_empty()).then(|| Self { page, content: digest(content) })
    }
}

impl Answers {
    /// None yet. When there are more than `room`, the oldest is forgotten.
    pub(crate) fn with_room(room: usize) -> Self {
        Self(Mutex::new(Drawer { slots: HashMap::new(), order: VecDeque::new(), room }))
    }

    /// The redirect that `sent` was answered with a moment ago; else what `answer` gives. Of two that come at once, the second waits
    /// for the first.
    ///
    /// `stands` says of the address of such a redirect whether it is also the answer to another button of the same page.
    pub(crate) fn once(
        &self,
        sent: Option<Sent>,
        now: Timestamp,
        stands: impl FnOnce(&str) -> bool,
        answer: impl FnOnce() -> Reply,
    ) -> Reply {
        let Some(sent) = sent else { return answer() };
        let slot = self.slot(sent.page);
        let mut given = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(given) = given.as_ref().filter(|given| now.since(given.at) < MOMENT)
            && (given.content == sent.content || stands(given.location()))
        {
            return given.again();
        }
        let reply = answer();
        match Given::of(&reply, sent.content, now) {
            Some(new) => *given = Some(new),
            None if given.is_none() => self.forget(sent.page),
            None => {}
        }
        reply
    }

    fn slot(&self, page: Digest) -> Slot {
        let mut drawer = self.drawer();
        if let Some(slot) = drawer.slots.get(&page) {
            return Arc::clone(slot);
        }
        if drawer.order.len() >= drawer.room
            && let Some(oldest) = drawer.order.pop_front()
        {
            drawer.slots.remove(&oldest);
        }
        drawer.order.push_back(page);
        Arc::clone(drawer.slots.entry(page).or_default())
    }

    fn forget(&self, page: Digest) {
        let mut drawer = self.drawer();
        drawer.slots.remove(&page);
        drawer.order.retain(|kept| *kept != page);
    }

    fn drawer(&self) -> MutexGuard<'_, Drawer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers(..)")
    }
}

impl Given {
    /// What there is to keep of `reply`: a redirect, which says that something was done. A refusal may be tried again.
    fn of(reply: &Reply, content: Digest, at: Timestamp) -> Option<Self> {
        let response = reply.response();
        response.status().is_redirection().then(|| Self {
            content,
            at,
            status: response.status(),
            headers: response.headers().clone(),
            callback: response.extensions().get().cloned(),
        })
    }

    fn location(&self) -> &str {
        let location = self.headers.get(http::header::LOCATION);
        location.and_then(|location| location.to_str().ok()).unwrap_or_default()
    }

    fn again(&self) -> Reply {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        if let Some(callback) = &self.callback {
            response.extensions_mut().insert(callback.clone());
        }
        let why = "the form was sent twice; it was done once, and its answer is given again";
        Reply::of(response, Judgement::accepted("page.again", "this sandbox", why))
    }
}

fn digest<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Digest {
    let mut hash = Sha256::new();
    for piece in pieces {
        // With its length before it, so that nothing can slip from one piece into the next.
        hash.update(piece.len().to_be_bytes());
        hash.update(piece);
    }
    hash.finalize().into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::authority::Secret;

    fn redirect(to: &str) -> Reply {
        Reply::see_other(to, Judgement::accepted("x", "x", "x"))
    }

    fn sent(ticket: &str, content: &str) -> Option<Sent> {
        Sent::new(Some(Secret::new("mine").hash()), ticket, [content.as_bytes()])
    }

    /// Sends forms, and counts how often something is done.
    struct Desk {
        answers: Answers,
        done: Cell<usize>,
    }

    impl Desk {
        fn new(room: usize) -> Self {
            Self { answers: Answers::with_room(room), done: Cell::new(0) }
        }

        fn send(&self, sent: Option<Sent>, second: i64, stands: bool) -> String {
            let now = Timestamp::from_seconds(second);
            let reply = self.answers.once(
                sent,
                now,
                |_| stands,
                || {
                    self.done.set(self.done.get() + 1);
                    redirect(&format!("/{}", self.done.get()))
                },
            );
            let location = reply.response().headers().get(http::header::LOCATION).unwrap();
            location.to_str().unwrap().to_owned()
        }
    }

    #[test]
    fn the_same_form_is_answered_alike_for_a_moment() {
        let desk = Desk::new(3);
        assert_eq!(desk.send(sent("a", "allow"), 0, false), "/1");
        assert_eq!(desk.send(sent("a", "allow"), 29, false), "/1");
        assert_eq!(desk.send(sent("a", "deny"), 29, true), "/1", "another button, told to stand");
        assert_eq!(desk.send(sent("a", "deny"), 29, false), "/2", "another button");
        assert_eq!(desk.send(sent("a", "deny"), 59, false), "/3", "too late");
        assert_eq!(desk.send(sent("b", "deny"), 59, false), "/4", "another page");
        let stranger = Sent::new(Some(Secret::new("yours").hash()), "b", [&b"deny"[..]]);
        assert_eq!(desk.send(stranger, 59, false), "/5", "another session");
        assert_eq!(desk.send(sent("", "x"), 59, false), "/6");
        assert_eq!(desk.send(sent("", "x"), 59, false), "/7", "without a ticket, nothing is known");
    }

    #[test]
    fn a_refusal_may_be_tried_again() {
        let answers = Answers::with_room(3);
        let now = Timestamp::from_seconds(0);
        let refuse = || Reply::new(StatusCode::BAD_REQUEST, Judgement::refused("x", "x", "x"));
        let status = |reply: Reply| reply.response().status().as_u16();
        let page = sent("a", "x");
        assert_eq!(status(answers.once(page, now, |_| false, refuse)), 400);
        assert!(answers.drawer().slots.is_empty() && answers.drawer().order.is_empty());
        assert_eq!(status(answers.once(page, now, |_| false, || redirect("/"))), 303);
        assert_eq!(status(answers.once(page, now, |_| false, refuse)), 303);
    }

    #[test]
    fn the_oldest_answer_is_forgotten_first() {
        let desk = Desk::new(2);
        for ticket in ["a", "b", "c"] {
            desk.send(sent(ticket, "x"), 0, false);
        }
        assert_eq!(desk.answers.drawer().slots.len(), 2);
        assert_eq!(desk.send(sent("c", "x"), 0, false), "/3");
        assert_eq!(desk.send(sent("a", "x"), 0, false), "/4");
    }
}
