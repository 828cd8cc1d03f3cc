//! `memory [--refreshes N]`: whether a sandbox that is refreshed at all day keeps its size.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::bench::measured;
use crate::repository::Repository;
use crate::terminal;

/// What the bench program saw at one moment.
#[derive(Debug, Deserialize)]
struct Sample {
    refreshes: u64,
    resident_bytes: u64,
}

/// Measures.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let refreshes = refreshes(arguments)?;
    let arguments = ["memory".into(), refreshes.to_string().into()];
    let samples: Vec<Sample> = measured(&Repository::of_this_task()?, &arguments)?;
    terminal::say(format_args!("{:>12} {:>12}", "REFRESHES", "RESIDENT MB"));
    for sample in &samples {
        let megabytes = sample.resident_bytes as f64 / 1e6;
        terminal::say(format_args!("{:>12} {megabytes:>12.1}", sample.refreshes));
    }
    let growth = growth(&samples).context("too few refreshes to judge by")?;
    terminal::say(format_args!("\n{:+.1} % since everything bounded was full", growth * 100.0));
    Ok(if growth <= MOST_GROWTH { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn refreshes(arguments: Vec<OsString>) -> Result<u64> {
    use lexopt::prelude::*;
    let mut refreshes = 1_000_000;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(anyhow::Error::from)? {
        match argument {
            Long("refreshes") => refreshes = parser.value()?.parse()?,
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(refreshes)
}

/// How much was added from the first sample after the warm-up to the last one, as a part of the former.
fn growth(samples: &[Sample]) -> Option<f64> {
    let full = samples.iter().find(|sample| sample.refreshes >= WARM_UP)?;
    let last = samples.last().filter(|last| last.refreshes > full.refreshes)?;
    Some(last.resident_bytes as f64 / full.resident_bytes as f64 - 1.0)
}

/// The journal keeps 2,000 entries, and each of the 16 clients' families remembers 1,000 tokens that were replaced.
const WARM_UP: u64 = 20_000;
/// What an allocator may add by itself on some 15 megabytes. One hash kept of each refresh would double them within the refreshes that
/// are made when no number is given.
const MOST_GROWTH: f64 = 0.05;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(samples: &[(u64, u64)], expected: Option<f64>) {
        let samples: Vec<Sample> = samples
            .iter()
            .map(|&(refreshes, resident_bytes)| Sample { refreshes, resident_bytes })
            .collect();
        assert_eq!(growth(&samples), expected, "{samples:?}");
    }

    #[test]
    fn growth_counts_from_when_all_is_full() {
        check(&[(10_000, 100), (20_000, 200), (30_000, 900), (40_000, 250)], Some(0.25));
        check(&[(20_000, 200), (40_000, 200)], Some(0.0));
        check(&[(20_000, 200)], None);
        check(&[(10_000, 200), (15_000, 200)], None);
    }

    #[test]
    fn the_command_line_is_read() {
        let read = |arguments: &[&str]| refreshes(arguments.iter().map(Into::into).collect());
        assert_eq!(read(&[]).expect("a default"), 1_000_000);
        assert_eq!(read(&["--refreshes", "3000000"]).expect("a number"), 3_000_000);
        assert!(read(&["--refreshes", "many"]).is_err());
        assert!(read(&["all"]).is_err());
    }
}
