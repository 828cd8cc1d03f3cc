//! Whether every requirement of the ledger is covered, as the conformance package itself says.

use anyhow::Result;

use crate::conformance;
use crate::repository::Repository;

/// Asks `workfront-conformance ledger`, which names each gap and exits with 1; gives whether there is none.
///
/// Only the suite can read its ledger: what covers a requirement is an example or a case that it knows.
pub(crate) fn is_covered(repository: &Repository) -> Result<bool> {
    if !repository.path("conformance/ledger").is_dir() {
        return Ok(true);
    }
    Ok(conformance::status(repository, &["ledger"])?.success())
}
