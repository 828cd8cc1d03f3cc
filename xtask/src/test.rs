//! `test [PART…]`: everything that a change must pass, and all that continuous integration runs.
//!
//! Each part prints a header, what its tools say, and a result. A part whose tools are missing is NOT RUN, with what to
//! install, and counts as skipped; with `CI=true` it counts as failed, because nobody is there to read. The counts of the last
//! line are parts; how many tests each ran stands above, in its runner's own words.

mod outcome;
mod parts;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::repository::Repository;
use crate::terminal;
use crate::tool;
use crate::usage::Usage;

use outcome::{Outcome, summary};
use parts::{PARTS, Part};

/// Runs all parts, or those named.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let repository = Repository::of_this_task()?;
    let chosen = chosen(&arguments)?;
    let strict = std::env::var_os("CI").is_some_and(|value| value == "true");
    let mut results = Vec::new();
    for part in chosen {
        terminal::say(format_args!("\n── {}: {}", part.name, part.does));
        let started = Instant::now();
        let outcome = run_part(part, &repository, strict);
        let line =
            format!("{:<12} {:>6.1} s  {outcome}", part.name, started.elapsed().as_secs_f64());
        terminal::say(format_args!("── {line}"));
        results.push((line, outcome));
    }
    terminal::say(format_args!("\n{}", summary(&results)));
    let failed = results.iter().any(|(_, outcome)| matches!(outcome, Outcome::Failed(_)));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The parts that the command line names, in the order in which they run.
fn chosen(arguments: &[OsString]) -> Result<Vec<&'static Part>, Usage> {
    for argument in arguments {
        if !PARTS.iter().any(|part| argument == part.name) {
            let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
            let unknown = argument.display();
            return Err(Usage::new(format!("no part `{unknown}`: one of {}", names.join(", "))));
        }
    }
    let is_chosen =
        |part: &&Part| arguments.is_empty() || arguments.iter().any(|name| name == part.name);
    Ok(PARTS.iter().filter(is_chosen).collect())
}

fn run_part(part: &Part, repository: &Repository, strict: bool) -> Outcome {
    if let Some(missing) = tool::missing(part.needs) {
        return Outcome::not_run(missing, strict);
    }
    match (part.run)(repository) {
        Ok(true) => Outcome::Passed,
        Ok(false) => Outcome::Failed("see its words above".to_owned()),
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_run_in_the_order_of_the_list_whatever_the_order_asked_for() {
        let names = |arguments: &[&str]| {
            let arguments: Vec<OsString> = arguments.iter().map(Into::into).collect();
            chosen(&arguments)
                .map(|parts| parts.iter().map(|part| part.name).collect::<Vec<_>>())
                .map_err(|error| error.to_string())
        };
        assert_eq!(names(&["tidy", "fmt"]), Ok(vec!["fmt", "tidy"]));
        assert_eq!(names(&[]).map(|all| all.len()), Ok(PARTS.len()));
        let refused = names(&["fmt", "frob"]).expect_err("unknown");
        assert!(refused.starts_with("no part `frob`: one of setup, fmt, "), "{refused}");
    }

    #[test]
    fn a_part_whose_tool_is_missing_is_not_run_and_fails_where_nobody_reads() {
        const ABSENT: &[tool::Tool] = &[tool::Tool {
            program: "workfront-no-such-program",
            source: tool::Source::Debian("no-such-package"),
            purpose: "nothing",
        }];
        let part = Part {
            name: "absent",
            does: "nothing",
            needs: ABSENT,
            run: |_| panic!("must not run"),
        };
        let here = Repository::at(".");
        assert!(matches!(run_part(&part, &here, false), Outcome::Skipped(_)));
        assert!(matches!(run_part(&part, &here, true), Outcome::Failed(_)));
        let failing = Part { needs: &[], run: |_| anyhow::bail!("broken"), ..part };
        assert_eq!(run_part(&failing, &here, false), Outcome::Failed("broken".to_owned()));
    }
}
