//! Whether every requirement of the ledger is covered, as the conformance package itself says.

use anyhow::Result;

use crate::conformance;
use crate::repository::Repository;

/// Asks it; gives whether there is no gap.
pub(crate) fn is_covered(repository: &Repository) -> Result<bool> {
    Ok(conformance::status(repository, &["ledger"])?.success())
}
