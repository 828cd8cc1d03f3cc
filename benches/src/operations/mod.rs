//! The operations, by what they measure.

mod fixture;
mod login;
mod sandbox;
mod sign;
mod token;
mod verify;

use crate::operation::Operation;

/// Every operation, in the order of a flow.
pub(crate) fn all() -> anyhow::Result<Vec<Operation>> {
    let mut all = login::operations()?;
    all.extend(token::operations()?);
    all.extend(sign::operations()?);
    all.push(sandbox::refresh()?);
    Ok(all)
}
