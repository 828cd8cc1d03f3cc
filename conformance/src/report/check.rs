//! Every row of a report as one list of checks: what the reports for people and for build servers are made from.
//!
//! The counts, the findings at the terminal, the JUnit file and the summary all walk this list, so that they cannot disagree on what
//! was judged or on what failed.

use super::{BaselineRow, CaseRow, ErratumRow, ExampleRow, MutantRow, PeerRow, Report};
use crate::verdict::{Standing, Verdict};

/// One thing that was judged, with what a reader needs to act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The part of the report that it stands in.
    pub section: Section,
    /// Its id, as `S-CODE-03` or `001-token-json/core`: what an entry of a baseline names.
    pub id: String,
    /// The profile it was judged under, where there are profiles.
    pub profile: Option<String>,
    /// What it shows, and where it stands.
    pub title: String,
    /// What was found.
    pub verdict: Verdict,
    /// How that stands in the run.
    pub standing: Standing,
    /// What is required.
    pub requirement: String,
    /// What was asked for.
    pub expected: String,
    /// What was found instead.
    pub actual: String,
    /// Why, in a sentence.
    pub why: String,
    /// What to do about it.
    pub advice: String,
    /// How to see it again.
    pub replay: String,
    /// What went over the wire, a line each.
    pub transcript: Vec<String>,
}

/// A part of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// The documented examples, each with its five results.
    Examples,
    /// The errata of the pages.
    Errata,
    /// What the ledger leaves open.
    Ledger,
    /// The server cases.
    ServerCases,
    /// The client cases.
    ClientCases,
    /// The deliberately broken peers.
    Mutants,
    /// Other people's clients and servers.
    Peers,
    /// The entries of the baseline that no longer hold.
    Baseline,
}

impl Section {
    /// All of them, in the order of the reports.
    pub const ALL: [Section; 8] = [
        Section::Examples,
        Section::Errata,
        Section::Ledger,
        Section::ServerCases,
        Section::ClientCases,
        Section::Mutants,
        Section::Peers,
        Section::Baseline,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Section::Examples => "examples",
            Section::Errata => "errata",
            Section::Ledger => "ledger",
            Section::ServerCases => "server cases",
            Section::ClientCases => "client cases",
            Section::Mutants => "mutants",
            Section::Peers => "peers",
            Section::Baseline => "baseline",
        }
    }
}

impl Check {
    /// A check that found no more than its verdict.
    fn new(section: Section, id: &str, title: String, verdict: Verdict) -> Self {
        Self {
            section,
            id: id.to_owned(),
            profile: None,
            title,
            verdict,
            standing: Standing::Judged,
            requirement: String::new(),
            expected: String::new(),
            actual: String::new(),
            why: String::new(),
            advice: String::new(),
            replay: String::new(),
            transcript: Vec::new(),
        }
    }

    /// Id and profile, as one name.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.profile {
            Some(profile) => format!("{} ({profile})", self.id),
            None => self.id.clone(),
        }
    }

    /// Whether a reader must do something about it.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.standing != Standing::Held
            && (self.verdict.is_failure()
                || matches!(self.verdict, Verdict::Warn | Verdict::Review))
    }

    /// What a reader needs to act on it, each part with its label; parts that say nothing are left out.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        [
            ("Requirement", &self.requirement),
            ("Expected", &self.expected),
            ("Actual", &self.actual),
            ("Why", &self.why),
            ("Advice", &self.advice),
            ("Replay", &self.replay),
        ]
        .into_iter()
        .filter(|(_, part)| !part.is_empty())
        .map(|(label, part)| (label, part.as_str()))
        .collect()
    }
}

impl Report {
    /// Everything that was judged, in the order of the reports.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        self.examples.iter().for_each(|row| checks.extend(of_example(row)));
        checks.extend(self.errata.iter().map(of_erratum));
        for (index, gap) in self.gaps.iter().enumerate() {
            let before = self.gaps.iter().take(index).filter(|other| other.place == gap.place);
            let id = match before.count() {
                0 => gap.place.clone(),
                more => format!("{}, {}", gap.place, more + 1),
            };
            checks.push(Check {
                requirement: String::from(COVERED),
                actual: gap.missing.clone(),
                ..Check::new(Section::Ledger, &id, String::from("the ledger"), Verdict::Fail)
            });
        }
        for section in [Section::ServerCases, Section::ClientCases] {
            let of_side =
                |row: &&CaseRow| (row.side == "client") == (section == Section::ClientCases);
            checks.extend(self.cases.iter().filter(of_side).map(|row| of_case(row, section)));
        }
        checks.extend(self.mutants.iter().map(of_mutant));
        for check in &mut checks {
            if let Some(row) = self.baseline.iter().find(|row| row.holds(check)) {
                check.standing = Standing::Held;
                check.why = match check.why.as_str() {
                    "" => format!("held by the baseline: {}", row.reason),
                    why => format!("held by the baseline: {}; {why}", row.reason),
                };
            }
        }
        checks.extend(self.peers.iter().map(of_peer));
        checks.extend(self.baseline.iter().filter(|row| row.has_drifted()).map(of_stale_entry));
        checks
    }
}

fn of_example(row: &ExampleRow) -> impl Iterator<Item = Check> {
    let [first, last] = row.lines;
    row.results().into_iter().map(move |(result, judgement)| Check {
        requirement: requirement(result).to_owned(),
        expected: judgement.expected.clone(),
        actual: judgement.actual.clone(),
        why: judgement.reason.clone(),
        ..Check::new(
            Section::Examples,
            &format!("{}/{result}", row.id),
            format!("page {}, lines {first}-{last}", row.page),
            judgement.verdict,
        )
    })
}

fn of_erratum(row: &ErratumRow) -> Check {
    let gone = row.verdict != Verdict::Pass;
    Check {
        requirement: String::from("a recorded erratum is still on its page"),
        expected: row.proof.clone(),
        actual: if gone { String::from("the page does not have it") } else { String::new() },
        ..Check::new(
            Section::Errata,
            &row.id,
            format!("page {}: {}", row.page, row.title),
            row.verdict,
        )
    }
}

fn of_case(row: &CaseRow, section: Section) -> Check {
    Check {
        profile: Some(row.profile.clone()),
        requirement: row.requirement.clone(),
        expected: row.expected.clone(),
        actual: row.actual.clone(),
        why: row.reason.clone(),
        advice: row.advice.clone(),
        replay: format!("replay {}", row.replay),
        transcript: row.transcript.clone(),
        ..Check::new(section, &row.id, row.title.clone(), row.verdict)
    }
}

fn of_mutant(row: &MutantRow) -> Check {
    Check {
        requirement: String::from("each of its own cases fails with it, and names what is broken"),
        expected: format!("killed by {}", row.own.join(" ")),
        actual: match row.killed_by.as_slice() {
            [] => String::from("killed by no case"),
            cases => format!("killed by {}", cases.join(" ")),
        },
        ..Check::new(
            Section::Mutants,
            &row.id,
            format!("a {} that breaks {}", row.side, row.breaks.join(" ")),
            row.verdict,
        )
    }
}

/// A peer passes with the result that is committed for it, whatever that is.
fn of_peer(row: &PeerRow) -> Check {
    let as_committed = row.expected == row.actual;
    let verdict = if as_committed { Verdict::Pass } else { Verdict::Fail };
    Check {
        profile: (!row.profile.is_empty()).then(|| row.profile.clone()),
        standing: if as_committed { Standing::Judged } else { Standing::Changed },
        requirement: String::from("the result is the committed one"),
        expected: row.expected.clone(),
        actual: row.actual.clone(),
        why: row.reason.clone(),
        advice: row.advice.clone(),
        ..Check::new(
            Section::Peers,
            &format!("{}/{}", row.name, row.case),
            format!("{} {} as a {}", row.name, row.version, row.side),
            verdict,
        )
    }
}

fn of_stale_entry(row: &BaselineRow) -> Check {
    Check {
        profile: row.profile.clone(),
        standing: Standing::Stale,
        requirement: String::from("what the baseline holds is still so"),
        expected: format!("{}: {}", row.verdict, row.reason),
        actual: row.why.clone(),
        advice: String::from("take the entry out of the baseline, or renew it"),
        ..Check::new(
            Section::Baseline,
            &row.id,
            String::from("an entry of the baseline"),
            Verdict::Fail,
        )
    }
}

const COVERED: &str =
    "every block of a page is claimed, and every requirement is covered or excused";

/// What each of an example's five results stands for.
#[must_use]
pub fn requirement(result: &str) -> &'static str {
    match result {
        "as_printed" => "the page's text has exactly the errata that are recorded for it",
        "as_repaired" => "the repaired text, run by the real programs, does what the example means",
        "core" => "workfront-oauth says the same, from the same inputs",
        "reqwest" => {
            "it arrives through workfront-oauth-reqwest, and the documented answer is read from it"
        }
        "ureq" => {
            "it arrives through workfront-oauth-ureq, and the documented answer is read from it"
        }
        _ => "",
    }
}
