//! Reading `ledger/pages.toml` and `ledger/requirements.toml`.

use serde::Deserialize;

use super::{Ledger, Page, Requirement};
use crate::data::{LoadError, parse};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    pages: Vec<Page>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirements {
    requirements: Vec<Requirement>,
}

/// Both files together.
pub(super) fn ledger() -> Result<Ledger, LoadError> {
    let Pages { pages } = parse("ledger/pages.toml", include_str!("../../ledger/pages.toml"))?;
    let Requirements { requirements } =
        parse("ledger/requirements.toml", include_str!("../../ledger/requirements.toml"))?;
    Ok(Ledger { pages, requirements })
}
