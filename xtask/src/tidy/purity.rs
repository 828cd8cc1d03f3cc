//! What the core and the sandbox must not touch.

use crate::repository::SourceFile;

use super::finding::Finding;
use super::region::{is_rust, lines};

/// The core's source.
const CORE: &str = "crates/workfront-oauth/src/";
/// The sandbox's package.
const SANDBOX: &str = "crates/workfront-oauth-sandbox/";

/// Clocks, environment, files, sockets and threads, as code spells them.
const IO: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    ".elapsed()",
    "env::",
    "fs::",
    "File::",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "thread::",
    "process::",
    "stdin()",
    "stdout()",
    "stderr()",
];
/// Randomness, as code spells it.
const RANDOMNESS: &[&str] =
    &["getrandom::", "SystemRandom", "SysRng", "OsRng", "RandomState", "rand::"];
/// The files that may draw randomness: the one behind the feature, and the signers, whose padding or blinding needs it.
const MAY_DRAW: &[&str] = &["entropy_os.rs", "signer_aws_lc.rs", "signer_rsa.rs"];

/// The core performs no I/O and reads no clock or environment; randomness only in the files named here.
///
/// The core's `clippy.toml` bans the functions; this also sees what is imported under another name, and what a macro hides.
pub(super) fn the_core_does_no_io(file: &SourceFile) -> Vec<Finding> {
    let Some(name) = file.path.strip_prefix(CORE).filter(|name| is_rust(name)) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for line in lines(&file.path, &file.text).iter().filter(|line| !line.in_test) {
        for word in IO.iter().filter(|word| has_word(line.code(), word)) {
            let advice = format!("`{word}` in the core: take what it would give as an argument");
            findings.push(Finding::at(&file.path, line.number, "core-io", advice));
        }
        let draws = RANDOMNESS.iter().find(|word| has_word(line.code(), word));
        if let Some(word) = draws.filter(|_| !MAY_DRAW.contains(&name)) {
            let advice = format!("`{word}` in the core: take `Entropy` as an argument");
            findings.push(Finding::at(&file.path, line.number, "core-randomness", advice));
        }
    }
    findings
}

/// The sandbox parses, verifies and builds with its own code, so that a mistake in one is caught by the other.
pub(super) fn the_sandbox_shares_nothing(file: &SourceFile) -> Vec<Finding> {
    if !file.path.starts_with(SANDBOX) || !is_rust(&file.path) {
        return Vec::new();
    }
    let foreign = |code: &str| {
        code.match_indices("workfront_oauth")
            .any(|(at, core)| !code[at + core.len()..].starts_with("_sandbox"))
            || code.contains("../workfront-oauth")
            || code.contains("#[path")
    };
    let advice = "write the sandbox's own: it may share no code with the core";
    let lines = lines(&file.path, &file.text);
    let found = lines.iter().filter(|line| foreign(line.code()));
    found.map(|line| Finding::at(&file.path, line.number, "sandbox-apart", advice)).collect()
}

/// Whether code has a word, and not as the end of a longer one (`offs::` is not `fs::`).
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::{NONE, lines};
    use super::*;

    #[test]
    fn io_in_the_core_is_found() {
        let check = |path: &str, text: &str, found: &[usize]| {
            assert_eq!(lines(the_core_does_no_io, path, text), found, "{path}: {text}");
        };
        let core = "crates/workfront-oauth/src/host.rs";
        check(core, "let now = SystemTime::now();\n", &[1]);
        check(core, "use std::fs::File as F;\n", &[1]);
        check(core, "// no std::fs:: here\n", &[]);
        check(core, "let x = offs::y;\n", &[]);
        check(core, "#[cfg(test)]\nlet now = SystemTime::now();\n", &[]);
        check("crates/workfront-oauth-ureq/src/lib.rs", "std::env::var(x)\n", &[]);
    }

    #[test]
    fn randomness_is_drawn_in_named_files_only() {
        let text = "getrandom::fill(&mut bytes)\n";
        let found = |name: &str| lines(the_core_does_no_io, &format!("{CORE}{name}"), text);
        assert_eq!(found("entropy_os.rs"), NONE);
        assert_eq!(found("entropy.rs"), [1]);
    }

    #[test]
    fn the_sandbox_stands_alone() {
        let found =
            |text: &str| lines(the_sandbox_shares_nothing, &format!("{SANDBOX}src/a.rs"), text);
        assert_eq!(found("use workfront_oauth::Host;\n"), [1]);
        assert_eq!(found("use workfront_oauth_sandbox::Sandbox;\n"), NONE);
        assert_eq!(found("include!(\"../../workfront-oauth/src/host.rs\");\n"), [1]);
        assert_eq!(found("// unlike workfront_oauth::Host\n"), NONE);
    }
}
