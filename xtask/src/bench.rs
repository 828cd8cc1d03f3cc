//! `bench [--filter S] [--json FILE] [--check]`: the project's operations beside its peers', in one run.
//!
//! The package `workfront-benches` measures and knows the targets: its program writes one JSON array of rows. Judging and
//! printing them is done here, so that a program that measures badly cannot also excuse itself.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

use crate::bench_row::{Measured, Row, table};
use crate::package::{build, program};
use crate::repository::Repository;
use crate::tool::{self, CC};
use crate::usage::exit;
use crate::{node_peers, terminal};

/// The command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    filter: Option<String>,
    json: Option<PathBuf>,
    check: bool,
}

/// Measures.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let options = Options::read(arguments)?;
    if let Some(missing) = tool::missing(&[CC]) {
        terminal::complain(missing);
        return Ok(ExitCode::from(exit::TOOL_MISSING));
    }
    let rows = measure(&Repository::of_this_task()?, options.filter.as_deref())?;
    terminal::say(table(&rows));
    if let Some(path) = &options.json {
        write_whole(path, &serde_json::to_string_pretty(&rows)?)?;
    }
    let over = rows.iter().filter(|row| !row.ok()).count();
    terminal::say(format_args!("\n{} rows, {over} over target", rows.len()));
    Ok(if options.check && over > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn measure(repository: &Repository, filter: Option<&str>) -> Result<Vec<Row>> {
    let node = match filter.is_none_or(|filter| BESIDE_NODE.contains(filter)) {
        true => node_peers::install(repository)?,
        false => None,
    };
    let mut arguments: Vec<OsString> = vec!["rows".into()];
    arguments.extend(filter.iter().flat_map(|filter| ["--filter".into(), filter.into()]));
    arguments.extend(node.iter().flat_map(|node| ["--node".into(), node.into()]));
    let rows: Vec<Measured> = measured(repository, &arguments)?;
    ensure!(!rows.is_empty(), "no operation was measured: no name contains the filter");
    Ok(rows.into_iter().map(Measured::judged).collect())
}

/// What the bench program writes when it is run with these arguments.
pub(crate) fn measured<T: DeserializeOwned>(
    repository: &Repository,
    arguments: &[OsString],
) -> Result<Vec<T>> {
    build(repository, PACKAGE, &["--release"])?;
    let path = repository.target().join("bench-rows.json");
    // Rows of an earlier run would pass for this one's.
    if path.exists() {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let status = program(repository, PACKAGE, &["--release"])
        .args(arguments)
        .arg("--file")
        .arg(&path)
        .stdout(crate::program::our_stderr())
        .status()?;
    ensure!(status.success(), "{PACKAGE} failed ({status}): see its words above");
    let text = fs::read_to_string(&path).context("the bench program wrote no rows")?;
    serde_json::from_str(&text).context("the bench program's rows")
}

/// The package that measures.
pub(crate) const PACKAGE: &str = "workfront-benches";
/// The operation that has a peer on Node.
const BESIDE_NODE: &str = "sandbox_refresh";

/// Writes a file whole or not at all.
pub(crate) fn write_whole(path: &std::path::Path, text: &str) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    fs::write(&partial, format!("{text}\n"))
        .and_then(|()| fs::rename(&partial, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

impl Options {
    fn read(arguments: Vec<OsString>) -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;
        let mut options = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("filter") => options.filter = Some(parser.value()?.string()?),
                Long("json") => options.json = Some(parser.value()?.into()),
                Long("check") => options.check = true,
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_read() {
        let read = |arguments: &[&str]| Options::read(arguments.iter().map(Into::into).collect());
        let all = read(&["--filter", "sign", "--json=rows.json", "--check"]).expect("options");
        let expected =
            Options { filter: Some("sign".into()), json: Some("rows.json".into()), check: true };
        assert_eq!(all, expected);
        assert!(read(&["--fast"]).is_err());
        assert!(read(&["sign"]).is_err());
    }

    #[test]
    fn a_file_is_written_whole() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("rows.json");
        write_whole(&path, "[]")?;
        assert_eq!(fs::read_to_string(&path)?, "[]\n");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        assert!(write_whole(&folder.path().join("none/rows.json"), "[]").is_err());
        Ok(())
    }
}
