//! What is said over the shim protocol: one [`Ask`] a line to the client, one [`Answer`] a line back, in order.
//!
//! Readers ignore members that they do not know, so that either side may be newer than the other. Several messages hold
//! secrets, which their `Debug` does not show.

mod answer;
mod ask;
mod line;
mod refusal;

pub use answer::{Answer, Tokens};
pub use ask::{ApiGet, App, Ask, Auth, BodyStyle, Callback, JwtExchange, Login};
pub use line::NotAMessage;
pub use refusal::Refusal;

/// The version of the protocol, as `hello` has it.
pub const PROTOCOL: u32 = 1;

/// The longest line that either side sends or reads, in bytes, its line feed included.
pub const LINE_LIMIT: usize = 1 << 20;

/// The exit code of a client that has not implemented what it is asked.
pub const NOT_IMPLEMENTED: u8 = 89;
