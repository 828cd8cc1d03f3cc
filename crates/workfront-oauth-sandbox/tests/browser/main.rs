//! The pages in a real browser: Debian's Chromium, driven through `chromedriver`.
//!
//! Whatever a test changes, it changes through a page's own form, and then confirms over the protocol. The tests need the packages
//! `chromium` and `chromium-driver` and are behind a feature, so that a machine without them is told rather than failed:
//!
//! ```text
//! cargo test --package workfront-oauth-sandbox --features browser-tests --test browser
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop there"
)]

mod accessibility;
mod app_server;
mod chromium;
mod consent;
mod double_click;
mod hostile;
mod inspector;
mod log_in;
mod looks;
mod machine_app;
mod protocol;
mod setup;
mod single_page_app;
mod visit;
mod web_app;

/// What a test gives back: the browser's errors pass through.
type Outcome = Result<(), Box<dyn std::error::Error>>;
