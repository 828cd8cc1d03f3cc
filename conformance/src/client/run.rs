//! The subcommand `client`: a command line, judged, and the report of it.

use std::collections::BTreeSet;
use std::time::Instant;

use super::{Book, Client, judge};
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome, RunOptions, complain};
use crate::report::{Conclusion, Report, Run, SCHEMA, Target};
use crate::run::requirement_row;
use crate::secrets::Secrets;
use crate::shim::process::Shim;
use crate::verdict::Summary;

/// Judges the client that `command` starts, and writes the report if one is asked for.
///
/// # Errors
///
/// The command starts nothing, or no case has an id that begins as the filter says. A judgement is never an error, and a report that
/// cannot be written costs none.
pub fn run(command: &str, options: &RunOptions) -> Result<Outcome, Failure> {
    let (begun, started) = (Instant::now(), jiff::Timestamp::now());
    let suite = |error: &dyn std::fmt::Display| Failure::Suite(error.to_string());
    let usage = |error: &dyn std::fmt::Display| Failure::Usage(format!("--exec: {error}"));
    let conclusion = Conclusion::prepare(options)?;
    let shim = Shim::parse(command).map_err(|error| usage(&error))?;
    let catalogue = Catalogue::load()?;
    let profiles = options.profiles();
    let chosen = catalogue.filtered(options.filter.as_deref()).under(&profiles);
    let seed = match options.seed {
        Some(seed) => seed,
        // 32 bits: enough to differ, and short enough to type again.
        None => u64::from(getrandom::u32().map_err(|error| suite(&error))?),
    };
    let client = Client::meet(shim, seed).map_err(|error| usage(&error))?;
    let mut secrets = Secrets::default();
    let book = Book {
        chosen: &chosen.client_cases,
        all: &catalogue.client_cases,
        requirements: &catalogue.requirements,
    };
    let cases = judge(&client, book, &mut secrets, complain);
    let basis: BTreeSet<&String> =
        chosen.client_cases.iter().flat_map(|case| &case.basis).collect();
    let requirements = catalogue.requirements.iter().filter(|entry| basis.contains(&entry.id));
    let report = Report {
        schema: SCHEMA,
        command: String::from(if options.again.is_some() { "replay" } else { "client" }),
        args: arguments(command, options),
        seed,
        profiles: profiles.iter().map(|profile| profile.word().to_owned()).collect(),
        target: Target {
            kind: "client",
            name: client.name().to_owned(),
            version: client.version().to_owned(),
        },
        exit_code: 0,
        summary: Summary::default(),
        examples: Vec::new(),
        errata: Vec::new(),
        cases,
        mutants: Vec::new(),
        requirements: requirements.map(requirement_row).collect(),
        gaps: Vec::new(),
        peers: Vec::new(),
        baseline: Vec::new(),
        run: Run {
            started: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            ports: Vec::new(),
        },
    };
    Ok(conclusion.of(report, |id| catalogue.has(id), &secrets))
}

/// The command line's part that the report repeats.
fn arguments(command: &str, options: &RunOptions) -> Vec<String> {
    let filter = options.filter.iter().map(|filter| format!("--filter={filter}"));
    let seed = options.seed.iter().map(|seed| format!("--seed={seed}"));
    let profiles = options.profile.iter().map(|profile| format!("--profile={}", profile.word()));
    let baseline = options.baseline.iter().map(|file| format!("--baseline={}", file.display()));
    let exec = std::iter::once(format!("--exec={command}"));
    exec.chain(filter).chain(seed).chain(profiles).chain(baseline).collect()
}
