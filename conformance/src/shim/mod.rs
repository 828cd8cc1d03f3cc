//! The shim protocol: how the suite talks to a client under test, one JSON object a line over standard input and output.

pub mod message;
pub mod process;
