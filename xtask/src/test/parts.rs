//! The list of parts; a new one is one line.

use anyhow::Result;

use crate::program::Program;
use crate::repository::Repository;
use crate::tool::{
    CC, CHROMEDRIVER, CHROMIUM, CURL, DENY, FOR_PEERS, FOR_TEST, NEXTEST, OPENSSL, Tool,
};
use crate::{conformance, deny, docs, fmt, fuzz, lint, setup, tidy};

/// One part of the test.
pub(super) struct Part {
    /// The word it is chosen by.
    pub(super) name: &'static str,
    /// What it checks.
    pub(super) does: &'static str,
    /// Without these it is not run.
    pub(super) needs: &'static [Tool],
    /// Runs it; gives whether it found nothing.
    pub(super) run: fn(&Repository) -> Result<bool>,
}

/// Every part, in order: what installs first, then the cheap, then the thorough.
#[rustfmt::skip]
pub(super) const PARTS: &[Part] = &[
    Part { name: "setup", does: "the tools that the parts need", needs: &[], run: |repository| setup::install(repository, FOR_TEST) },
    Part { name: "fmt", does: "the code's format", needs: &[], run: |repository| fmt::format(repository, true) },
    Part { name: "tidy", does: "the rules that no lint knows", needs: &[], run: tidy::check },
    Part { name: "clippy", does: "the lints, warnings denied", needs: &[CC], run: lint::clippy },
    Part { name: "nextest", does: "every test of the workspace but the browser's", needs: &[CC, NEXTEST], run: |repository| nextest(repository, "not binary(browser)") },
    Part { name: "browser", does: "the sandbox's pages in a real browser", needs: &[CC, NEXTEST, CHROMIUM, CHROMEDRIVER, OPENSSL], run: |repository| nextest(repository, "binary(browser)") },
    Part { name: "doctests", does: "every program in the documentation", needs: &[CC], run: doctests },
    Part { name: "docs", does: "the documentation, warnings denied", needs: &[CC], run: |repository| docs::build(repository, false) },
    Part { name: "deny", does: "licences, bans and sources of what we depend on", needs: &[DENY], run: deny::check },
    Part { name: "conformance", does: "our client and our sandbox, judged", needs: &[CC, CURL, OPENSSL], run: judged },
    Part { name: "peers", does: "other people's clients, held against what is known of them", needs: FOR_PEERS, run: peers },
    Part { name: "fuzz-replay", does: "every kept fuzz input, on stable", needs: &[CC], run: fuzz::replay },
];

/// Runs the tests that `filter` lets through. All are built with the same features, so the second call builds nothing.
fn nextest(repository: &Repository, filter: &str) -> Result<bool> {
    let status = Program::new("cargo")
        .args(["nextest", "run", "--locked", "--manifest-path"])
        .arg(repository.manifest())
        .args(["--workspace", "--all-features", "--status-level", "slow", "--no-tests", "fail"])
        .args(["--filterset", filter])
        .status()?;
    Ok(status.success())
}

fn doctests(repository: &Repository) -> Result<bool> {
    let status = Program::cargo("test", &repository.manifest())
        .args(["--quiet", "--locked", "--workspace", "--all-features", "--doc"])
        .status()?;
    Ok(status.success())
}

fn judged(repository: &Repository) -> Result<bool> {
    Ok(conformance::status(repository, &[])?.success())
}

fn peers(repository: &Repository) -> Result<bool> {
    Ok(conformance::status(repository, &["peers"])?.success())
}
