//! `tidy`: the rules that no lint knows.
//!
//! Each rule is a pure function over a path and a text, or over cargo's own description of the workspace, so that it is tested
//! without a repository. All of them also run on this repository under `cargo test`.

mod cases;
mod finding;
mod graph;
mod layout;
mod manifest;
mod purity;
mod region;
mod shape;
mod strangers;
mod unfinished;
mod unwraps;
mod waiting;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::program::Program;
use crate::repository::{Repository, SourceFile};
use crate::usage::no_arguments;
use crate::{ledger, terminal};

use finding::Finding;
use graph::Metadata;

/// A rule over one file.
type FileRule = fn(&SourceFile) -> Vec<Finding>;

/// Every rule over one file; a new one is one line.
const FILE_RULES: &[FileRule] = &[
    cases::are_not_in_the_program,
    manifest::inherits_the_workspace,
    manifest::states_each_dependency_once,
    purity::the_core_does_no_io,
    purity::the_sandbox_shares_nothing,
    shape::is_short,
    shape::says_what_it_is,
    strangers::names_no_registry,
    strangers::names_no_machine,
    unfinished::is_finished,
    unwraps::says_why_it_cannot_fail,
    waiting::does_not_wait,
    waiting::is_not_ignored,
];

/// Runs the rules and prints what they found.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    no_arguments("tidy", &arguments)?;
    let clean = check(&Repository::of_this_task()?)?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the rules and asks the conformance package about its ledger; gives whether nothing was found.
pub(crate) fn check(repository: &Repository) -> Result<bool> {
    let mut found: Vec<String> = findings(repository)?.iter().map(ToString::to_string).collect();
    found.extend(ledger::gaps(repository)?.iter().map(ToString::to_string));
    for line in &found {
        terminal::say(line);
    }
    terminal::say(format_args!("tidy: {} findings", found.len()));
    Ok(found.is_empty())
}

/// Everything that the rules find in a repository.
fn findings(repository: &Repository) -> Result<Vec<Finding>> {
    let files = repository.source_files()?;
    let mut findings = layout::top_level(&repository.paths()?);
    findings.extend(layout::names(&repository.paths()?));
    let metadata = metadata(repository)?;
    findings.extend(graph::arrows(&metadata));
    findings.extend(graph::leave_the_choice(&metadata));
    for file in &files {
        findings.extend(FILE_RULES.iter().flat_map(|rule| rule(file)));
    }
    findings.sort();
    Ok(findings)
}

fn metadata(repository: &Repository) -> Result<Metadata> {
    let json = Program::cargo("metadata", &repository.manifest())
        .args(["--no-deps", "--format-version", "1", "--offline"])
        .text()?;
    serde_json::from_str(&json).context("cargo metadata is not what it was")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_keeps_the_rules() -> Result<()> {
        let found: Vec<String> =
            findings(&Repository::of_this_task()?)?.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
        Ok(())
    }
}
