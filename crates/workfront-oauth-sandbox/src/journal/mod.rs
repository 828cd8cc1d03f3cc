//! What was asked, what was answered, and why: the memory that tests assert on and people debug with.
//!
//! Bounded, so that a program left running does not grow; masked when read, so that a journal pasted into a ticket gives nothing away.
//! Every request is written down and few are ever read, so a request costs a copy of its bytes, and a reader takes them apart.

mod mask;
mod reading;
mod record;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use mask::Mask;
pub(crate) use record::{Answered, Asked, Record};

use crate::authority::Tenant;

/// One request and its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, from 0 and without gaps.
    pub seq: u64,
    /// When it was answered, by the sandbox's clock, in RFC 3339.
    pub at: String,
    /// The tenant it was sent to, as `myorganization.my`.
    #[serde(serialize_with = "as_text")]
    pub tenant: Tenant,
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status of the answer; 0 where a fault left none.
    pub status: u16,
    /// `{headers, query, body}`.
    pub request: Value,
    /// `{headers, body}`.
    pub response: Value,
    /// How the request was judged.
    pub judgement: Judgement,
    /// The fault that struck it: `{id, kind}`.
    pub fault: Option<Struck>,
}

/// How a request was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Judgement {
    /// Whether the sandbox did what was asked.
    pub outcome: Outcome,
    /// The rule that decided.
    pub rule: Cow<'static, str>,
    /// Where the rule stands: a page of the vendor's, or an RFC and its section.
    pub source: Cow<'static, str>,
    /// What about this request, in one sentence.
    pub why: Cow<'static, str>,
}

/// Whether the sandbox did what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// It did, or showed the page that comes next.
    Accepted,
    /// It did not.
    Refused,
}

/// The fault that struck a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Struck {
    /// The fault's number.
    pub id: u64,
    /// The kind of its effect.
    pub kind: String,
}

/// The journal from some number on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Extract {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// The number to ask from next time.
    pub next: u64,
    /// How many entries were asked for that are no longer kept.
    pub dropped: u64,
}

/// The journal of one sandbox.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    mask: Mask,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    /// The number of the next record; those that are kept are numbered up to it without gaps.
    next: u64,
    kept: VecDeque<Arc<Record>>,
    /// Of all that is kept.
    bytes: usize,
}

impl Journal {
    /// Keeps `record` under the next number.
    pub(crate) fn keep(&self, record: Record) {
        let record = Arc::new(record);
        let mut pages = self.pages();
        pages.next += 1;
        while (pages.kept.len() == MOST_ENTRIES || pages.bytes + record.bytes() > MOST_BYTES)
            && let Some(oldest) = pages.kept.pop_front()
        {
            pages.bytes -= oldest.bytes();
        }
        pages.bytes += record.bytes();
        pages.kept.push_back(record);
    }

    /// The entries from number `since` on, masked unless `reveal`.
    pub(crate) fn extract(&self, since: u64, reveal: bool) -> Extract {
        let pages = self.pages();
        let next = pages.next;
        let first = next - pages.kept.len() as u64;
        // Taken apart behind the lock's back: nobody who is being answered waits for a reader.
        let wanted: Vec<_> =
            (first..).zip(pages.kept.iter().cloned()).filter(|(seq, _)| *seq >= since).collect();
        drop(pages);
        let mut entries: Vec<_> =
            wanted.into_iter().map(|(seq, record)| reading::entry(seq, &record)).collect();
        if !reveal {
            entries.iter_mut().for_each(|entry| self.hide(entry));
        }
        Extract { entries, next, dropped: first.saturating_sub(since) }
    }

    fn hide(&self, entry: &mut Entry) {
        self.mask.apply(&mut entry.request);
        self.mask.apply(&mut entry.response);
        // What this program always says quotes nobody.
        if let Cow::Owned(why) = &mut entry.judgement.why {
            self.mask.apply_to_text(why);
        }
    }

    /// `entry`, as extracted with everything revealed, with its secrets masked.
    pub(crate) fn masked(&self, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        self.hide(&mut entry);
        entry
    }

    /// Forgets everything; the numbers go on.
    pub(crate) fn clear(&self) {
        let mut pages = self.pages();
        pages.kept.clear();
        pages.bytes = 0;
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn as_text<S: serde::Serializer>(tenant: &Tenant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(tenant)
}

/// For a long test; an entry is a kilobyte or two.
const MOST_ENTRIES: usize = 2_000;
/// For a client that fills its requests to their limit.
const MOST_BYTES: usize = 8 * 1024 * 1024;
