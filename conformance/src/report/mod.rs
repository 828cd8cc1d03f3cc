//! What a run found, as one model that every report is made from.
//!
//! The model is the contract: `report.schema.json` beside the package describes it, and other programs read it. Arrays are always
//! there; what differs between two runs with the same seed stands in `run` and nowhere else.

mod check;
mod conclude;
pub mod files;
pub mod json;
pub mod junit;
pub mod markdown;
mod sharpness;
pub mod terminal;

pub use check::{Check, Section, requirement};
pub use conclude::Conclusion;

use serde::Serialize;

use sharpness::Sharpness;

use crate::verdict::{Judgement, Summary, Verdict, with_reason};

/// A whole run.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // The model of a published format: it changes with the schema's version.
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The subcommand, as `run`.
    pub command: String,
    /// The command line's further arguments.
    pub args: Vec<String>,
    /// The seed that every choice was drawn from.
    pub seed: u64,
    /// The profiles that were judged.
    pub profiles: Vec<String>,
    /// Who was judged.
    pub target: Target,
    /// What the program exits with.
    pub exit_code: u8,
    /// How many checks ended how.
    pub summary: Summary,
    /// One row for each documented example.
    pub examples: Vec<ExampleRow>,
    /// One row for each erratum.
    pub errata: Vec<ErratumRow>,
    /// One row for each case and profile.
    pub cases: Vec<CaseRow>,
    /// One row for each mutant.
    pub mutants: Vec<MutantRow>,
    /// One row for each requirement of the ledger.
    pub requirements: Vec<RequirementRow>,
    /// What the ledger leaves open.
    pub gaps: Vec<GapRow>,
    /// One row for each peer, case and profile.
    pub peers: Vec<PeerRow>,
    /// One row for each entry of the baseline.
    pub baseline: Vec<BaselineRow>,
    /// What differs from run to run.
    pub run: Run,
}

/// The name and version of the format.
pub const SCHEMA: &str = "workfront-conformance/report/1";

/// Who was judged.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct Target {
    /// `reference`, `client` or `server`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One documented example and its five results.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct ExampleRow {
    /// Its id, as `001-token-json`.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// First and last line there.
    pub lines: [u32; 2],
    /// `url`, `command`, `body`, `response`, `pair` or `openssl`.
    pub kind: String,
    /// What is wrong with it, by id.
    pub errata: Vec<String>,
    /// The printed text has the declared outcome.
    pub as_printed: Judgement,
    /// The repaired text works with the real programs.
    pub as_repaired: Judgement,
    /// The core says the same.
    pub core: Judgement,
    /// So it arrives through `reqwest`, and so is the answer read.
    pub reqwest: Judgement,
    /// So it arrives through `ureq`, and so is the answer read.
    pub ureq: Judgement,
}

impl ExampleRow {
    /// The results with their names.
    #[must_use]
    pub fn results(&self) -> [(&'static str, &Judgement); 5] {
        [
            ("as_printed", &self.as_printed),
            ("as_repaired", &self.as_repaired),
            ("core", &self.core),
            ("reqwest", &self.reqwest),
            ("ureq", &self.ureq),
        ]
    }
}

/// One erratum of the pages.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct ErratumRow {
    /// Its id, as `E1`.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// First and last line there.
    pub lines: [u32; 2],
    /// What is wrong.
    pub title: String,
    /// How that is known.
    pub proof: String,
    /// PASS: the page still has it.
    #[serde(flatten, serialize_with = "with_reason")]
    pub verdict: Verdict,
}

/// One case under one profile.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct CaseRow {
    /// Its id, as `S-CODE-03`.
    pub id: String,
    /// The ideas that it covers.
    pub ideas: Vec<String>,
    /// What it shows.
    pub title: String,
    /// `client` or `server`.
    pub side: String,
    /// `MUST`, `SHOULD`, `MAY` or `WORKFRONT`.
    pub level: String,
    /// The profile it was judged under.
    pub profile: String,
    /// The ledger entries it rests on.
    pub basis: Vec<String>,
    /// What was found.
    #[serde(flatten, serialize_with = "with_reason")]
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// The positive control that ran beside it.
    pub control: Option<ControlRow>,
    /// What is required.
    pub requirement: String,
    /// What was asked for.
    pub expected: String,
    /// What was found instead.
    pub actual: String,
    /// What to do about it.
    pub advice: String,
    /// The code that repeats it.
    pub replay: String,
    /// What went over the wire, a line each.
    pub transcript: Vec<String>,
}

/// A case's positive control.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct ControlRow {
    /// The control's id.
    pub id: String,
    /// What was found.
    #[serde(flatten, serialize_with = "with_reason")]
    pub verdict: Verdict,
}

/// One deliberately broken peer.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct MutantRow {
    /// Its name.
    pub id: String,
    /// `client` or `server`.
    pub side: String,
    /// The ledger entries that it breaks.
    pub breaks: Vec<String>,
    /// The cases that must notice.
    pub own: Vec<String>,
    /// The cases that did.
    pub killed_by: Vec<String>,
    /// PASS: noticed by its own cases.
    #[serde(flatten, serialize_with = "with_reason")]
    pub verdict: Verdict,
}

/// One requirement of the ledger.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct RequirementRow {
    /// Its id.
    pub id: String,
    /// The page or RFC.
    pub source: String,
    /// The section or block there.
    pub section: String,
    /// What it asks for, in our words.
    pub paraphrase: String,
    /// `MUST`, `SHOULD`, `MAY` or `WORKFRONT`.
    pub level: String,
    /// The examples, tests and cases that cover it.
    pub covered_by: Vec<String>,
    /// The part that will cover it, or more of it.
    pub later: Option<String>,
    /// Why nothing can cover it.
    pub excused: Option<String>,
}

/// A gap in the ledger: a block of a page that nothing claims, or a requirement that nothing covers.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct GapRow {
    /// The block or the requirement.
    pub place: String,
    /// What is missing there.
    pub missing: String,
}

/// Somebody else's client or server on one case.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct PeerRow {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `client` or `server`.
    pub side: String,
    /// The case.
    pub case: String,
    /// The profile it was judged under; empty for an expectation whose case no longer exists.
    pub profile: String,
    /// The committed result.
    pub expected: String,
    /// The result of this run.
    pub actual: String,
    /// Why: as committed, or as found if it is not what was committed.
    pub reason: String,
    /// The setting that makes it work.
    pub advice: String,
}

/// One entry of the baseline: a failure that is known.
#[derive(Clone, Debug, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct BaselineRow {
    /// The check that fails.
    pub id: String,
    /// The profile it fails under; each one if there is none.
    pub profile: Option<String>,
    /// `FAIL`, `CRASH`, `TIMEOUT` or `INCONCLUSIVE`.
    pub verdict: String,
    /// Why that is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub until: Option<String>,
    /// `held`, `drift` or `not_run`.
    pub state: &'static str,
    /// What drifted; empty when nothing did.
    pub why: String,
}

impl BaselineRow {
    /// Whether this entry speaks of that check and of what it found.
    #[must_use]
    pub fn holds(&self, check: &Check) -> bool {
        self.id == check.id
            && (self.profile.is_none() || self.profile == check.profile)
            && check.verdict.is_failure()
            && self.verdict == check.verdict.kind()
    }

    /// Whether it no longer holds.
    #[must_use]
    pub fn has_drifted(&self) -> bool {
        self.state == "drift"
    }
}

/// What differs between two runs with the same seed.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(clippy::exhaustive_structs)] // As `Report`.
pub struct Run {
    /// When it began, in RFC 3339.
    pub started: String,
    /// How long it took.
    pub duration_ms: u64,
    /// The loopback ports that were served.
    pub ports: Vec<u16>,
}

impl Report {
    /// Counts every check again, and with it the exit code.
    #[must_use]
    pub fn counted(mut self) -> Self {
        let mut summary = Summary::default();
        for check in self.checks() {
            summary.count_as(check.verdict, check.standing);
        }
        // A case that nothing proves to be sharp is a fault like a mutant that got away.
        let is_dull = Sharpness::of(&self).is_some_and(|sharpness| sharpness.dull > 0);
        self.exit_code = match summary.exit_code() {
            0 if is_dull => 1,
            code => code,
        };
        self.summary = summary;
        self
    }
}
