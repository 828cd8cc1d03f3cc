//! The ledger: every block of the pages, what it requires, and what covers that.
//!
//! Each block is claimed by exactly one requirement, or by an entry that says why nothing in it can be tested. Each requirement names
//! the examples and tests that cover it, or the later part that will. The RFCs' rules that the core and the examples rely on stand
//! beside them. [`gaps`] finds what is left open; nothing may be.

mod gap;
mod idea;
mod load;
mod requirement;

use serde::Deserialize;

use crate::data::LoadError;
use crate::pages::{Block, Drift, compare, split};

pub use gap::{Gap, gaps};
pub use idea::{Idea, Named, idea_gaps, ideas};
pub use requirement::{Later, Level, Requirement};

/// One page as it was when the ledger was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Page {
    /// Its number, as `001`.
    pub id: String,
    /// Its name in the vendor's repository.
    pub name: String,
    /// The language of the copy, as BCP 47 has it.
    pub language: String,
    /// The SHA-256 of the whole page, in hexadecimal.
    pub sha256: String,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// The pages and what they and the RFCs require.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ledger {
    /// The pages, by number.
    pub pages: Vec<Page>,
    /// The requirements, in the file's order.
    pub requirements: Vec<Requirement>,
}

/// The ledger that is built in.
///
/// # Errors
///
/// One of its two files is not as it should be: which, and what is wrong there.
pub fn load() -> Result<Ledger, LoadError> {
    load::ledger()
}

impl Ledger {
    /// Counts each case among what covers the entries that it rests on. Returns the cases' ids.
    pub fn cover<'a>(
        &mut self,
        cases: impl Iterator<Item = (&'a str, &'a [String])>,
    ) -> Vec<String> {
        let mut ids = Vec::new();
        for (id, basis) in cases {
            for entry in self.requirements.iter_mut().filter(|entry| basis.contains(&entry.id)) {
                entry.covered_by.push(id.to_owned());
            }
            ids.push(id.to_owned());
        }
        ids
    }
}

impl Page {
    /// What has changed on the page since it was recorded.
    #[must_use]
    pub fn drift(&self, text: &str) -> Drift {
        compare(&self.blocks, &split(text))
    }
}
