//! The sandbox over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop there"
)]

mod api;
mod bad_input;
mod client;
mod code_flow;
mod control;
mod cors;
mod curl;
mod defects;
mod faults;
mod flow;
mod full_disk;
mod guard;
mod journal;

mod jwt_flow;
mod kill;
mod log_in;
mod near_miss;
mod patience;
mod program;
mod race;
mod revoke;
mod settings;
mod setup_forms;
mod setup_pages;
mod start;
mod ways_on;
