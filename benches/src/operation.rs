//! What is measured: one piece of work of ours, and the same work of a peer's.

/// A pair to be timed.
pub(crate) struct Operation {
    pub(crate) peer: String,
    /// What ours may take at most, as a part of the peer's time.
    pub(crate) target: f64,
    pub(crate) allocations_target: Option<u64>,
    /// How many requests one piece of work has a server answer; nothing where the work is done by the caller's own thread.
    pub(crate) served: Option<u32>,
    pub(crate) ours: Work,
    pub(crate) theirs: Work,
}

/// Work that can be repeated; it keeps its result from being optimised away by itself.
pub(crate) type Work = Box<dyn FnMut()>;
