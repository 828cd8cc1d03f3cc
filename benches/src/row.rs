//! One measured operation.

use serde::Serialize;

/// What was measured of one operation beside one peer. Whether it is good enough is for the task that reads it to say.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    /// Median time of one operation, in nanoseconds.
    pub(crate) ours_ns: f64,
    pub(crate) peer: String,
    pub(crate) peer_ns: f64,
    /// What ours divided by the peer's must not exceed.
    pub(crate) target: f64,
    /// Heap allocations of one operation of ours, where it is done by one thread.
    pub(crate) allocations: Option<u64>,
    /// What `allocations` must not exceed, where a limit is set.
    pub(crate) allocations_target: Option<u64>,
}
