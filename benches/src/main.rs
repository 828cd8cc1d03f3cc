//! Measures the project's operations beside its peers', in one run, and writes one row for each.
//!
//! `cargo xtask bench` runs this in release mode and prints the rows as a table.

mod connection;
mod fixed_answer;
mod measure;
mod operation;
mod operations;
mod refreshing;
mod row;

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;

/// Measures operations beside their peers.
#[derive(Parser)]
struct Arguments {
    /// Only operations whose name contains this.
    #[arg(long)]
    filter: Option<String>,
    /// Where to write the rows, as a JSON array.
    #[arg(long)]
    rows: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = arguments.filter.unwrap_or_default();
    let chosen = operations::all()?.into_iter().filter(|o| o.name.contains(&filter));
    let rows = measure::rows(chosen)?;
    anyhow::ensure!(!rows.is_empty(), "no operation's name contains {filter:?}");
    let json = serde_json::to_string_pretty(&rows)?;
    fs::write(&arguments.rows, json)
        .with_context(|| format!("cannot write the rows to {}", arguments.rows.display()))
}
