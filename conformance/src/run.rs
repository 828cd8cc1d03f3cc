//! A run: from a request to a report.

use std::path::PathBuf;
use std::time::Instant;

use crate::cases::Profile;
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome, RunOptions, complain};
use crate::client::{self, Book, Client};
use crate::drift::Pages;
use crate::errata::Erratum;
use crate::example::Example;
use crate::ledger::Requirement;
use crate::programs::Programs;
use crate::replay::Replay;
use crate::replay::through_transport::Carrier;
use crate::report::{self, Conclusion, ErratumRow, Report, RequirementRow, Run, SCHEMA, Target};
use crate::secrets::Secrets;
use crate::self_check::{Check, client_mutants, server_mutants};
use crate::server::{self, SandboxTarget, Trial};
use crate::shim::process::Shim;
use crate::verdict::{Summary, Verdict};

/// What is to be run.
pub struct Request {
    options: RunOptions,
    what: What,
}

/// What is judged.
enum What {
    /// Everything that needs no peer.
    All,
    /// The examples alone, compared with a directory of pages if there is one.
    Examples(Option<PathBuf>),
    /// The server that this file describes.
    Server(PathBuf),
    /// Our own clients and the sandbox, by the cases alone.
    Cases,
    /// The cases themselves; in full or each by its own.
    SelfCheck(bool),
}

impl Request {
    /// Everything that needs no peer.
    #[must_use]
    pub fn all(options: RunOptions) -> Self {
        Self { options, what: What::All }
    }

    /// The documented examples alone, compared with a directory of pages if there is one.
    #[must_use]
    pub fn examples(options: RunOptions, pages: Option<PathBuf>) -> Self {
        Self { options, what: What::Examples(pages) }
    }

    /// Our own clients and the sandbox, by the cases alone.
    #[must_use]
    pub fn cases(options: RunOptions) -> Self {
        Self { options, what: What::Cases }
    }

    /// A server, by the server cases.
    #[must_use]
    pub fn server(options: RunOptions, target: PathBuf) -> Self {
        Self { options, what: What::Server(target) }
    }

    /// The server cases, by servers that are wrong on purpose.
    #[must_use]
    pub fn self_check(options: RunOptions, full: bool) -> Self {
        Self { options, what: What::SelfCheck(full) }
    }

    fn command(&self) -> &'static str {
        match self.what {
            _ if self.options.again.is_some() => "replay",
            What::All | What::Cases => "run",
            What::Examples(_) => "examples",
            What::Server(_) => "server",
            What::SelfCheck(_) => "self-check",
        }
    }

    /// The command line's part that the report repeats: what decides the run, not where its report goes.
    fn arguments(&self) -> Vec<String> {
        let filter = self.options.filter.iter().map(|filter| format!("--filter={filter}"));
        let seed = self.options.seed.iter().map(|seed| format!("--seed={seed}"));
        let own = match &self.what {
            What::All | What::Cases | What::SelfCheck(false) | What::Examples(None) => None,
            What::Examples(Some(pages)) => Some(format!("--pages={}", pages.display())),
            What::Server(target) => Some(format!("--target={}", target.display())),
            What::SelfCheck(true) => Some(String::from("--full")),
        };
        let profiles = self.options.profile.iter();
        let profiles = profiles.map(|profile| format!("--profile={}", profile.word()));
        let baseline = self.options.baseline.iter();
        let baseline = baseline.map(|file| format!("--baseline={}", file.display()));
        filter.chain(seed).chain(own).chain(profiles).chain(baseline).collect()
    }
}

/// Runs what is asked for, and writes the report if one is.
///
/// # Errors
///
/// Something that a run needs is missing here, or its report cannot be written. A judgement is never an error.
pub fn run(request: &Request) -> Result<Outcome, Failure> {
    let conclusion = Conclusion::prepare(&request.options)?;
    let known = Catalogue::load()?;
    let profiles = request.options.profiles();
    let chosen = known.filtered(request.options.filter.as_deref()).under(&profiles);
    let mut secrets = Secrets::default();
    let seed = match request.options.seed {
        Some(seed) => seed,
        // 32 bits: enough to differ, and short enough to type again.
        None => u64::from(getrandom::u32().map_err(|error| {
            Failure::Suite(format!("the system gives no random number: {error}"))
        })?),
    };
    let mut report = empty(request, seed, &profiles);
    let sandbox = server::Target::Sandbox(SandboxTarget::new(seed));
    let begun = Instant::now();
    let trial = Trial {
        chosen: &chosen.server_cases,
        all: &known.server_cases,
        requirements: &known.requirements,
        profiles: &profiles,
    };
    let check = |full| Check {
        catalogue: &known,
        profiles: &profiles,
        seed,
        full,
        filter: request.options.filter.as_deref(),
    };
    let book = Book {
        chosen: &chosen.client_cases,
        all: &known.client_cases,
        requirements: &known.requirements,
    };
    match &request.what {
        What::Examples(pages) => {
            report.profiles = vec![String::from("documented")];
            let pages = pages.as_deref().map(Pages::read).transpose();
            // A directory that holds no pages is a mistake in the command line.
            let pages = pages.map_err(|error| Failure::Usage(error.to_string()))?;
            let bare = known.clone().without_ledger();
            let chosen = chosen.clone().without_ledger();
            examples(request, &bare, &chosen, pages.as_ref(), &mut report, &mut secrets)?;
        }
        What::All => {
            examples(request, &known, &chosen, None, &mut report, &mut secrets)?;
            let program = program()?;
            complain(&format!("{} client cases", chosen.client_cases.len()));
            report.cases = client::self_play(&program, seed, book, &mut secrets).map_err(suite)?;
            complain(&format!("{} server cases", chosen.server_cases.len()));
            report.cases.extend(server::judge(&sandbox, trial, &mut secrets));
            report.mutants = mutants(check(false), &program)?;
        }
        What::Cases => {
            report.cases =
                client::self_play(&program()?, seed, book, &mut secrets).map_err(suite)?;
            report.cases.extend(server::judge(&sandbox, trial, &mut secrets));
        }
        What::SelfCheck(full) => {
            let program = program()?;
            let shim =
                Shim::of(vec![program.clone(), String::from("ref-client")]).map_err(suite)?;
            let client = Client::meet(shim, seed).map_err(suite)?;
            report.target = sandbox.described();
            report.cases = client::judge(&client, book, &mut secrets, |_| {});
            report.cases.extend(server::judge(&sandbox, trial, &mut secrets));
            report.mutants = mutants(check(*full), &program)?;
        }
        What::Server(file) => {
            let target = server::Target::from_file(file, seed).map_err(Failure::Usage)?;
            target.confide(&mut secrets).map_err(Failure::Usage)?;
            report.target = target.described();
            report.cases = server::judge(&target, trial, &mut secrets);
        }
    }
    report.run.duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(conclusion.of(report, |id| known.has(id), &secrets))
}

/// This program, as the command that starts its own clients.
fn program() -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(suite)?;
    let program = program.into_os_string().into_string();
    program.map_err(|_| Failure::Suite(String::from("this program's path is not text")))
}

/// Both sides' mutants, each on the cases that name it, or on all.
fn mutants(check: Check<'_>, program: &str) -> Result<Vec<report::MutantRow>, Failure> {
    complain("client mutants, each on its own cases");
    let mut rows = client_mutants(check, program).map_err(Failure::Suite)?;
    complain("server mutants, each on its own cases");
    rows.extend(server_mutants(check));
    Ok(rows)
}

/// A report before anything is judged.
fn empty(request: &Request, seed: u64, profiles: &[Profile]) -> Report {
    Report {
        schema: SCHEMA,
        command: request.command().to_owned(),
        args: request.arguments(),
        seed,
        profiles: profiles.iter().map(|profile| profile.word().to_owned()).collect(),
        target: Target {
            kind: "reference",
            name: String::from("workfront-oauth"),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        exit_code: 0,
        summary: Summary::default(),
        examples: Vec::new(),
        errata: Vec::new(),
        cases: Vec::new(),
        mutants: Vec::new(),
        requirements: Vec::new(),
        gaps: Vec::new(),
        peers: Vec::new(),
        baseline: Vec::new(),
        run: Run {
            started: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            duration_ms: 0,
            ports: Vec::new(),
        },
    }
}

/// Replays the examples, and checks errata and ledger.
fn examples(
    request: &Request,
    catalogue: &Catalogue,
    chosen: &Catalogue,
    pages: Option<&Pages>,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Result<(), Failure> {
    let programs = Programs::find(std::env::var_os("PATH").as_deref()).map_err(suite)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(suite)?;
    runtime.block_on(replay(&programs, catalogue, chosen, pages, report, secrets))?;
    // A filter names examples or errata; the pages as a whole have no id that it could begin with.
    let changes = match (pages, &request.options.filter) {
        (Some(pages), None) => pages.changes(&catalogue.pages),
        _ => Vec::new(),
    };
    report.errata = chosen
        .errata
        .iter()
        .map(|erratum| erratum_row(erratum, &catalogue.examples, pages))
        .collect();
    report.requirements = chosen.requirements.iter().map(requirement_row).collect();
    report.gaps = chosen
        .gaps
        .iter()
        .chain(&changes)
        .map(|gap| report::GapRow { place: gap.place.clone(), missing: gap.missing.clone() })
        .collect();
    Ok(())
}

async fn replay(
    programs: &Programs,
    catalogue: &Catalogue,
    chosen: &Catalogue,
    pages: Option<&Pages>,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Result<(), Failure> {
    let replay = Replay::prepare(
        (&catalogue.examples, &catalogue.errata),
        programs,
        report.seed,
        Carrier::both().map_err(suite)?,
        secrets,
    )
    .await
    .map_err(suite)?;
    for (index, example) in chosen.examples.iter().enumerate() {
        complain(&format!("[{:>2}/{}] {}", index + 1, chosen.examples.len(), example.id));
        let (mut row, port) = replay.example(example, secrets).await.map_err(suite)?;
        if let Some(drift) = pages.and_then(|pages| pages.drift(example)) {
            row.as_printed = drift;
        }
        report.examples.push(row);
        report.run.ports.push(port);
    }
    Ok(())
}

/// An erratum passes as long as its check finds it on its page: on the one given, or else on the one that was recorded.
fn erratum_row(erratum: &Erratum, examples: &[Example], pages: Option<&Pages>) -> ErratumRow {
    let found = match pages {
        Some(pages) => erratum.is_on(pages.texts(), examples),
        None => erratum.is_found(examples),
    };
    ErratumRow {
        id: erratum.id.clone(),
        page: erratum.page.clone(),
        lines: erratum.lines,
        title: erratum.title.clone(),
        proof: erratum.proof.clone(),
        verdict: if found { Verdict::Pass } else { Verdict::Fail },
    }
}

pub(crate) fn requirement_row(requirement: &Requirement) -> RequirementRow {
    RequirementRow {
        id: requirement.id.clone(),
        source: requirement.source(),
        section: requirement.section(),
        paraphrase: requirement.says.clone(),
        level: requirement.level.word().to_owned(),
        covered_by: requirement.covered_by.clone(),
        later: requirement.later.map(|later| later.word().to_owned()),
        excused: requirement.untestable.clone(),
    }
}

fn suite(error: impl std::fmt::Display) -> Failure {
    Failure::Suite(error.to_string())
}
