//! A run: from a request to a report.

use std::path::PathBuf;
use std::time::Instant;

use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome, RunOptions, complain};
use crate::drift::Pages;
use crate::errata::Erratum;
use crate::example::Example;
use crate::ledger::Requirement;
use crate::programs::Programs;
use crate::replay::Replay;
use crate::replay::through_transport::Carrier;
use crate::report::{self, Conclusion, ErratumRow, Report, RequirementRow, Run, SCHEMA, Target};
use crate::secrets::Secrets;
use crate::server::{self, SandboxTarget};
use crate::verdict::{Summary, Verdict};

/// What is to be run.
pub struct Request {
    command: &'static str,
    options: RunOptions,
    pages: Option<PathBuf>,
    with_ledger: bool,
}

impl Request {
    /// Everything that needs no peer.
    #[must_use]
    pub fn all(options: RunOptions) -> Self {
        Self { command: "run", options, pages: None, with_ledger: true }
    }

    /// The documented examples alone, compared with a directory of pages if there is one.
    #[must_use]
    pub fn examples(options: RunOptions, pages: Option<PathBuf>) -> Self {
        Self { command: "examples", options, pages, with_ledger: false }
    }

    /// The command line's part that the report repeats: what decides the run, not where its report goes.
    fn arguments(&self) -> Vec<String> {
        let filter = self.options.filter.iter().map(|filter| format!("--filter={filter}"));
        let seed = self.options.seed.iter().map(|seed| format!("--seed={seed}"));
        let pages = self.pages.iter().map(|pages| format!("--pages={}", pages.display()));
        let profiles = self.options.profile.iter();
        let profiles = profiles.map(|profile| format!("--profile={}", profile.word()));
        let baseline = self.options.baseline.iter();
        let baseline = baseline.map(|file| format!("--baseline={}", file.display()));
        filter.chain(seed).chain(pages).chain(profiles).chain(baseline).collect()
    }
}

/// Runs what is asked for, and writes the report if one is.
///
/// # Errors
///
/// Something that a run needs is missing here, or its report cannot be written. A judgement is never an error.
pub fn run(request: &Request) -> Result<Outcome, Failure> {
    let conclusion = Conclusion::prepare(&request.options)?;
    let programs = Programs::find(std::env::var_os("PATH").as_deref()).map_err(suite)?;
    // A directory that holds no pages is a mistake in the command line.
    let pages = request.pages.as_deref().map(Pages::read).transpose();
    let pages = pages.map_err(|error| Failure::Usage(error.to_string()))?;
    let known = Catalogue::load()?;
    let catalogue =
        if request.with_ledger { known.clone() } else { known.clone().without_ledger() };
    let profiles = request.options.profiles();
    let chosen = catalogue.filtered(request.options.filter.as_deref()).under(&profiles);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(suite)?;
    let mut secrets = Secrets::default();
    let mut report = runtime.block_on(judge(
        request,
        &programs,
        &catalogue,
        &chosen,
        pages.as_ref(),
        &mut secrets,
    ))?;
    if !chosen.server_cases.is_empty() {
        let sandbox = SandboxTarget::new(report.seed);
        report.profiles = profiles.iter().map(|profile| profile.word().to_owned()).collect();
        report.cases = server::judge(
            &sandbox,
            &chosen.server_cases,
            &catalogue.server_cases,
            &catalogue.requirements,
            &mut secrets,
        );
    }
    Ok(conclusion.of(report, |id| known.has(id), &secrets))
}

async fn judge(
    request: &Request,
    programs: &Programs,
    catalogue: &Catalogue,
    chosen: &Catalogue,
    pages: Option<&Pages>,
    secrets: &mut Secrets,
) -> Result<Report, Failure> {
    let begun = Instant::now();
    let started = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let seed = match request.options.seed {
        Some(seed) => seed,
        // 32 bits: enough to differ, and short enough to type again.
        None => u64::from(getrandom::u32().map_err(|error| {
            Failure::Suite(format!("the system gives no random number: {error}"))
        })?),
    };
    let replay = Replay::prepare(
        (&catalogue.examples, &catalogue.errata),
        programs,
        seed,
        Carrier::both().map_err(suite)?,
        secrets,
    )
    .await
    .map_err(suite)?;
    let mut examples = Vec::new();
    let mut ports = Vec::new();
    for (index, example) in chosen.examples.iter().enumerate() {
        complain(&format!("[{:>2}/{}] {}", index + 1, chosen.examples.len(), example.id));
        let (mut row, port) = replay.example(example, secrets).await.map_err(suite)?;
        if let Some(drift) = pages.and_then(|pages| pages.drift(example)) {
            row.as_printed = drift;
        }
        examples.push(row);
        ports.push(port);
    }
    // A filter names examples or errata; the pages as a whole have no id that it could begin with.
    let changes = match (pages, &request.options.filter) {
        (Some(pages), None) => pages.changes(&catalogue.pages),
        _ => Vec::new(),
    };
    let report = Report {
        schema: SCHEMA,
        command: request.command.to_owned(),
        args: request.arguments(),
        seed,
        profiles: vec![String::from("documented")],
        target: Target {
            kind: "reference",
            name: String::from("workfront-oauth"),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        exit_code: 0,
        summary: Summary::default(),
        examples,
        errata: chosen
            .errata
            .iter()
            .map(|erratum| erratum_row(erratum, &catalogue.examples, pages))
            .collect(),
        cases: Vec::new(),
        mutants: Vec::new(),
        requirements: chosen.requirements.iter().map(requirement_row).collect(),
        gaps: chosen
            .gaps
            .iter()
            .chain(&changes)
            .map(|gap| report::GapRow { place: gap.place.clone(), missing: gap.missing.clone() })
            .collect(),
        peers: Vec::new(),
        baseline: Vec::new(),
        run: Run {
            started,
            duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            ports,
        },
    };
    Ok(report)
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

fn requirement_row(requirement: &Requirement) -> RequirementRow {
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
