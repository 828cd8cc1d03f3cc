//! Storage: the log of what happened, kept before anybody is told.
//!
//! A [`Ledger`] is an authority and a [`Store`]. It decides a command, has the store keep the events, adds them to the state,
//! and only then gives the answer: whoever was handed a token finds it again after a crash, and a code that was spent stays
//! spent. Without `--data` the store keeps nothing but snapshots; with it, everything is in one SQLite file.
//!
//! The contract of a store:
//!
//! 1. When [`Store::append`] returns, the commit survives the death of the process. When it fails, nothing was kept.
//! 2. [`Store::load`] gives the base and all commits after it, in order and without gaps, or fails.
//! 3. [`Store::rebase`] puts a state in the place of base and commits, all at once.
//! 4. Snapshots are independent of all that, and kept until they are overwritten.

mod ledger;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(test)]
mod tests;

pub use ledger::Ledger;
pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use serde::{Deserialize, Serialize};

use crate::authority::{Event, State, Timestamp};

/// What one accepted command did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Commit {
    /// How many commits come before it.
    pub place: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub events: Vec<Event>,
}

/// All that a store kept.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Kept {
    /// The state that the commits start from; the empty one unless the log was ever rebased.
    pub base: State,
    /// The commits after it.
    pub commits: Vec<Commit>,
}

/// Where a log is kept. See the [module](self) for the contract.
pub trait Store: Send {
    /// What was kept so far.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not the log that was written.
    fn load(&mut self) -> Result<Kept, StorageError>;

    /// Keeps one commit.
    ///
    /// # Errors
    ///
    /// When it could not be kept; it then was not.
    fn append(&mut self, commit: &Commit) -> Result<(), StorageError>;

    /// Whether the log has grown so long that starting from a state would be quicker.
    fn wants_rebase(&self) -> bool;

    /// Starts over from `state`.
    ///
    /// # Errors
    ///
    /// When that could not be kept; what was kept before still is.
    fn rebase(&mut self, state: &State) -> Result<(), StorageError>;

    /// Keeps a snapshot under `id`, in the place of any that is there.
    ///
    /// # Errors
    ///
    /// When it could not be kept.
    fn save_snapshot(&mut self, id: u64, state: &State) -> Result<(), StorageError>;

    /// The snapshot `id`, if there is one.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn load_snapshot(&mut self, id: u64) -> Result<Option<State>, StorageError>;

    /// The highest id of a snapshot, if there is one.
    ///
    /// # Errors
    ///
    /// When that cannot be read.
    fn last_snapshot(&mut self) -> Result<Option<u64>, StorageError>;
}

/// Why storage failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The data directory could not be opened.
    #[error("the data in {path} cannot be opened: {why}")]
    NotOpened {
        /// The file.
        path: String,
        /// What the database or the system says.
        why: String,
    },
    /// Another sandbox has it open.
    #[error(
        "the data in {path} is in use by another sandbox; stop that one or choose another directory"
    )]
    InUse {
        /// The file.
        path: String,
    },
    /// It was written by another version.
    #[error(
        "the data in {path} has format {found}, and this sandbox reads {wanted}; choose another directory"
    )]
    OtherFormat {
        /// The file.
        path: String,
        /// The format found.
        found: i64,
        /// The format wanted.
        wanted: i64,
    },
    /// It could not be read or written.
    #[error("the data cannot be kept: {why}")]
    Failed {
        /// What the database or the system says.
        why: String,
    },
    /// What was read is no log of this program.
    #[error("the log is damaged at commit {place}: {why}")]
    Damaged {
        /// Where.
        place: u64,
        /// What is wrong.
        why: String,
    },
    /// There is no such snapshot.
    #[error("there is no snapshot {id}")]
    NoSnapshot {
        /// The one asked for.
        id: u64,
    },
}
