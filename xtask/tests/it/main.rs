//! `cargo xtask` from outside: what it prints where, and its exit codes.

use std::error::Error;
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    Ok(Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output()?)
}

fn text(bytes: &[u8]) -> Result<&str, Box<dyn Error>> {
    Ok(std::str::from_utf8(bytes)?)
}

#[test]
fn a_mistyped_task_is_answered_with_the_list() -> Result<(), Box<dyn Error>> {
    for (arguments, complaint) in [
        (&["conformence"][..], "there is no task `conformence`"),
        (&[], "no task given"),
        (&["tidy", "--fix"], "`tidy` takes no arguments, not `--fix`"),
        (&["bench", "--fast"], "invalid option '--fast'"),
        (&["fuzz", "frob"], "no fuzz target `frob`: one of callback, "),
        (&["test", "frob"], "no part `frob`: one of setup, fmt, "),
        (&["breaks", "frob"], "no break `frob` in xtask/breaks"),
    ] {
        let output = xtask(arguments)?;
        let complaints = text(&output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaints}");
        assert!(output.stdout.is_empty(), "{arguments:?} wrote to standard output");
        assert!(complaints.starts_with(&format!("xtask: error: {complaint}")), "{complaints}");
        assert!(complaints.contains("\n  conformance [ARGS]"), "{complaints}");
    }
    Ok(())
}

#[test]
fn help_is_an_answer() -> Result<(), Box<dyn Error>> {
    let output = xtask(&["--help"])?;
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout)?.starts_with("usage: cargo xtask TASK [ARGS]\n"));
    assert!(output.stderr.is_empty());
    Ok(())
}

#[test]
fn fuzz_targets_are_listed_one_a_line() -> Result<(), Box<dyn Error>> {
    let output = xtask(&["fuzz", "list"])?;
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout)?.lines().any(|line| line == "private_key"));
    Ok(())
}
