//! Why no client could be made.

use std::error::Error;

/// The settings of a builder cannot be used, or TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("no HTTP client could be made ({}): check the builder's settings and the system's root certificates", innermost(.0))]
pub struct BuildError(#[from] reqwest::Error);

/// reqwest's own words are "builder error"; what it was stands in the cause.
fn innermost(error: &reqwest::Error) -> &dyn Error {
    let mut error: &dyn Error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
