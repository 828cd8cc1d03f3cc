//! The rules of `Transport` as tests, one module for each rule.
//!
//! Not a test program of its own: each transport's includes it, and says in `crate::subject` how its client is made. So both
//! clients are held to the same words, by the same servers.

mod answers;
mod apps;
mod breakage;
mod canary;
mod destinations;
mod fault;
mod flows;
mod raw;
mod sandbox;
mod server;
mod tls;

use std::sync::LazyLock;

/// Runs what only an asynchronous runtime can: the servers of `wiremock`, and an asynchronous client.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    static RUNTIME: LazyLock<tokio::runtime::Runtime> =
        LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());
    RUNTIME.block_on(future)
}
