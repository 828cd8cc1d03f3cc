//! The faults that are armed, and the counting of requests against them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::effect::{Effect, When};
use super::{Endpoint, Fault};

/// An armed fault.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Armed {
    /// Its number, never used again.
    pub id: u64,
    /// The fault.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many requests it has struck.
    pub fired: u64,
    /// How many requests have fitted, struck or let pass.
    #[serde(skip)]
    seen: u64,
}

/// Why a fault was not armed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fault {index}: {why}")]
#[non_exhaustive]
pub struct NotAFault {
    /// Which of those sent, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What a fault may ask about a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'r> {
    pub(crate) endpoint: Endpoint,
    pub(crate) grant_type: Option<&'r str>,
    pub(crate) client_id: Option<&'r str>,
}

/// A fault that strikes the request at hand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Strike {
    pub(crate) id: u64,
    pub(crate) effect: Effect,
}

/// All armed faults of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Book(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    next_id: u64,
    armed: Vec<Armed>,
}

impl Book {
    /// Arms `faults`, all or none.
    pub(crate) fn arm(&self, faults: Vec<Fault>) -> Result<Vec<u64>, NotAFault> {
        let mut shelf = self.shelf();
        if shelf.armed.len() + faults.len() > MOST_FAULTS {
            return Err(NotAFault {
                index: 0,
                why: "there are too many faults already; delete them first",
            });
        }
        for (index, fault) in faults.iter().enumerate() {
            if let Some(why) = objection(fault) {
                return Err(NotAFault { index, why });
            }
        }
        let first = shelf.next_id + 1;
        for fault in faults {
            shelf.next_id += 1;
            let id = shelf.next_id;
            shelf.armed.push(Armed { id, fault, fired: 0, seen: 0 });
        }
        Ok((first..=shelf.next_id).collect())
    }

    /// All armed faults, spent ones included, in the order they were armed.
    pub(crate) fn armed(&self) -> Vec<Armed> {
        self.shelf().armed.clone()
    }

    /// Whether no request has to be counted.
    pub(crate) fn is_empty(&self) -> bool {
        self.shelf().armed.is_empty()
    }

    /// Disarms all.
    pub(crate) fn clear(&self) {
        self.shelf().armed.clear();
    }

    /// Counts a request, and says what strikes it: of several faults that are due, the one armed first.
    pub(crate) fn strike(&self, facts: Facts<'_>) -> Option<Strike> {
        let mut struck = None;
        for armed in &mut self.shelf().armed {
            if !fits(&armed.fault, facts) {
                continue;
            }
            armed.seen += 1;
            let due = armed.seen >= armed.fault.nth && armed.fired < armed.fault.count;
            if due && struck.is_none() {
                armed.fired += 1;
                struck = Some(Strike { id: armed.id, effect: armed.fault.effect.clone() });
            }
        }
        struck
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fits(fault: &Fault, facts: Facts<'_>) -> bool {
    let same = |wanted: &Option<String>, found: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
    };
    fault.matching.endpoint == facts.endpoint
        && same(&fault.matching.grant_type, facts.grant_type)
        && same(&fault.matching.client_id, facts.client_id)
}

fn objection(fault: &Fault) -> Option<&'static str> {
    let callback = fault.matching.endpoint == Endpoint::Callback;
    let first = match &fault.effect {
        // A status or redirect may replace the redirect to the app, whatever has been committed by then.
        Effect::Status { .. } | Effect::Redirect { .. } => false,
        Effect::Reset { when } | Effect::Cut { when, .. } | Effect::Stall { when, .. } => {
            *when == When::BeforeCommit
        }
        effect => effect.strikes_first(),
    };
    if fault.nth == 0 || fault.count == 0 {
        Some("nth and count begin at 1")
    } else if matches!(fault.effect, Effect::Callback(_)) != callback
        && matches!(fault.effect, Effect::Callback(_))
    {
        Some("the effect callback needs the endpoint callback")
    } else if callback && first {
        Some("a request turns out to lead to the callback only after the commit; use after_commit")
    } else {
        fault.effect.fault()
    }
}

/// Each request is compared with each fault.
const MOST_FAULTS: usize = 10_000;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refresh(client_id: &str) -> Facts<'_> {
        Facts {
            endpoint: Endpoint::Token,
            grant_type: Some("refresh_token"),
            client_id: Some(client_id),
        }
    }

    fn reset() -> Effect {
        Effect::Reset { when: When::AfterCommit }
    }

    #[test]
    fn the_nth_and_its_followers_are_struck() {
        let book = Book::default();
        let fault = Fault::new(Endpoint::Token, reset())
            .with_grant_type("refresh_token")
            .with_client_id("a");
        assert_eq!(book.arm(vec![fault.with_nth(2).with_count(2)]).unwrap(), [1]);
        let struck: Vec<bool> = (0..5)
            .map(|_| {
                assert_eq!(book.strike(refresh("b")), None);
                assert_eq!(book.strike(Facts { grant_type: None, ..refresh("a") }), None);
                assert_eq!(book.strike(Facts { endpoint: Endpoint::Revoke, ..refresh("a") }), None);
                book.strike(refresh("a")).is_some()
            })
            .collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert_eq!(book.armed()[0].fired, 2);
        book.clear();
        assert_eq!(book.armed(), []);
        assert_eq!(book.arm(vec![Fault::new(Endpoint::Api, reset())]).unwrap(), [2]);
    }

    #[test]
    fn one_fault_strikes_at_a_time() {
        let book = Book::default();
        book.arm(vec![
            Fault::new(Endpoint::Token, reset()),
            Fault::new(Endpoint::Token, Effect::Skew { seconds: 1 }),
        ])
        .unwrap();
        let kinds: Vec<_> =
            (0..3).map(|_| book.strike(refresh("a")).map(|strike| strike.effect.kind())).collect();
        assert_eq!(kinds, [Some("reset"), Some("skew"), None]);
    }

    #[test]
    fn a_fault_that_cannot_happen_is_refused() {
        let book = Book::default();
        for fault in [
            Fault::new(Endpoint::Token, reset()).with_nth(0),
            Fault::new(Endpoint::Token, reset()).with_count(0),
            Fault::new(Endpoint::Token, Effect::Callback(crate::fault::CallbackEdit::default())),
            Fault::new(Endpoint::Callback, Effect::Reset { when: When::BeforeCommit }),
            Fault::new(Endpoint::Callback, Effect::Skew { seconds: 1 }),
            Fault::new(Endpoint::Token, Effect::Drip { bytes: 0, ms: 0 }),
        ] {
            let good = Fault::new(Endpoint::Token, reset());
            assert_eq!(book.arm(vec![good, fault.clone()]).unwrap_err().index, 1, "{fault:?}");
        }
        assert_eq!(book.armed(), []);
    }
}
