//! The ureq transport of `workfront-oauth`.

mod client;
mod connection;
mod fault;

pub use client::Client;
