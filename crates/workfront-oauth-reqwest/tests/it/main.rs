//! The rules of `Transport`, kept by this crate's client; the tests themselves are the core's.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod builder;
mod subject;
#[path = "../../../workfront-oauth/tests/transport/mod.rs"]
mod transport;
