//! `fuzz [TARGET…] [--seconds 60] [--json FILE]`, `fuzz list`, `fuzz replay`.
//!
//! Live fuzzing needs cargo-fuzz and a nightly toolchain. `replay` needs neither: it runs every kept input through its target on
//! stable, which is what the test does. A live run starts from the kept inputs and leaves what it finds in the target folder;
//! what is worth keeping is copied to `fuzz/corpus/TARGET` by hand, so that the kept inputs stay few and known.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::bench::write_whole;
use crate::fuzz_log::{self, Log};
use crate::program::{Program, exit_code};
use crate::repository::Repository;
use crate::terminal;
use crate::tool::{self, FOR_FUZZ};
use crate::usage::{Usage, exit};

/// The command line of a live run.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    targets: Vec<String>,
    seconds: u32,
    json: Option<PathBuf>,
}

/// A row as `--json` has it.
#[derive(Debug, Serialize)]
struct Row {
    target: String,
    seconds: u32,
    executions: u64,
    coverage: u64,
    corpus: u64,
    crashes: Vec<String>,
}

/// Fuzzes, lists or replays.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let repository = Repository::of_this_task()?;
    let known = targets(&repository)?;
    match arguments.as_slice() {
        [only] if only == "list" => {
            terminal::say(known.join("\n"));
            return Ok(ExitCode::SUCCESS);
        }
        [only] if only == "replay" => return Ok(exit_code(replay_program(&repository).status()?)),
        _ => {}
    }
    let options = Options::read(arguments, &known)?;
    if let Some(missing) = tool::missing(FOR_FUZZ) {
        terminal::complain(missing);
        return Ok(ExitCode::from(exit::TOOL_MISSING));
    }
    let mut rows = Vec::new();
    for target in &options.targets {
        rows.push(live(&repository, target, options.seconds)?);
    }
    terminal::say(table(&rows));
    if let Some(path) = &options.json {
        write_whole(path, &serde_json::to_string_pretty(&rows)?)?;
    }
    let crashed = rows.iter().any(|row| !row.crashes.is_empty());
    Ok(if crashed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Runs every kept input through its target, on stable; gives whether none crashed.
pub(crate) fn replay(repository: &Repository) -> Result<bool> {
    Ok(replay_program(repository).status()?.success())
}

/// The fuzz package's own program for that; built without libFuzzer, which wants a C++ compiler.
fn replay_program(repository: &Repository) -> Program {
    Program::cargo("run", &repository.fuzz_manifest())
        .args(["--quiet", "--no-default-features", "--example", "replay"])
        .env("CARGO_TARGET_DIR", repository.target())
}

/// Fuzzes one target.
fn live(repository: &Repository, target: &str, seconds: u32) -> Result<Row> {
    let work = work(repository);
    let found = work.join("corpus").join(target);
    let artifacts = work.join("artifacts").join(target);
    for folder in [&found, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    terminal::progress(format_args!("building {target} (the first time takes a few minutes)"));
    let built = cargo_fuzz(repository, "build").arg(target).status()?;
    ensure!(built.success(), "{target} does not build: see the compiler's words above");
    terminal::progress(format_args!("fuzzing {target} for {seconds} s"));
    let output = cargo_fuzz(repository, "run")
        .arg(target)
        .arg(&found)
        .arg(repository.path("fuzz/corpus").join(target))
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args(["-print_final_stats=1", "-timeout=10", "-rss_limit_mb=2048"])
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let log = Log::read(&text);
    for crash in &log.crashes {
        terminal::say(format_args!("{target} crashed; the input is {crash}"));
    }
    if !output.status.success() {
        let told = text.lines().filter(|line| !fuzz_log::is_progress(line));
        terminal::complain_plainly(told.collect::<Vec<_>>().join("\n"));
        ensure!(!log.crashes.is_empty(), "{target} did not run: see cargo's words above");
    }
    Ok(Row {
        target: target.to_owned(),
        seconds,
        executions: log.executions,
        coverage: log.coverage,
        corpus: log.corpus,
        crashes: log.crashes,
    })
}

/// cargo-fuzz on the fuzz package; what it builds has a sanitizer in it, so it builds elsewhere.
fn cargo_fuzz(repository: &Repository, subcommand: &str) -> Program {
    Program::new("cargo")
        .args(["+nightly", "fuzz", subcommand, "--fuzz-dir"])
        .arg(repository.path("fuzz"))
        .env("CARGO_TARGET_DIR", work(repository))
        .directory(repository.root())
}

/// Where a live run builds, and leaves what it finds.
fn work(repository: &Repository) -> PathBuf {
    repository.target().join("fuzz")
}

/// The targets of the fuzz package, by name: its programs.
fn targets(repository: &Repository) -> Result<Vec<String>> {
    let path = repository.fuzz_manifest();
    let text = fs::read_to_string(&path).context("cannot read fuzz/Cargo.toml")?;
    let manifest: toml::Table = toml::from_str(&text).context("fuzz/Cargo.toml")?;
    let programs = manifest.get("bin").and_then(toml::Value::as_array);
    let name = |program: &toml::Value| program.get("name")?.as_str().map(str::to_owned);
    Ok(programs.into_iter().flatten().filter_map(name).collect())
}

/// The rows as a table for a person.
fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<18} {:>7} {:>12} {:>8} {:>7} {:>7}",
        "TARGET", "SECONDS", "EXECUTIONS", "COVERAGE", "CORPUS", "CRASHES"
    );
    for Row { target, seconds, executions, coverage, corpus, crashes } in rows {
        let crashes = crashes.len();
        text.push_str(&format!(
            "\n{target:<18} {seconds:>7} {executions:>12} {coverage:>8} {corpus:>7} {crashes:>7}"
        ));
    }
    text
}

impl Options {
    fn read(arguments: Vec<OsString>, known: &[String]) -> Result<Self> {
        use lexopt::prelude::*;
        let mut options = Self { targets: Vec::new(), seconds: 60, json: None };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("seconds") => options.seconds = parser.value()?.parse()?,
                Long("json") => options.json = Some(parser.value()?.into()),
                Value(target) => options.targets.push(target.string()?),
                _ => return Err(argument.unexpected().into()),
            }
        }
        if options.seconds == 0 {
            // libFuzzer takes 0 for "for ever".
            return Err(Usage::new("`--seconds` must be at least 1").into());
        }
        if let Some(unknown) = options.targets.iter().find(|target| !known.contains(target)) {
            let known = known.join(", ");
            return Err(Usage::new(format!("no fuzz target `{unknown}`: one of {known}")).into());
        }
        if options.targets.is_empty() {
            options.targets = known.to_vec();
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_read() {
        let known = ["callback".to_owned(), "private_key".to_owned()];
        let read =
            |arguments: &[&str]| Options::read(arguments.iter().map(Into::into).collect(), &known);
        let all = read(&[]).expect("no arguments");
        assert_eq!((all.targets.len(), all.seconds), (2, 60));
        let one = read(&["callback", "--seconds", "5"]).expect("one target");
        assert_eq!((one.targets, one.seconds), (vec!["callback".to_owned()], 5));
        let unknown = read(&["frob"]).expect_err("unknown target");
        assert!(unknown.is::<Usage>());
        assert_eq!(unknown.to_string(), "no fuzz target `frob`: one of callback, private_key");
        assert!(read(&["--seconds", "0"]).is_err());
        assert!(read(&["--seconds", "soon"]).expect_err("no number").is::<lexopt::Error>());
    }

    #[test]
    fn every_target_has_its_program_and_kept_inputs() -> Result<()> {
        let repository = Repository::of_this_task()?;
        for target in targets(&repository)? {
            for path in [format!("fuzz/fuzz_targets/{target}.rs"), format!("fuzz/corpus/{target}")]
            {
                assert!(repository.path(&path).exists(), "{path} is missing");
            }
        }
        Ok(())
    }
}
