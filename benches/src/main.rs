//! Measures the project's operations beside its peers', in one run, and writes one row for each.
//!
//! The tasks `bench`, `instructions` and `memory` run this in release mode; they judge what it measured, and print it.

mod connection;
mod fixed_answer;
mod measure;
mod memory;
mod operation;
mod operations;
mod refreshing;
mod row;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use serde::Serialize;

/// Measures operations beside their peers.
#[derive(Parser)]
enum Command {
    /// How long each operation takes, and how long its peer.
    Rows {
        /// Only operations whose name contains this.
        #[arg(long)]
        filter: Option<String>,
        /// Where the peers are installed that run on Node; without it, their rows are left out.
        #[arg(long)]
        node: Option<PathBuf>,
        /// Where to write the rows, as a JSON array.
        #[arg(long)]
        file: PathBuf,
    },
    /// How much memory a sandbox uses over so many refreshes.
    Memory {
        refreshes: u32,
        /// Where to write the samples, as a JSON array.
        #[arg(long)]
        file: PathBuf,
    },
    /// Does an operation so many times, for others to count what happens.
    Repeat { operation: String, times: u32 },
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Rows { filter, node, file } => {
            let filter = filter.unwrap_or_default();
            let all = operations::all(node.as_deref()).into_iter();
            let rows = measure::rows(all.filter(|planned| planned.name.contains(&filter)))?;
            anyhow::ensure!(!rows.is_empty(), "no operation's name contains {filter:?}");
            write(&file, &rows)
        }
        Command::Memory { refreshes, file } => write(&file, &memory::samples(refreshes)?),
        Command::Repeat { operation, times } => {
            let planned = operations::all(None).into_iter().find(|one| one.name == operation);
            let mut work = (planned.context("no such operation")?.prepare)()?.ours;
            (0..times).for_each(|_| work());
            Ok(())
        }
    }
}

fn write(file: &Path, rows: &impl Serialize) -> anyhow::Result<()> {
    fs::write(file, serde_json::to_string_pretty(rows)?)
        .with_context(|| format!("cannot write to {}", file.display()))
}
