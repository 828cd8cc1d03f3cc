//! `instructions [--update]`: whether the core's hot operations take more instructions than they did.
//!
//! Time depends on what else a machine does; the number of instructions does not, so a rise of it is the change's own. Each operation
//! runs under callgrind twice, a different number of times, and the difference leaves out whatever was done once. The counts are
//! those of one compiler and one C library: after a new one of either, look at the new counts and keep them with `--update`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::bench::{PACKAGE, write_whole};
use crate::package::build;
use crate::program::Program;
use crate::repository::Repository;
use crate::terminal;
use crate::tool::{self, FOR_INSTRUCTIONS};
use crate::usage::exit;

/// Instructions of one run of an operation, by its name.
type Counts = BTreeMap<String, u64>;

/// Counts, and compares with what is kept.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let update = update(arguments)?;
    if let Some(missing) = tool::missing(FOR_INSTRUCTIONS) {
        terminal::complain(missing);
        return Ok(ExitCode::from(exit::TOOL_MISSING));
    }
    let repository = Repository::of_this_task()?;
    build(&repository, PACKAGE, &["--release"])?;
    let counts = OPERATIONS
        .iter()
        .map(|name| Ok(((*name).to_owned(), count(&repository, name)?)))
        .collect::<Result<Counts>>()?;
    let baseline = repository.path(BASELINE);
    let kept = if update { counts.clone() } else { read(&baseline)? };
    if update {
        write_whole(&baseline, &serde_json::to_string_pretty(&counts)?)?;
    }
    terminal::say(format_args!("{:<22} {:>12} {:>12}  OK", "OPERATION", "INSTRUCTIONS", "KEPT"));
    let mut risen = 0;
    for (name, count) in &counts {
        let before = kept.get(name).with_context(|| format!("{BASELINE} does not have {name}"))?;
        let ok = !has_risen(*before, *count);
        risen += usize::from(!ok);
        let verdict = if ok { "yes" } else { "RISEN" };
        terminal::say(format_args!("{name:<22} {count:>12} {before:>12}  {verdict}"));
    }
    terminal::say(format_args!("\n{} operations, {risen} risen", counts.len()));
    Ok(if risen == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn update(arguments: Vec<OsString>) -> Result<bool, lexopt::Error> {
    use lexopt::prelude::*;
    let mut update = false;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("update") => update = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(update)
}

/// What one more run of an operation adds.
fn count(repository: &Repository, operation: &str) -> Result<u64> {
    let few = total(repository, operation, FEW)?;
    let many = total(repository, operation, MANY)?;
    let added = many.checked_sub(few).with_context(|| format!("{operation} counts backwards"))?;
    Ok(added / u64::from(MANY - FEW))
}

fn total(repository: &Repository, operation: &str, times: u32) -> Result<u64> {
    let output = Program::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(repository.target().join("release").join(PACKAGE))
        .args(["repeat", operation, &times.to_string()])
        .output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "valgrind failed ({}): {}", output.status, words.trim());
    collected(&words).with_context(|| format!("callgrind counted nothing: {}", words.trim()))
}

/// The total out of a line such as `==7== Collected : 1234567`.
fn collected(words: &str) -> Option<u64> {
    let line = words.lines().find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

/// Whether it is more than addresses and alignment can make of it.
fn has_risen(before: u64, now: u64) -> bool {
    now * 100 > before * 101
}

fn read(baseline: &Path) -> Result<Counts> {
    let text = fs::read_to_string(baseline)
        .with_context(|| format!("cannot read {}", baseline.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no counts", baseline.display()))
}

/// Those that do the same each time: signing draws random numbers, and a server has threads.
const OPERATIONS: &[&str] = &[
    "authorize_url",
    "begin_login",
    "token_request_form",
    "token_request_json",
    "token_response",
    "call",
];
const BASELINE: &str = "benches/baseline/instructions.json";
const FEW: u32 = 100;
const MANY: u32 = 1_100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_read_from_callgrinds_words() {
        let words = "==7== Events    : Ir\n==7== Collected : 53911803\n==7== \n";
        assert_eq!(collected(words), Some(53_911_803));
        assert_eq!(collected("==7== Command: true"), None);
    }

    #[test]
    fn a_rise_is_more_than_one_in_a_hundred() {
        assert!(!has_risen(1_000, 900));
        assert!(!has_risen(1_000, 1_010));
        assert!(has_risen(1_000, 1_011));
    }

    #[test]
    fn every_counted_operation_is_kept() -> Result<()> {
        let kept = read(&Repository::of_this_task()?.path(BASELINE))?;
        let names: Vec<&str> = kept.keys().map(String::as_str).collect();
        let mut counted = OPERATIONS.to_vec();
        counted.sort_unstable();
        assert_eq!(names, counted);
        Ok(())
    }

    #[test]
    fn the_command_line_is_read() {
        let read = |arguments: &[&str]| update(arguments.iter().map(Into::into).collect());
        assert!(!read(&[]).expect("nothing"));
        assert!(read(&["--update"]).expect("an option"));
        assert!(read(&["--fast"]).is_err());
    }
}
