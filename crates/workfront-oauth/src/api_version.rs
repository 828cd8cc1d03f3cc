//! The version in the path of Workfront's API.

use std::fmt;

/// A version of the resource API: the 19 of `/attask/api/v19.0/`.
///
/// Page 001 still calls version 14, which Workfront retired on 2025-09-30 and answers with 410.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// The newest version known to this crate (2026-05-08).
    pub const NEWEST: Self = Self(22);

    /// The version of that number.
    pub const fn new(major: u16) -> Self {
        Self(major)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.0", self.0)
    }
}
