//! The store that forgets: for a sandbox without `--data`.

use std::collections::BTreeMap;

use super::{Commit, Kept, StorageError, Store};
use crate::authority::State;

/// Keeps snapshots, in memory, and no log: nothing is there to restart from, so nothing grows.
#[derive(Debug, Default)]
pub struct MemoryStore {
    snapshots: BTreeMap<u64, State>,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for MemoryStore {
    fn load(&mut self) -> Result<Kept, StorageError> {
        Ok(Kept::default())
    }

    fn append(&mut self, _: &Commit) -> Result<(), StorageError> {
        Ok(())
    }

    fn wants_rebase(&self) -> bool {
        false
    }

    fn rebase(&mut self, _: &State) -> Result<(), StorageError> {
        Ok(())
    }

    fn save_snapshot(&mut self, id: u64, state: &State) -> Result<(), StorageError> {
        self.snapshots.insert(id, state.clone());
        Ok(())
    }

    fn load_snapshot(&mut self, id: u64) -> Result<Option<State>, StorageError> {
        Ok(self.snapshots.get(&id).cloned())
    }

    fn last_snapshot(&mut self) -> Result<Option<u64>, StorageError> {
        Ok(self.snapshots.keys().next_back().copied())
    }
}
