//! Words and numbers that people and programs write, for the fuzz targets.

use std::time::Duration;

use crate::attask;
use crate::authority::{ClientId, SecretHash, Tenant, Timestamp};
use crate::clock::{self, ClockError, ClockMode};
use crate::fault::CallbackEdit;
use crate::policy::Policy;

/// A moment, and how it is written.
///
/// # Errors
///
/// When it is none.
pub fn moment(text: &str) -> Result<(Timestamp, String), ClockError> {
    clock::parse_rfc3339(text).map(|moment| (moment, clock::rfc3339(moment)))
}

/// A duration.
///
/// # Errors
///
/// When it is none.
pub fn duration(text: &str) -> Result<Duration, ClockError> {
    clock::parse_duration(text)
}

/// A clock.
///
/// # Errors
///
/// When it is none.
pub fn clock(text: &str) -> Result<ClockMode, ClockError> {
    text.parse()
}

/// A tenant, written again.
///
/// # Errors
///
/// Why it is none.
pub fn tenant(text: &str) -> Result<String, String> {
    match text.parse::<Tenant>() {
        Ok(tenant) => Ok(tenant.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// A Client ID, written again. All other identifiers are read alike.
pub fn client_id(text: &str) -> Option<String> {
    text.parse().ok().map(|id: ClientId| id.to_string())
}

/// The hash of a secret, written again.
pub fn secret_hash(text: &str) -> Option<String> {
    text.parse().ok().map(|hash: SecretHash| hash.to_string())
}

/// Whether a path's version of the API is one that answers.
pub fn version(text: &str) -> bool {
    attask::is_served(&Policy::default(), text)
}

/// `$$FIRST` and `$$LIMIT`.
pub fn whole_number(text: &str) -> Option<usize> {
    attask::whole(text)
}

/// The redirect `location`, changed by a fault.
pub fn callback(edit: &CallbackEdit, location: &str) -> String {
    edit.apply(location)
}
