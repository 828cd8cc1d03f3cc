//! What every case has, whichever side it judges.

use serde::Deserialize;

use super::Profile;
use crate::ledger::Level;

/// One case: `S` is a step of its side's vocabulary, `E` what the steps must come to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Case<S, E> {
    /// Its id, which is its file's name.
    pub id: String,
    /// The test ideas that it covers.
    pub ideas: Vec<String>,
    /// What it shows, in a sentence.
    pub title: String,
    /// Whom it judges, which is its folder's name.
    pub side: Side,
    /// How binding that is.
    pub level: Level,
    /// The profiles that it is judged under; all of them if it does not say.
    #[serde(default = "Profile::all")]
    pub profiles: Vec<Profile>,
    /// The ledger's entries that it rests on.
    pub basis: Vec<String>,
    /// The case that differs in one value and must pass.
    pub control: Option<String>,
    /// The mutants that it must notice.
    #[serde(default)]
    pub kills: Vec<String>,
    /// The flags that a peer's owner may decide on once: with one of them set, a miss of this case is an INFO.
    #[serde(default)]
    pub flags: Vec<String>,
    /// It waits for another program in real time.
    #[serde(default)]
    pub real_time: bool,
    /// What `{each}` stands for in the steps: the case holds only if it holds with each of these.
    #[serde(default)]
    pub vary: Vec<String>,
    /// What is done, in order; the last one is judged.
    pub steps: Vec<S>,
    /// What the last step must come to.
    pub expect: E,
}

/// Whom a case judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// A client.
    Client,
    /// A server.
    Server,
}

impl Side {
    /// The word in reports, and the folder's name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Side::Client => "client",
            Side::Server => "server",
        }
    }
}

/// What a case's steps must come to.
pub trait Expectation {
    /// Whether a peer that does nothing at all might seem to do this.
    fn is_refusal(&self) -> bool;

    /// In words.
    fn says(&self) -> String;
}
