//! The subcommand `core-client`.

pub use super::sender::TransportKind;

use super::CoreClient;
use crate::cli::{Failure, Outcome};
use crate::shim::serve;

/// Speaks the shim protocol over standard input and output until the input ends.
///
/// # Errors
///
/// An input or output that fails.
pub fn speak(transport: TransportKind) -> Result<Outcome, Failure> {
    serve::over_stdio(&mut CoreClient::new(transport))
}
