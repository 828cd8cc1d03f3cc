//! Judging a server: each case on a server that remembers nothing, under each of its profiles, beside its control.

mod answer;
mod browser;
mod fault;
mod form;
mod held;
mod http;
mod jwt;
mod mutant;
mod play;
mod request;
mod target;
mod trouble;

pub use mutant::Mutant;
pub use target::{FileTarget, SandboxTarget, Target};

use std::collections::BTreeMap;

use play::{Played, play};

use crate::again::Code;
use crate::cases::{Expectation as _, Profile, ServerCase};
use crate::cli::complain;
use crate::ledger::Requirement;
use crate::parallel;
use crate::report::{CaseRow, ControlRow};
use crate::secrets::Secrets;
use crate::verdict::{Judgement, Unjudged, Verdict};

/// What is judged, and by what.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs)] // The arguments of `judge`.
pub struct Trial<'a> {
    /// The cases to judge by.
    pub chosen: &'a [ServerCase],
    /// Those and their controls.
    pub all: &'a [ServerCase],
    /// The ledger.
    pub requirements: &'a [Requirement],
    /// The profiles to judge under.
    pub profiles: &'a [Profile],
}

/// Judges a target.
pub fn judge(target: &Target, trial: Trial<'_>, secrets: &mut Secrets) -> Vec<CaseRow> {
    let control_of =
        |case: &ServerCase| trial.all.iter().find(|other| case.control.as_ref() == Some(&other.id));
    let mut games: Vec<(&ServerCase, Profile)> = Vec::new();
    let mut rows = Vec::new();
    for case in trial.chosen {
        for profile in case.profiles.iter().filter(|profile| trial.profiles.contains(profile)) {
            rows.push((case, *profile));
            games.push((case, *profile));
            games.extend(control_of(case).map(|control| (control, *profile)));
        }
    }
    games.sort_by(|(a, under), (b, other)| (&a.id, *under).cmp(&(&b.id, *other)));
    games.dedup_by(|(a, under), (b, other)| (&a.id, under) == (&b.id, other));

    let play = |(case, profile): &(&ServerCase, Profile)| {
        let mut secrets = Secrets::default();
        let played = play(target, case, *profile, &mut secrets);
        ((case.id.clone(), *profile), played, secrets)
    };
    let all = if target.is_shared() {
        one_after_another(&games, play)
    } else {
        parallel::map(&games, play)
    };
    let mut played = BTreeMap::new();
    for (key, result, own) in all {
        secrets.absorb(own);
        played.insert(key, result);
    }
    let row = |(case, profile): (&ServerCase, Profile)| {
        let control = control_of(case)
            .and_then(|control| Some((control, played.get(&(control.id.clone(), profile))?)));
        let own = played.get(&(case.id.clone(), profile))?;
        Some(row(target, case, profile, own, control, trial.requirements))
    };
    rows.into_iter().filter_map(row).collect()
}

/// What one case came to, and the secrets of it.
type Result = ((String, Profile), Played, Secrets);

/// Plays against a server that is the same for all cases, and stops asking one that has fallen silent.
fn one_after_another<'c>(
    games: &[(&'c ServerCase, Profile)],
    play: impl Fn(&(&'c ServerCase, Profile)) -> Result,
) -> Vec<Result> {
    let (mut in_a_row, mut in_all) = (0, 0);
    let one = |(index, game): (usize, &(&'c ServerCase, Profile))| {
        let (case, profile) = game;
        let why = match (in_a_row, in_all) {
            (IN_A_ROW.., _) => format!("{IN_A_ROW} times in a row"),
            (_, IN_ALL..) => format!("{IN_ALL} times"),
            _ => {
                complain(&format!(
                    "[{}/{}] {} {}",
                    index + 1,
                    games.len(),
                    case.id,
                    profile.word()
                ));
                let result = play(game);
                let silent = result.1.judgement.verdict == Verdict::NotJudged(Unjudged::Timeout);
                in_a_row = if silent { in_a_row + 1 } else { 0 };
                in_all += u32::from(silent);
                return result;
            }
        };
        let judgement = Judgement::not_judged(
            Unjudged::Timeout,
            format!("not asked: the server did not answer {why}"),
        );
        let played = Played { judgement, transcript: Vec::new() };
        ((case.id.clone(), *profile), played, Secrets::default())
    };
    games.iter().enumerate().map(one).collect()
}

/// Silences in a row after which a server is not asked any more.
const IN_A_ROW: u32 = 3;
/// Silences in a whole run, with answers between them, after which it is not either.
const IN_ALL: u32 = 12;

fn row(
    target: &Target,
    case: &ServerCase,
    profile: Profile,
    own: &Played,
    control: Option<(&ServerCase, &Played)>,
    requirements: &[Requirement],
) -> CaseRow {
    let mut judgement = own.judgement.clone();
    if let Some((control, played)) = control
        && played.judgement.verdict != Verdict::Pass
        // What was not judged, or went wrong here, has a reason of its own.
        && !matches!(judgement.verdict, Verdict::NotJudged(_) | Verdict::Error)
    {
        judgement = match played.judgement.verdict {
            // What the target lacks, its control lacks too.
            Verdict::NotJudged(Unjudged::Skip) => played.judgement.clone(),
            _ => Judgement::inconclusive(format!(
                "its control {} did not pass, so a refusal proves nothing: see there first",
                control.id
            )),
        };
    }
    let says = case.basis.iter().filter_map(|id| {
        requirements.iter().find(|entry| entry.id == *id).map(|entry| entry.says.as_str())
    });
    CaseRow {
        id: case.id.clone(),
        ideas: case.ideas.clone(),
        title: case.title.clone(),
        side: case.side.word().to_owned(),
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
        replay: Code::of(&case.id, profile, target.seed()).to_string(),
        transcript: own.transcript.clone(),
    }
}
