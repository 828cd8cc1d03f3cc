//! One failure that is known.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::cases::Profile;

/// One failure that is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Entry {
    /// The check that fails.
    pub id: String,
    /// The profile it fails under; each one if there is none.
    pub profile: Option<Profile>,
    /// How it fails.
    pub verdict: Known,
    /// Why that is accepted.
    pub reason: String,
    /// The last day on which it is, in UTC.
    #[serde(default, deserialize_with = "day")]
    pub until: Option<Date>,
}

/// How a check can fail that a baseline may hold. An error of the suite's own is none, and what fails no run needs no holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum Known {
    /// It fails.
    Fail,
    /// The peer ends early or speaks nonsense.
    Crash,
    /// The peer does not answer in time.
    Timeout,
    /// Its control does not pass.
    Inconclusive,
}

impl Known {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Known::Fail => "FAIL",
            Known::Crash => "CRASH",
            Known::Timeout => "TIMEOUT",
            Known::Inconclusive => "INCONCLUSIVE",
        }
    }
}

impl Entry {
    /// What is wrong with it, if something is.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.id.trim().is_empty() {
            return Err(String::from("it has no id: name the check"));
        }
        if self.reason.trim().is_empty() {
            return Err(format!("`{}` has no reason: say why the failure is accepted", self.id));
        }
        Ok(())
    }

    /// Whether both speak of the same check under the same profile.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let anywhere = self.profile.is_none() || other.profile.is_none();
        self.id == other.id && (anywhere || self.profile == other.profile)
    }
}

/// A date of TOML's own, or the same as a text.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::String(text) => text,
        _ => String::new(),
    };
    let is_date = text.len() == "2026-12-31".len();
    match text.parse() {
        Ok(date) if is_date => Ok(Some(date)),
        _ => Err(D::Error::custom("a date as 2026-12-31 is needed")),
    }
}
