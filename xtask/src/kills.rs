//! `kills [--kills 200]`: the sandbox, killed with SIGKILL while requests are in flight and started again, so many times.
//!
//! The test does it a few times; this is the long form of the same test, with what it checked in figures.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::program::{Program, exit_code};
use crate::repository::Repository;
use crate::terminal;
use crate::usage::Usage;

/// Runs the loop and shows its figures.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let kills = kills(arguments)?;
    let repository = Repository::of_this_task()?;
    terminal::progress(format_args!("killing the sandbox {kills} times"));
    let output = Program::cargo("test", &repository.manifest())
        .args(["--quiet", "--package", "workfront-oauth-sandbox", "--test", "it", "--"])
        .args(["--exact", TEST, "--nocapture"])
        .env("WORKFRONT_SANDBOX_KILLS", kills.to_string())
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        terminal::complain_plainly(told);
        terminal::complain_plainly(String::from_utf8_lossy(&output.stderr));
        return Ok(exit_code(output.status));
    }
    let figures = figures(&told, kills);
    terminal::say(
        figures.with_context(|| format!("no figures of {kills} kills came from {TEST}"))?,
    );
    Ok(ExitCode::SUCCESS)
}

/// The line of figures in what the test says, if it is about so many kills.
fn figures(told: &str, kills: u32) -> Option<&str> {
    let start = format!("kills {kills}, ");
    told.lines().find(|line| line.starts_with(&start))
}

fn kills(arguments: Vec<OsString>) -> Result<u32> {
    use lexopt::prelude::*;
    let mut kills = 200;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("kills") => kills = parser.value()?.parse()?,
            _ => return Err(argument.unexpected().into()),
        }
    }
    if kills == 0 {
        return Err(Usage::new("`--kills` must be at least 1").into());
    }
    Ok(kills)
}

/// The test that it is.
const TEST: &str = "kill::killed_in_flight_nothing_that_was_answered_is_lost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_read() {
        let read = |arguments: &[&str]| kills(arguments.iter().map(Into::into).collect());
        assert_eq!(read(&[]).expect("no arguments"), 200);
        assert_eq!(read(&["--kills", "3"]).expect("three"), 3);
        assert!(read(&["--kills", "0"]).expect_err("none").is::<Usage>());
        assert!(read(&["--kills", "many"]).expect_err("no number").is::<lexopt::Error>());
        assert!(read(&["3"]).expect_err("no option").is::<lexopt::Error>());
    }

    #[test]
    fn only_the_figures_of_as_many_kills_count() {
        let told = "running 1 test\n\nkills 3, codes spent 9\n.\ntest result: ok\n";
        assert_eq!(figures(told, 3), Some("kills 3, codes spent 9"));
        assert_eq!(figures(told, 4), None);
        assert_eq!(figures("running 0 tests\n", 3), None);
    }
}
