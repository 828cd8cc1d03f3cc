//! `breaks [ID…]`: whether the conformance suite sees a broken core.
//!
//! Each recorded break is applied, alone, to a copy of the repository in the target folder; the suite must then exit with 1,
//! and with 0 on the copy as it is. A suite that passes a broken core proves nothing about a whole one.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::program::Program;
use crate::recorded_break::RecordedBreak;
use crate::repository::Repository;
use crate::usage::Usage;
use crate::{conformance, terminal, tree_copy};

/// Where the breaks are recorded.
pub(crate) const FOLDER: &str = "xtask/breaks";

/// Runs the breaks, all or those named.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<ExitCode> {
    let repository = Repository::of_this_task()?;
    let breaks = chosen(RecordedBreak::read_all(&repository.path(FOLDER))?, &arguments)?;
    ensure!(!breaks.is_empty(), "no break is recorded in {FOLDER}: there is nothing to prove");
    let copy = Copy::make(&repository)?;

    terminal::progress("the copy as it is");
    let whole = copy.judge()?;
    if whole.code != Some(0) {
        terminal::complain_plainly(whole.said.trim_end());
        bail!(
            "the unbroken copy does not pass (exit code {}): make `cargo xtask conformance` pass first",
            shown(whole.code)
        );
    }
    terminal::say(format_args!("{:<28} {:>4} {:>8}  BREAKS", "ID", "EXIT", "SECONDS"));
    let mut failed = 0;
    for recorded in &breaks {
        let started = Instant::now();
        let verdict = copy.judge_broken(recorded).map(|judged| judged.code);
        let seconds = started.elapsed().as_secs_f64();
        let (exit, note) = match verdict {
            Ok(Some(1)) => ("1".to_owned(), String::new()),
            Ok(code) => (shown(code), "  NOT SEEN: expected 1".to_owned()),
            Err(error) => ("-".to_owned(), format!("  ERROR: {error:#}")),
        };
        failed += usize::from(!note.is_empty());
        let (id, breaks) = (&recorded.id, &recorded.breaks);
        terminal::say(format_args!("{id:<28} {exit:>4} {seconds:>8.1}  {breaks}{note}"));
    }
    terminal::say(format_args!("\n{} passed, {failed} failed, 0 skipped", breaks.len() - failed));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(all: Vec<RecordedBreak>, ids: &[OsString]) -> Result<Vec<RecordedBreak>, Usage> {
    if let Some(unknown) = ids.iter().find(|id| !all.iter().any(|known| **id == *known.id)) {
        return Err(Usage::new(format!("no break `{}` in {FOLDER}", unknown.display())));
    }
    Ok(all
        .into_iter()
        .filter(|one| ids.is_empty() || ids.iter().any(|id| *id == *one.id))
        .collect())
}

fn shown(code: Option<i32>) -> String {
    code.map_or_else(|| "none".to_owned(), |code| code.to_string())
}

/// What the suite came to.
struct Judged {
    code: Option<i32>,
    said: String,
}

/// The copy that is broken, and its own build folder.
struct Copy {
    tree: Repository,
    target: std::path::PathBuf,
}

impl Copy {
    fn make(repository: &Repository) -> Result<Self> {
        let folder = repository.target().join("breaks");
        let tree = folder.join("tree");
        fs::create_dir_all(&tree).with_context(|| format!("cannot make {}", tree.display()))?;
        tree_copy::refresh(repository.root(), &tree, &repository.paths()?)?;
        Ok(Self { tree: Repository::at(tree), target: folder.join("build") })
    }

    /// What the suite comes to on the copy with one break in it; the copy is whole again afterwards.
    fn judge_broken(&self, recorded: &RecordedBreak) -> Result<Judged> {
        let path = self.tree.path(&recorded.file);
        let whole = fs::read_to_string(&path)
            .with_context(|| format!("break `{}`: cannot read {}", recorded.id, recorded.file))?;
        let broken = recorded.apply(&whole)?;
        write(&path, &broken)?;
        let judged = self.judge();
        write(&path, &whole)?;
        judged
    }

    /// What the suite comes to on the copy.
    fn judge(&self) -> Result<Judged> {
        let built = Program::cargo("build", &self.tree.manifest())
            .args(["--quiet", "--package", "workfront-conformance"])
            .env("CARGO_TARGET_DIR", &self.target)
            .output()?;
        // A break leaves code unused, of which the compiler's warnings say nothing new.
        if !built.status.success() {
            terminal::complain_plainly(String::from_utf8_lossy(&built.stderr).trim_end());
            bail!("does not build, so nothing was judged: see the compiler's words above");
        }
        let judged =
            conformance::suite(&self.tree).env("CARGO_TARGET_DIR", &self.target).output()?;
        let said = String::from_utf8_lossy(&judged.stdout).into_owned();
        Ok(Judged { code: judged.status.code(), said })
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_break_is_a_usage_error() -> Result<()> {
        let one = RecordedBreak {
            id: "one".to_owned(),
            breaks: String::new(),
            file: String::new(),
            find: String::new(),
            replace: String::new(),
        };
        let all = || vec![one.clone()];
        assert_eq!(chosen(all(), &[])?.len(), 1);
        assert_eq!(chosen(all(), &["one".into()])?.len(), 1);
        assert!(chosen(all(), &["two".into()]).is_err());
        Ok(())
    }
}
