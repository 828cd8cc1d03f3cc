//! Adobe Workfront's side of OAuth 2.0 as one local program: a place to try an integration out.
//!
//! Not affiliated with Adobe, and not for guarding anything real.

pub mod authority;
pub mod defects;
pub mod policy;
pub mod storage;
