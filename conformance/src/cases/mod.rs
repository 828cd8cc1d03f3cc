//! Server cases: what is asked of a server, one TOML file each in `cases/`, built in and checked as a whole.
//!
//! A case is a sequence of steps in a closed vocabulary and what the last one must come to. One that expects a refusal names a control:
//! a case that differs in one value and must be accepted, so that a server that refuses everything passes nothing.

mod check;
mod step;

pub use step::{App, Decision, Expect, Profile, Step, Verb};

use serde::Deserialize;

use crate::data::{LoadError, parse};
use crate::ledger::{Level, Requirement};

/// One case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Case {
    /// Its id, which is its file's name.
    pub id: String,
    /// The test ideas that it covers.
    pub ideas: Vec<String>,
    /// What it shows, in a sentence.
    pub title: String,
    /// How binding that is.
    pub level: Level,
    /// The profiles that it is judged under; all of them if it does not say.
    #[serde(default = "Profile::all")]
    pub profiles: Vec<Profile>,
    /// The ledger's entries that it rests on.
    pub basis: Vec<String>,
    /// The case that differs in one value and must pass.
    pub control: Option<String>,
    /// The defects of the sandbox that it must notice.
    #[serde(default)]
    pub kills: Vec<String>,
    /// What is done, in order; the last one is judged.
    pub steps: Vec<Step>,
    /// What the last step must come to.
    pub expect: Expect,
}

/// Every case, by id.
///
/// # Errors
///
/// A file is not as it should be, or does not fit the others or the ledger.
pub fn all(requirements: &[Requirement]) -> Result<Vec<Case>, LoadError> {
    let files: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/cases.rs"));
    let mut cases = Vec::new();
    for (id, text) in files {
        let file = format!("cases/{id}.toml");
        let case: Case = parse(&file, text)?;
        if case.id != *id {
            return Err(LoadError::of(&file, format!("its id is `{}`: call the file so", case.id)));
        }
        cases.push(case);
    }
    check::check(&cases, requirements)?;
    Ok(cases)
}
