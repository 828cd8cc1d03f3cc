//! The reqwest transport of `workfront-oauth`.

mod build_error;
mod client;
mod fault;
mod loopback;

pub use build_error::BuildError;
pub use client::Client;
