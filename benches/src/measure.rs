//! Timing with criterion, counting with a counting allocator.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use criterion::Criterion;
use serde_json::Value;

use crate::operation::{Operation, Work};
use crate::row::Row;

/// Times each pair, ours and the peer's one after the other.
pub(crate) fn rows(operations: impl Iterator<Item = Operation>) -> anyhow::Result<Vec<Row>> {
    let directory = tempfile::tempdir().context("cannot make a directory for the measurements")?;
    let mut criterion = Criterion::default()
        .output_directory(directory.path())
        .without_plots()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    let mut rows = Vec::new();
    for mut operation in operations {
        (operation.ours)();
        let allocations = allocation_counter::measure(&mut operation.ours).count_total;
        let name = format!("{} beside {}", operation.name, operation.peer);
        time(&mut criterion, &format!("{name}, ours"), operation.ours);
        time(&mut criterion, &format!("{name}, theirs"), operation.theirs);
        let row = Row {
            operation: operation.name.to_owned(),
            ours_ns: median(directory.path(), &format!("{name}, ours"))?,
            peer: operation.peer.to_owned(),
            peer_ns: median(directory.path(), &format!("{name}, theirs"))?,
            ratio: 0.0,
            target: operation.target,
            allocations,
            allocations_target: operation.allocations_target,
            ok: false,
        };
        rows.push(row.judged());
    }
    Ok(rows)
}

fn time(criterion: &mut Criterion, name: &str, mut work: Work) {
    criterion.bench_function(name, |bencher| {
        bencher.iter(&mut work);
    });
}

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
