//! The authority as its callers see it: flows, refusals, settings, defects, and what holds after any sequence of commands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod authorize;
mod defects;
mod exchange;
mod hostile;
mod keys;
mod policy;
mod properties;
mod setup;
mod token;
mod world;
