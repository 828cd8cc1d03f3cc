//! A sandbox that is known by its target file alone, which is written as the documentation says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use workfront_oauth_sandbox::defects::Defect;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{ClockMode, Sandbox};

use crate::program::{Ran, run};

const TARGETS: &str = include_str!("../../../TARGETS.md");

/// A sandbox, and a folder with its target file.
pub(crate) struct Bench {
    pub(crate) sandbox: Arc<Sandbox>,
    folder: tempfile::TempDir,
}

/// What a run of the program came to.
pub(crate) struct Judged {
    pub(crate) ran: Ran,
    pub(crate) report: Value,
}

impl Bench {
    /// A sound sandbox, or one with a defect.
    pub(crate) fn start(defect: Option<&str>) -> Self {
        let mut builder = Sandbox::builder()
            .with_seed(7)
            .with_policy(Policy::named("documented").unwrap())
            .with_clock(ClockMode::Frozen(None))
            .with_key_pair();
        if let Some(defect) = defect {
            builder = builder.with_defect(Defect::named(defect).unwrap());
        }
        let sandbox = Arc::new(builder.start().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let said = serde_json::to_string(sandbox.announcement()).unwrap();
        std::fs::write(folder.path().join("sandbox.json"), format!("{said}\n")).unwrap();
        let bench = Self { sandbox, folder };
        bench.save("prepare.sh", &script("Writes target.toml"));
        let ran =
            Command::new("sh").arg("prepare.sh").current_dir(bench.folder.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn save(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn target(&self) -> String {
        std::fs::read_to_string(self.path("target.toml")).unwrap()
    }

    /// Puts something else in the place of a table of the target file.
    pub(crate) fn with_table(&self, table: &str, instead: &str) {
        let text = self.target();
        let (before, rest) = text.split_once(&format!("[{table}]\n")).unwrap();
        let after = rest.find("\n[").map_or("", |at| &rest[at..]);
        self.save("target.toml", &format!("{before}{instead}{after}"));
    }

    /// Judges it under the documented profile.
    pub(crate) fn judge(&self, arguments: &[&str]) -> Judged {
        judge(&self.path("target.toml"), arguments)
    }
}

/// Judges what a target file describes under the documented profile.
pub(crate) fn judge(target: &Path, arguments: &[&str]) -> Judged {
    let folder = tempfile::tempdir().unwrap();
    let always = ["server", "--profile", "documented", "--seed", "7", "--target"];
    let target = [target.to_str().unwrap(), "--report", folder.path().to_str().unwrap()];
    let ran = run(&[&always, target.as_slice(), arguments].concat());
    let report = std::fs::read(folder.path().join("report.json"));
    let report: Value = match report {
        Ok(report) => serde_json::from_slice(&report).unwrap(),
        Err(_) => panic!("no report: {}\n{}", ran.stderr, ran.stdout),
    };
    assert_eq!(report["exit_code"], ran.code);
    Judged { ran, report }
}

impl Judged {
    pub(crate) fn rows(&self) -> &[Value] {
        self.report["cases"].as_array().unwrap()
    }

    /// The verdict of a case, or why there is none.
    pub(crate) fn verdict(&self, id: &str) -> &str {
        verdict(self.rows().iter().find(|row| row["id"] == id).unwrap())
    }

    /// The ids of the cases that came to this.
    pub(crate) fn ids(&self, wanted: &str) -> Vec<&str> {
        let rows = self.rows().iter().filter(|row| verdict(row) == wanted);
        rows.map(|row| row["id"].as_str().unwrap()).collect()
    }

    /// How each case that did not pass ended, for a message.
    pub(crate) fn told(&self) -> String {
        let line = |row: &Value| {
            let (id, reason) = (row["id"].as_str().unwrap(), row["reason"].as_str().unwrap());
            format!("{id} {}: {reason} {}\n", verdict(row), row["transcript"])
        };
        self.rows().iter().filter(|row| verdict(row) != "PASS").map(line).collect()
    }
}

/// The verdict, or the word for why there is none.
pub(crate) fn verdict(row: &Value) -> &str {
    row["not_judged"].as_str().unwrap_or_else(|| row["verdict"].as_str().unwrap())
}

/// The script in the documentation whose first comment begins so.
pub(crate) fn script(begins: &str) -> String {
    let blocks = TARGETS.split("```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let mut wanted = blocks.filter(|block| block.contains(&format!("\n# {begins}")));
    wanted.next().unwrap().to_owned()
}
