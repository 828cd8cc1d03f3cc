//! A copy of the repository's files that is brought up to date without touching what has not changed.
//!
//! A file's time of change is what cargo builds by, so writing only what differs keeps the copy's builds incremental.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};

/// Brings `to` up to date with the files `paths` of `from`; a file that is no longer among them goes.
pub(crate) fn refresh(from: &Path, to: &Path, paths: &[String]) -> Result<()> {
    for path in paths {
        let content = fs::read(from.join(path)).with_context(|| format!("cannot read {path}"))?;
        let target = to.join(path);
        if fs::read(&target).is_ok_and(|present| present == content) {
            continue;
        }
        let folder = target.parent().unwrap_or(to);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&target, &content))
            .and_then(|()| {
                fs::set_permissions(&target, fs::metadata(from.join(path))?.permissions())
            })
            .with_context(|| format!("cannot write {}", target.display()))?;
    }
    let wanted: BTreeSet<PathBuf> = paths.iter().map(|path| to.join(path)).collect();
    for present in files(to).with_context(|| format!("cannot list {}", to.display()))? {
        if !wanted.contains(&present) {
            fs::remove_file(&present)
                .with_context(|| format!("cannot remove {}", present.display()))?;
        }
    }
    Ok(())
}

/// Every file below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written_and_what_is_gone_is_removed() -> Result<()> {
        let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
        fs::create_dir(from.path().join("a"))?;
        fs::write(from.path().join("a/same"), "1")?;
        fs::write(from.path().join("changed"), "1")?;
        let paths = ["a/same".to_owned(), "changed".to_owned()];
        refresh(from.path(), to.path(), &paths)?;

        let written =
            |path: &str| fs::metadata(to.path().join(path)).and_then(|file| file.modified());
        let before = written("a/same")?;
        fs::write(from.path().join("changed"), "2")?;
        fs::write(to.path().join("a/left over"), "")?;
        refresh(from.path(), to.path(), &paths)?;

        assert_eq!(written("a/same")?, before);
        assert_eq!(fs::read_to_string(to.path().join("changed"))?, "2");
        assert_eq!(files(to.path())?.len(), 2);
        Ok(())
    }
}
