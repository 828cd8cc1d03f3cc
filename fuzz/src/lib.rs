//! The fuzz targets, as plain functions.
//!
//! ```text
//! fuzz_targets/NAME.rs ──live, nightly──> NAME(data) <──stable── examples/replay.rs, over corpus/NAME/*
//! ```
//!
//! A target that only watches for panics finds little in safe code, so each also states what must hold of every input: what
//! must be refused, that an error is one line, that a secret is not in it. A new target is a function here, its three lines in
//! `fuzz_targets/`, a `[[bin]]`, and a folder of inputs worth keeping.

mod application;
mod callback;
mod curl_command;
mod error_body;
mod private_key;
mod sandbox_journal;
mod sandbox_jwt;
mod sandbox_key;
mod sandbox_redirect_url;
mod sandbox_request;
mod sandbox_settings;
mod sandbox_upload;
mod sandbox_words;
mod sandbox_world;
mod sealed_state;
mod shown;
mod token_response;

pub use callback::callback;
pub use curl_command::curl_command;
pub use error_body::error_body;
pub use private_key::private_key;
pub use sandbox_journal::sandbox_journal;
pub use sandbox_jwt::sandbox_jwt;
pub use sandbox_key::sandbox_key;
pub use sandbox_redirect_url::sandbox_redirect_url;
pub use sandbox_request::sandbox_request;
pub use sandbox_settings::sandbox_settings;
pub use sandbox_upload::sandbox_upload;
pub use sandbox_words::sandbox_words;
pub use sealed_state::sealed_state;
pub use token_response::token_response;

/// A target: what it is called, and what it does with one input. It panics when something does not hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("callback", callback),
    ("token_response", token_response),
    ("error_body", error_body),
    ("private_key", private_key),
    ("sealed_state", sealed_state),
    ("curl_command", curl_command),
    ("sandbox_request", sandbox_request),
    ("sandbox_jwt", sandbox_jwt),
    ("sandbox_key", sandbox_key),
    ("sandbox_redirect_url", sandbox_redirect_url),
    ("sandbox_settings", sandbox_settings),
    ("sandbox_journal", sandbox_journal),
    ("sandbox_upload", sandbox_upload),
    ("sandbox_words", sandbox_words),
];
