//! Reading a request as a server received it, apart from the code that built it.
//!
//! The core writes with `url` and `serde_json`; this reads with a percent decoder and a form reader of its own, strictly: what a
//! tolerant parser would repair is an error here, so that a builder's slip is seen. [`Message`] is what the two sides of a
//! comparison are read into, and [`difference`] shows them member by member.

mod difference;
mod fields;
mod json;
mod message;

pub use difference::{Difference, difference};
pub use fields::FieldsError;
pub use message::{Message, Payload, Received, WireError};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
