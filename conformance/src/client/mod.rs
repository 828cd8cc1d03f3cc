//! Judging a client: each case with a fresh process on a fresh server, beside its control.
//!
//! The suite plays the server and the user's browser. A verdict rests on two witnesses: what the client says of itself, and what
//! arrived at the server. A client that crashed, hung or said nothing passes nothing.

mod drive;
mod evidence;
mod expect;
mod http;
mod run;
mod self_play;
mod shape;
mod tls;
mod world;

pub use run::run;
pub use self_play::self_play;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use drive::Played;

use crate::again::Code;
use crate::cases::{ClientCase, Expectation as _, Profile};
use crate::keys::MACHINE_PRIVATE_PEM;
use crate::ledger::Requirement;
use crate::report::{CaseRow, ControlRow};
use crate::secrets::Secrets;
use crate::shim::message::{Ask, PROTOCOL};
use crate::shim::process::{NotStarted, Process, Shim};
use crate::verdict::{Judgement, Unjudged, Verdict};

/// A client under test.
pub struct Client {
    shim: Shim,
    seed: u64,
    name: String,
    version: String,
    /// The operations that it says it does; none if it does not say.
    ops: Option<Vec<String>>,
}

impl Client {
    /// Asks the client who it is. One that does not answer that is called by its command.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn meet(shim: Shim, seed: u64) -> Result<Self, NotStarted> {
        let hello = shim.start()?.ask(&Ask::Hello { protocol: PROTOCOL }).unwrap_or_default();
        let name = hello.name.unwrap_or_else(|| shim.program().to_owned());
        let version = hello.version.unwrap_or_default();
        Ok(Self { shim, seed, name, version, ops: hello.ops })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn start(&self) -> Result<Process, NotStarted> {
        self.shim.start()
    }

    /// Whether it does an operation, as far as it says.
    fn does(&self, op: &str) -> bool {
        self.ops.as_ref().is_none_or(|ops| ops.iter().any(|known| known == op))
    }

    /// Whether it can be told the time: only one that says so is.
    fn sets_clock(&self) -> bool {
        self.ops.as_ref().is_some_and(|ops| ops.iter().any(|known| known == "set_clock"))
    }
}

/// What is judged besides the client: all cases, and what they rest on.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs)] // Nothing but three names for what a judgement looks at.
pub struct Book<'c> {
    /// The cases to judge by.
    pub chosen: &'c [ClientCase],
    /// All cases, for controls.
    pub all: &'c [ClientCase],
    /// The ledger.
    pub requirements: &'c [Requirement],
}

/// Judges a client by the chosen cases; `progress` is told the id of each case and control before it is played.
pub fn judge<'c>(
    client: &Client,
    book: Book<'c>,
    secrets: &mut Secrets,
    progress: impl Fn(&str) + Sync,
) -> Vec<CaseRow> {
    let control =
        |case: &ClientCase| book.all.iter().find(|other| case.control.as_ref() == Some(&other.id));
    let mut jobs: BTreeMap<(&str, Server), (&ClientCase, Profile)> = BTreeMap::new();
    for case in book.chosen {
        for profile in &case.profiles {
            for each in [Some(case), control(case)].into_iter().flatten() {
                jobs.entry((&each.id, Server::of(*profile))).or_insert((each, *profile));
            }
        }
    }
    let played = played(client, &jobs, progress);
    for value in played.values().flat_map(|played| &played.secrets) {
        secrets.add("secret of a case", value);
    }
    if played.values().any(|played| played.used_key) {
        secrets.add_private_key(MACHINE_PRIVATE_PEM);
    }
    let mut rows = Vec::new();
    for case in book.chosen {
        for profile in &case.profiles {
            let found =
                |case: &'c ClientCase| played.get(&(case.id.as_str(), Server::of(*profile)));
            if let Some(own) = found(case) {
                let control = control(case).and_then(|control| Some((control, found(control)?)));
                rows.push(row(client, case, *profile, own, control, book.requirements));
            }
        }
    }
    rows
}

type Jobs<'c, T> = BTreeMap<(&'c str, Server), T>;

/// Plays every job once, a few at a time: each has its own server and its own process, so that none can disturb another.
fn played<'c>(
    client: &Client,
    jobs: &Jobs<'c, (&'c ClientCase, Profile)>,
    progress: impl Fn(&str) + Sync,
) -> Jobs<'c, Played> {
    let waiting = Mutex::new(jobs.iter());
    let silences = AtomicUsize::new(0);
    let played = Mutex::new(Jobs::new());
    let work = || {
        loop {
            let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((key, (case, profile))) = job else { return };
            progress(&case.id);
            let came = if silences.load(Relaxed) < SILENCES {
                drive::play(client, case, *profile)
            } else {
                Played::not(Judgement {
                    verdict: Verdict::NotJudged(Unjudged::Timeout),
                    reason: format!(
                        "not asked: the client did not answer {SILENCES} times in a row"
                    ),
                    expected: String::new(),
                    actual: String::new(),
                })
            };
            if came.judgement.verdict == Verdict::NotJudged(Unjudged::Timeout) {
                silences.fetch_add(1, Relaxed);
            } else {
                silences.store(0, Relaxed);
            }
            played.lock().unwrap_or_else(PoisonError::into_inner).insert(*key, came);
        }
    };
    std::thread::scope(|scope| {
        (0..AT_A_TIME).for_each(|_| _ = scope.spawn(work));
    });
    played.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Cases that are played at a time: most of a case's time is waiting.
const AT_A_TIME: usize = 4;
/// Silences in a row after which a client is not asked any more.
const SILENCES: usize = 3;

/// What the client meets: two profiles have the same server, and a client is not told which of them it is judged by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Server {
    Documented,
    Strict,
}

impl Server {
    fn of(profile: Profile) -> Self {
        match profile {
            Profile::Documented => Server::Documented,
            Profile::Rfc | Profile::Bcp => Server::Strict,
        }
    }
}

fn row(
    client: &Client,
    case: &ClientCase,
    profile: Profile,
    own: &Played,
    control: Option<(&ClientCase, &Played)>,
    requirements: &[Requirement],
) -> CaseRow {
    let judgement = match control {
        Some((control, Played { judgement, .. })) if judgement.verdict != Verdict::Pass => {
            unproven(&own.judgement, control, judgement)
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
        replay: Code::of(&case.id, profile, client.seed()).to_string(),
        transcript: own.transcript.clone(),
    }
}

/// Without a control that passes, nothing is known; but what the client does not do at all stays so.
fn unproven(own: &Judgement, control: &ClientCase, found: &Judgement) -> Judgement {
    use Unjudged::Unimplemented;
    match (own.verdict, found.verdict) {
        (Verdict::NotJudged(_) | Verdict::Error, _) => own.clone(),
        (_, Verdict::NotJudged(Unimplemented)) => Judgement {
            verdict: Verdict::NotJudged(Unimplemented),
            reason: format!("its control {} asks for what the client does not do", control.id),
            ..own.clone()
        },
        _ => Judgement::inconclusive(format!(
            "its control {} did not pass, so nothing is proved: see there first",
            control.id
        )),
    }
}
