//! Judging a server: each case on a fresh server under each of its profiles, beside its control.

mod answer;
mod drive;
mod http;
mod target;

pub use target::SandboxTarget;

use std::collections::BTreeMap;

use crate::cases::{Expectation as _, Profile, ServerCase};
use crate::ledger::Requirement;
use crate::report::{CaseRow, ControlRow};
use crate::secrets::Secrets;
use crate::verdict::{Judgement, Verdict};

/// What one case came to, before its control is looked at.
struct Played {
    judgement: Judgement,
    transcript: Vec<String>,
}

/// Judges `chosen`, whose controls are among `all`.
pub fn judge(
    target: &SandboxTarget,
    chosen: &[ServerCase],
    all: &[ServerCase],
    requirements: &[Requirement],
    secrets: &mut Secrets,
) -> Vec<CaseRow> {
    let mut played: BTreeMap<(String, &'static str), Played> = BTreeMap::new();
    let mut rows = Vec::new();
    for case in chosen {
        let control = all.iter().find(|other| case.control.as_ref() == Some(&other.id));
        for profile in &case.profiles {
            for each in [Some(case), control].into_iter().flatten() {
                played
                    .entry((each.id.clone(), profile.word()))
                    .or_insert_with(|| play(target, each, *profile, secrets));
            }
            let found = |case: &ServerCase| played.get(&(case.id.clone(), profile.word()));
            if let Some(own) = found(case) {
                let control = control.and_then(|control| Some((control, found(control)?)));
                rows.push(row(target, case, *profile, own, control, requirements));
            }
        }
    }
    rows
}

/// A server that cannot be started or asked is nobody's verdict.
fn play(
    target: &SandboxTarget,
    case: &ServerCase,
    profile: Profile,
    secrets: &mut Secrets,
) -> Played {
    match target.start(profile) {
        Ok(server) => drive::play(&server, case, profile, secrets),
        Err(error) => Played { judgement: Judgement::error(error), transcript: Vec::new() },
    }
}

fn row(
    target: &SandboxTarget,
    case: &ServerCase,
    profile: Profile,
    own: &Played,
    control: Option<(&ServerCase, &Played)>,
    requirements: &[Requirement],
) -> CaseRow {
    let judgement = match control {
        Some((control, Played { judgement, .. })) if judgement.verdict != Verdict::Pass => {
            Judgement::inconclusive(format!(
                "its control {} did not pass, so a refusal proves nothing: see there first",
                control.id
            ))
        }
        _ => own.judgement.clone(),
    };
    let says = case.basis.iter().filter_map(|id| {
        requirements.iter().find(|entry| entry.id == *id).map(|entry| entry.says.as_str())
    });
    CaseRow {
        id: case.id.clone(),
        ideas: case.ideas.clone(),
        title: case.title.clone(),
        side: String::from("server"),
        level: case.level.word().to_owned(),
        profile: profile.word().to_owned(),
        basis: case.basis.clone(),
        verdict: judgement.verdict,
        reason: judgement.reason,
        control: control.map(|(control, played)| ControlRow {
            id: control.id.clone(),
            verdict: played.judgement.verdict,
        }),
        requirement: says.collect::<Vec<_>>().join(" "),
        expected: case.expect.says(),
        actual: judgement.actual,
        advice: String::new(),
        replay: format!("run --filter={} --seed={}", case.id, target.seed()),
        transcript: own.transcript.clone(),
    }
}
