//! The ledger: an authority whose every change is kept before it is told.

use super::{Commit, MemoryStore, StorageError, Store};
use crate::authority::{Authority, Command, Refusal, State, Timestamp};

/// An authority and where its log is kept.
pub struct Ledger {
    authority: Authority,
    store: Box<dyn Store>,
    /// Whether what is applied waits for [`Self::mark_start`] to be kept.
    beginning: bool,
}

impl Ledger {
    /// Takes up the log that `store` has, where it stopped.
    ///
    /// # Errors
    ///
    /// When the log cannot be read or is damaged.
    pub fn open(mut authority: Authority, mut store: Box<dyn Store>) -> Result<Self, StorageError> {
        let kept = store.load()?;
        authority.restore(kept.base);
        for commit in kept.commits {
            let expected = authority.state().accepted();
            if commit.place != expected {
                let why = format!("the commit after {expected} is missing");
                return Err(StorageError::Damaged { place: commit.place, why });
            }
            authority.commit(&commit.events, commit.at);
        }
        Ok(Self { authority, store, beginning: false })
    }

    /// A ledger that is gone when the process is.
    pub fn in_memory(authority: Authority) -> Self {
        Self { authority, store: Box::new(MemoryStore::new()), beginning: false }
    }

    /// The authority, to read from.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Decides `command`, keeps what came of it, and then gives the answer.
    ///
    /// # Errors
    ///
    /// When the events could not be kept. Nothing has happened then, and the app must not be told otherwise.
    pub fn apply<C: Command>(
        &mut self,
        command: C,
        now: Timestamp,
    ) -> Result<Result<C::Outcome, Refusal>, StorageError> {
        let decision = self.authority.decide(command, now);
        if !decision.events.is_empty() {
            let place = self.authority.state().accepted();
            let commit = Commit { place, at: now, events: decision.events };
            if !self.beginning {
                self.store.append(&commit)?;
            }
            self.authority.commit(&commit.events, now);
            if !self.beginning && self.store.wants_rebase() {
                // The commit is kept whether or not this works out, and the next one tries again.
                let _ = self.store.rebase(self.authority.state());
            }
        }
        Ok(decision.answer)
    }

    /// Whether nothing was ever kept: time to make the demo apps.
    pub fn is_new(&self) -> bool {
        self.authority.state().accepted() == 0
    }

    /// From here on, nothing is kept until [`Self::mark_start`] keeps it all at once: a start that fails half-way leaves no half.
    pub fn begin(&mut self) {
        self.beginning = true;
    }

    /// Makes the state of now the one that [`Self::reset`] goes back to, and keeps all that was applied since [`Self::begin`].
    ///
    /// # Errors
    ///
    /// When it could not be kept.
    pub fn mark_start(&mut self) -> Result<(), StorageError> {
        // The snapshot first: should the process end between the two, the log is still empty and the next start begins anew.
        self.store.save_snapshot(START, self.authority.state())?;
        if self.beginning {
            self.store.rebase(self.authority.state())?;
            self.beginning = false;
        }
        Ok(())
    }

    /// Goes back to the marked start, or to nothing at all. From there, the same requests at the same moments give the same
    /// answers as they did before.
    ///
    /// # Errors
    ///
    /// When that could not be kept.
    pub fn reset(&mut self) -> Result<(), StorageError> {
        let state = self.store.load_snapshot(START)?.unwrap_or_default();
        self.go_to(state)
    }

    /// Keeps the state of now, and gives the name to restore it by.
    ///
    /// # Errors
    ///
    /// When it could not be kept.
    pub fn snapshot(&mut self) -> Result<u64, StorageError> {
        let id = self.store.last_snapshot()?.unwrap_or(START) + 1;
        self.store.save_snapshot(id, self.authority.state())?;
        Ok(id)
    }

    /// Goes to a snapshot.
    ///
    /// # Errors
    ///
    /// When there is none of that name, or going there could not be kept.
    pub fn restore(&mut self, id: u64) -> Result<(), StorageError> {
        let state = self.store.load_snapshot(id)?.ok_or(StorageError::NoSnapshot { id })?;
        self.go_to(state)
    }

    fn go_to(&mut self, state: State) -> Result<(), StorageError> {
        self.store.rebase(&state)?;
        self.authority.restore(state);
        Ok(())
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("accepted", &self.authority.state().accepted())
            .finish_non_exhaustive()
    }
}

/// The snapshot that a reset goes back to.
const START: u64 = 0;
