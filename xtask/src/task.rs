//! The table of tasks, and the way from a name to what it runs.

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use anyhow::Result;

use crate::usage::{Usage, exit};
use crate::{
    bench, breaks, conformance, docs, fmt, fuzz, instructions, kills, lint, memory, sandbox, setup,
    terminal, test, tidy,
};

/// One task: a name, what follows it, and what it does.
struct Task {
    name: &'static str,
    arguments: &'static str,
    does: &'static str,
    run: fn(Vec<OsString>) -> Result<ExitCode>,
}

/// Every task of the repository; a new one is one line here and a file beside this one.
#[rustfmt::skip]
const TASKS: &[Task] = &[
    Task { name: "conformance", arguments: "[ARGS]", does: "judges clients and servers, and replays the documented examples", run: conformance::run },
    Task { name: "test", arguments: "[PART…]", does: "everything that a change must pass, part by part", run: test::run },
    Task { name: "setup", arguments: "", does: "installs what the tasks need and this machine lacks", run: setup::run },
    Task { name: "sandbox", arguments: "[ARGS]", does: "serves Workfront's side here, with a curl for each flow", run: sandbox::run },
    Task { name: "breaks", arguments: "[ID…]", does: "breaks a copy of the core in each recorded way and expects `conformance` to see it", run: breaks::run },
    Task { name: "bench", arguments: "[--filter S] [--json FILE] [--check]", does: "measures the project's operations beside its peers'", run: bench::run },
    Task { name: "instructions", arguments: "[--update]", does: "counts the instructions of the core's hot operations", run: instructions::run },
    Task { name: "memory", arguments: "[--refreshes 200000]", does: "watches a sandbox's memory while it is refreshed at", run: memory::run },
    Task { name: "fuzz", arguments: "[TARGET…|list|replay] [--seconds 60] [--json FILE]", does: "feeds the parsers what nobody thought of", run: fuzz::run },
    Task { name: "kills", arguments: "[--kills 200]", does: "kills the sandbox in flight and starts it again, so many times", run: kills::run },
    Task { name: "tidy", arguments: "", does: "keeps the rules that no lint knows", run: tidy::run },
    Task { name: "fmt", arguments: "[--check]", does: "formats the code", run: fmt::run },
    Task { name: "lint", arguments: "", does: "runs clippy over every target, warnings denied", run: lint::run },
    Task { name: "docs", arguments: "[--open]", does: "builds the documentation, warnings denied", run: docs::run },
];

/// The filter that `sandbox` puts behind the server's standard output; not for people, so it is in no list.
const SANDBOX_FILTER: &str = "__sandbox-flows";

/// Runs the task called `name`, and turns an error into one line and an exit code.
pub(crate) fn run(name: Option<&OsStr>, arguments: Vec<OsString>) -> ExitCode {
    let name = name.and_then(OsStr::to_str).unwrap_or_default();
    let outcome = match (TASKS.iter().find(|task| task.name == name), name) {
        (Some(task), _) => (task.run)(arguments),
        (None, "help" | "--help" | "-h") => {
            terminal::say(list());
            return ExitCode::SUCCESS;
        }
        (None, SANDBOX_FILTER) => sandbox::filter(),
        (None, "") => Err(Usage::new("no task given").into()),
        (None, _) => Err(Usage::new(format!("there is no task `{name}`")).into()),
    };
    outcome.unwrap_or_else(|error| {
        terminal::complain(format!("{error:#}"));
        if error.is::<Usage>() || error.is::<lexopt::Error>() {
            terminal::complain_plainly(list());
            return ExitCode::from(exit::USAGE);
        }
        ExitCode::FAILURE
    })
}

/// The name under which `sandbox` starts its filter.
pub(crate) const fn sandbox_filter() -> &'static str {
    SANDBOX_FILTER
}

/// The list of tasks, as help and as the answer to a mistyped name.
fn list() -> String {
    let mut text = String::from("usage: cargo xtask TASK [ARGS]\n");
    for task in TASKS {
        let call = format!("{} {}", task.name, task.arguments);
        text.push_str(&format!("\n  {:<20} {}", call.trim_end(), task.does));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_listed_once() {
        for task in TASKS {
            assert_eq!(TASKS.iter().filter(|other| other.name == task.name).count(), 1);
            assert!(list().contains(&format!("\n  {}", task.name)), "{}", task.name);
        }
        assert!(!list().contains(SANDBOX_FILTER));
    }
}
