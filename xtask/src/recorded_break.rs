//! A recorded break: one small change to the code that breaks one rule, to be seen by the conformance suite.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// One break, as its file has it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedBreak {
    /// Its name, which is its file's too.
    pub(crate) id: String,
    /// The rule that it breaks, in a sentence.
    pub(crate) breaks: String,
    /// The file that it changes, from the repository's root.
    pub(crate) file: String,
    /// The text that it changes; stands in the file exactly once.
    pub(crate) find: String,
    /// What stands there instead.
    pub(crate) replace: String,
}

impl RecordedBreak {
    /// Reads a break from its file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        let read: Self = toml::from_str(&text).with_context(|| format!("{name} is no break"))?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        ensure!(read.id == stem, "{name}: the id is `{}`, not the file's name", read.id);
        Ok(read)
    }

    /// All breaks of a folder, in the order of their names.
    pub(crate) fn read_all(folder: &Path) -> Result<Vec<Self>> {
        let mut paths = Vec::new();
        for entry in
            fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// The file's text with the break in it.
    ///
    /// # Errors
    ///
    /// When the text it changes does not stand there exactly once: the code has moved on, and the break must follow.
    pub(crate) fn apply(&self, text: &str) -> Result<String> {
        let found = text.matches(&self.find).count();
        ensure!(
            found == 1,
            "break `{}` does not apply: its text stands {found} times in {}, not once; rewrite the break",
            self.id,
            self.file
        );
        ensure!(self.find != self.replace, "break `{}` changes nothing", self.id);
        Ok(text.replacen(&self.find, &self.replace, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Repository;

    fn example(find: &str) -> RecordedBreak {
        RecordedBreak {
            id: "wrong-path".to_owned(),
            breaks: "the token endpoint's path".to_owned(),
            file: "src/endpoint.rs".to_owned(),
            find: find.to_owned(),
            replace: "/oauth/token".to_owned(),
        }
    }

    #[test]
    fn a_break_changes_the_one_place_it_names() {
        let broken = example("/api/v1/token").apply("const TOKEN: &str = \"/api/v1/token\";");
        assert_eq!(broken.ok().as_deref(), Some("const TOKEN: &str = \"/oauth/token\";"));
    }

    #[test]
    fn a_break_that_no_longer_applies_is_named() {
        for (text, times) in [("", 0), ("x x", 2)] {
            let error = example("x").apply(text).expect_err("does not apply").to_string();
            assert!(error.starts_with("break `wrong-path` does not apply: its text stands "));
            assert!(error.contains(&format!("{times} times in src/endpoint.rs")), "{error}");
        }
        assert!(example("/oauth/token").apply("/oauth/token").is_err());
    }

    #[test]
    fn a_break_is_named_as_its_file_and_holds_nothing_else() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("wrong-path.toml");
        let text = "id = 'wrong-path'\nbreaks = 'b'\nfile = 'f'\nfind = 'x'\nreplace = 'y'\n";
        fs::write(&path, text)?;
        assert_eq!(RecordedBreak::read_all(folder.path())?, [RecordedBreak::read(&path)?]);
        fs::write(&path, text.replace("wrong-path", "other"))?;
        assert!(RecordedBreak::read(&path).is_err());
        fs::write(&path, format!("{text}more = 1\n"))?;
        assert!(RecordedBreak::read(&path).is_err());
        Ok(())
    }

    #[test]
    fn every_recorded_break_still_applies() -> Result<()> {
        let repository = Repository::of_this_task()?;
        for recorded in RecordedBreak::read_all(&repository.path(crate::breaks::FOLDER))? {
            let text = fs::read_to_string(repository.path(&recorded.file))
                .with_context(|| format!("break `{}`: no {}", recorded.id, recorded.file))?;
            recorded.apply(&text)?;
        }
        Ok(())
    }
}
