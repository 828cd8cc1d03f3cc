//! The memory of a sandbox that is refreshed at for a long time.

use std::fs;

use anyhow::Context;
use serde::Serialize;
use workfront_oauth_sandbox::Sandbox;

use crate::operations::sandbox::{AT_ONCE, clients};

/// How much memory was in use after so many refreshes, clients included: they share the sandbox's process, and keep one token each.
#[derive(Debug, Serialize)]
pub(crate) struct Sample {
    refreshes: u32,
    resident_bytes: u64,
}

/// Refreshes `refreshes` times, and looks at each tenth of the way.
pub(crate) fn samples(refreshes: u32) -> anyhow::Result<Vec<Sample>> {
    let sandbox = Sandbox::builder().start()?;
    let mut clients = clients(&sandbox)?;
    let mut samples = Vec::new();
    let rounds = refreshes / AT_ONCE;
    for round in 1..=rounds {
        clients.round()?;
        if round % (rounds / LOOKS).max(1) == 0 {
            samples.push(Sample { refreshes: round * AT_ONCE, resident_bytes: resident_bytes()? });
        }
    }
    Ok(samples)
}

const LOOKS: u32 = 10;

/// What Linux counts as this process's memory at this moment.
fn resident_bytes() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("only Linux tells its memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
    Ok(kibibytes.parse::<u64>()? * 1024)
}
