//! Other people's clients: each judged by every client case through a shim, and held against what is known of it.
//!
//! ```text
//! peers.toml --> listed --.
//! a shim, judged ---------+--> compare --> rows of the report, exit code
//! expected.toml --> expected --'   |
//!                                  '--> table --> README.md (with --update)
//! ```
//!
//! A library that fails a case is no failure here as long as it fails in the way that is committed, with the reason; one that
//! begins to pass is told as loudly as one that begins to fail, because what vendors read about it is no longer so.

pub mod compare;
pub mod expected;
pub mod folder;
pub mod listed;
mod run;
pub mod table;

pub use run::run;
