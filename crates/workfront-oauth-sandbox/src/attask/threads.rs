//! "Too many concurrent API requests for the given customer": calls under way, counted for each organization.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The calls under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Threads(Arc<Mutex<BTreeMap<String, u64>>>);

/// A call under way, until dropped.
#[derive(Debug)]
pub(crate) struct Thread {
    threads: Threads,
    domain: String,
}

impl Threads {
    /// Begins a call of `domain`, unless it has `most` under way; 0 is no limit.
    pub(crate) fn enter(&self, domain: &str, most: u64) -> Option<Arc<Thread>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(domain.to_owned()).or_insert(0);
        if most > 0 && *count >= most {
            return None;
        }
        *count += 1;
        Some(Arc::new(Thread { threads: self.clone(), domain: domain.to_owned() }))
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        let mut counts = self.threads.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.domain) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_organization_has_its_own_limit() {
        let threads = Threads::default();
        let first = threads.enter("a", 1).unwrap();
        assert!(threads.enter("a", 1).is_none());
        assert!(threads.enter("b", 1).is_some() && threads.enter("a", 0).is_some());
        drop(first);
        assert!(threads.enter("a", 1).is_some());
    }
}
