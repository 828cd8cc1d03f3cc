//! The shim protocol: how the suite talks to a client under test, one JSON object a line over standard input and output.
//!
//! [`message`] is what both sides say. [`process`] is the suite's side; [`serve`] and [`refused`] are the other, for the
//! clients of this package.

pub mod message;
pub mod process;
pub mod refused;
pub mod serve;
