//! The core from outside: what it sends, what it reads, what it refuses, what it never says.
//!
//! One module for each behaviour. Requests are compared byte for byte, or read back by parsers that share no code with the
//! core; keys are made by `openssl` while the tests run.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod answers;
mod api;
mod assertions;
mod canary;
mod client_authentication;
mod diagnosis;
mod errors;
mod fixture;
#[cfg(any(feature = "aws-lc-rs", feature = "rsa"))]
mod keys;
mod login;
#[cfg(any(feature = "aws-lc-rs", feature = "rsa"))]
mod openssl;
mod properties;
mod refresh_and_revoke;
mod sealed;
mod tenants;
