//! Timing with criterion, counting with a counting allocator.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use criterion::Criterion;
use serde_json::Value;

use crate::operation::Work;
use crate::operations::Planned;
use crate::row::Row;

/// Times each pair in turns, ours and the peer's, and keeps the best round of each: a busy machine only ever adds time.
pub(crate) fn rows(operations: impl Iterator<Item = Planned>) -> anyhow::Result<Vec<Row>> {
    let directory = tempfile::tempdir().context("cannot make a directory for the measurements")?;
    let mut criterion = Criterion::default()
        .output_directory(directory.path())
        .without_plots()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600));
    let mut rows = Vec::new();
    for (index, Planned { name, prepare }) in operations.enumerate() {
        let mut operation = prepare().with_context(|| format!("cannot prepare {name}"))?;
        (operation.ours)();
        let allocations = match operation.served {
            None => Some(allocation_counter::measure(&mut operation.ours).count_total),
            Some(_) => None,
        };
        let (mut ours_ns, mut peer_ns) = (f64::INFINITY, f64::INFINITY);
        for round in 1..=ROUNDS {
            let mut time = |side: &str, work: &mut Work| {
                // Short, for criterion cuts directory names.
                let id = format!("{index} {name} {side} {round}");
                criterion.bench_function(&id, |bencher| bencher.iter(&mut *work));
                median(directory.path(), &id)
            };
            ours_ns = ours_ns.min(time("ours", &mut operation.ours)?);
            peer_ns = peer_ns.min(time("theirs", &mut operation.theirs)?);
        }
        let at_once = f64::from(operation.served.unwrap_or(1));
        rows.push(Row {
            operation: name,
            ours_ns: ours_ns / at_once,
            peer: operation.peer,
            peer_ns: peer_ns / at_once,
            target: operation.target,
            allocations,
            allocations_target: operation.allocations_target,
        });
    }
    Ok(rows)
}

const ROUNDS: u32 = 4;

/// criterion keeps its results to itself, except in the files that it writes.
fn median(directory: &Path, name: &str) -> anyhow::Result<f64> {
    let path = directory.join(name).join("new").join("estimates.json");
    let text = fs::read_to_string(&path)
        .with_context(|| format!("criterion wrote no estimates for {name:?}"))?;
    let estimates: Value = serde_json::from_str(&text)?;
    estimates
        .pointer("/median/point_estimate")
        .and_then(Value::as_f64)
        .with_context(|| format!("criterion's estimates for {name:?} have no median"))
}
