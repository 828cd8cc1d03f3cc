//! One measured operation.

use serde::Serialize;

/// An operation of ours beside a peer's, as `cargo xtask bench --json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) operation: String,
    /// Median time of one run, in nanoseconds.
    pub(crate) ours_ns: f64,
    pub(crate) peer: String,
    pub(crate) peer_ns: f64,
    /// Ours divided by the peer's: below one is faster than the peer.
    pub(crate) ratio: f64,
    /// What `ratio` must not exceed.
    pub(crate) target: f64,
    /// Heap allocations of one run of ours.
    pub(crate) allocations: u64,
    /// What `allocations` must not exceed, where a limit is set.
    pub(crate) allocations_target: Option<u64>,
    pub(crate) ok: bool,
}

impl Row {
    /// Judges a measurement against its targets.
    pub(crate) fn judged(mut self) -> Self {
        self.ratio = self.ours_ns / self.peer_ns;
        let few = self.allocations_target.is_none_or(|most| self.allocations <= most);
        self.ok = self.ratio <= self.target && few;
        self
    }
}
