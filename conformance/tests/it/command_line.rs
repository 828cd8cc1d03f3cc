//! The command line: what it takes, what it refuses, and the exit codes.

use super::program::{Ran, run, run_with_path};

fn complains(ran: &Ran, code: i32, message: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

#[test]
fn the_documented_examples_pass() {
    let ran = run(&["examples", "--seed", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.lines().last().unwrap().contains(" passed, 0 failed, "), "{}", ran.stdout);
    assert!(ran.stderr.contains("[ 1/24] 001-api-search"), "{}", ran.stderr);
}

#[test]
fn without_a_subcommand_everything_is_run() {
    let (bare, named) = (
        run(&["--seed", "3", "--filter", "001-host"]),
        run(&["run", "--filter", "001-host", "--seed", "3"]),
    );
    assert_eq!((bare.code, bare.stdout), (named.code, named.stdout));
}

#[test]
fn a_seed_that_is_not_given_is_drawn_and_printed() {
    let seed = |ran: &Ran| {
        ran.stdout.lines().find_map(|line| line.strip_prefix("seed ").map(str::to_owned)).unwrap()
    };
    let (one, other) =
        (run(&["examples", "--filter", "001-host"]), run(&["examples", "--filter", "001-host"]));
    assert_ne!(seed(&one), seed(&other));
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    complains(&run(&["serve"]), 2, "unrecognized subcommand 'serve'");
    complains(&run(&["client"]), 2, "--exec <CMD>");
    complains(&run(&["client", "--exec", "/nowhere/to/be found"]), 2, "--exec: ");
    complains(&run(&["examples", "--colour"]), 2, "unexpected argument '--colour'");
    complains(&run(&["examples", "--seed", "many"]), 2, "invalid value 'many' for '--seed <N>'");
    complains(&run(&["explain"]), 2, "<ID>");
    complains(
        &run(&["explain", "no-such\u{1b}[31m-id"]),
        2,
        "there is no `no-such[31m-id`: `workfront-conformance list` shows every id\n",
    );
    complains(
        &run(&["list", "--seed", "1"]),
        2,
        "--seed has no meaning for `list`, which runs nothing: leave it out\n",
    );
    complains(
        &run(&["explain", "E1", "--report", "x"]),
        2,
        "--report has no meaning for `explain`, which runs nothing: leave it out\n",
    );
    complains(&run(&["examples", "--pages", "/nowhere"]), 2, "cannot read /nowhere: ");
}

#[test]
fn help_and_version_are_no_errors() {
    assert_eq!(run(&["--help"]).code, 0);
    let version = run(&["--version"]);
    assert_eq!((version.code, version.stdout.as_str()), (0, "workfront-conformance 0.1.0\n"));
}

#[test]
fn what_the_suite_needs_and_does_not_find_is_exit_code_3() {
    complains(
        &run_with_path(&["examples"], "/nowhere"),
        3,
        "curl is not on the PATH: install it (Debian: apt-get install curl) and run again\n",
    );
    complains(
        &run(&["examples", "--report", "/dev/null/report"]),
        3,
        "cannot write a report to /dev/null/report: ",
    );
}

#[test]
fn a_filter_that_leaves_nothing_is_exit_code_4() {
    let ran = run(&["examples", "--filter", "no-such-example"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.ends_with("0 passed, 0 failed, 0 skipped\n"), "{}", ran.stdout);
}

#[test]
fn a_changed_page_is_exit_code_1() {
    let pages = tempfile::tempdir().unwrap();
    std::fs::write(pages.path().join("001-code-flow.txt"), "another text\n").unwrap();
    let ran = run(&["examples", "--filter", "001-host", "--pages", pages.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("FAIL 001-host/as_printed: page 001, lines 25-25\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("  Why          its page is shorter now\n"), "{}", ran.stdout);
}

/// Pages as they were recorded, as far as the examples tell: their own lines, at their places.
fn pages_of_the_examples() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let examples = workfront_conformance::example::all().unwrap();
    for page in ["001", "002", "003", "004"] {
        let mut lines = vec![""; 400];
        for example in examples.iter().filter(|example| example.page == page) {
            let first = usize::try_from(example.lines[0]).unwrap() - 1;
            example
                .as_printed
                .lines()
                .enumerate()
                .for_each(|(index, line)| lines[first + index] = line);
        }
        std::fs::write(directory.path().join(format!("{page}-page.txt")), lines.join("\n"))
            .unwrap();
    }
    directory
}

#[test]
fn a_page_is_compared_example_by_example_and_block_by_block() {
    let pages = pages_of_the_examples();
    let path = pages.path().to_str().unwrap();
    let same = run(&["examples", "--filter", "0", "--pages", path]);
    assert_eq!(same.code, 0, "{}", same.stdout);
    // Unfiltered, everything between the examples is missing too, and the errata of the prose with it.
    let whole = run(&["examples", "--pages", path]);
    assert_eq!(whole.code, 1);
    assert!(whole.stdout.contains("FAIL page 001: the ledger\n"), "{}", whole.stdout);
    assert!(whole.stdout.contains("FAIL E11: page 003: "), "{}", whole.stdout);
    assert!(!whole.stdout.contains("FAIL E8:"), "{}", whole.stdout);
}

#[test]
fn requirements_and_errata_are_explained() {
    let erratum = run(&["explain", "E8"]);
    assert!(erratum.stdout.contains("repaired in: 001-token-template\n"), "{}", erratum.stdout);
    let requirement = run(&["explain", "wf:000/r2"]);
    assert!(
        requirement.stdout.contains("\nsource: 000, block 3\nlevel: WORKFRONT\ncovered by: "),
        "{}",
        requirement.stdout
    );
}

#[test]
fn the_ledger_has_no_gap() {
    let list: serde_json::Value = serde_json::from_str(&run(&["list", "--json"]).stdout).unwrap();
    assert_eq!(list["gaps"], serde_json::json!([]));
    assert!(list["requirements"].as_array().unwrap().len() > 100);
}

#[test]
fn the_list_has_every_example_in_both_forms() {
    let (text, json) = (run(&["list"]), run(&["list", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let examples = json["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 24);
    for example in examples {
        let id = example["id"].as_str().unwrap();
        assert!(text.stdout.lines().any(|line| line.starts_with(id)), "{id}");
        assert_eq!(run(&["explain", id]).code, 0, "{id}");
    }
    let one = run(&["list", "--json", "--filter", "003-pkce"]);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&one.stdout).unwrap()["examples"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn an_example_is_explained() {
    let ran = run(&["explain", "003-pkce-pair"]);
    for part in [
        "003-pkce-pair: pair on page 003, lines 62-65",
        "as printed:\n  {\n",
        "  code_challenge = r-Jd5JtWMBfjRSq4Cjldx9XLerqNL4pJJHE3cYHb84g\n",
        "  reqwest      nothing: a pair is no request",
    ] {
        assert!(ran.stdout.contains(part), "{part}\n{}", ran.stdout);
    }
}

#[test]
fn one_case_is_judged_again_with_everything_that_was_seen() {
    for code in ["S-CODE-03@rfc@7", "C-STATE-03@bcp@7"] {
        let (one, other) = (run(&["replay", code]), run(&["replay", code]));
        assert_eq!((one.code, &one.stdout), (0, &other.stdout), "{}{}", one.stdout, one.stderr);
        assert!(
            one.stdout.starts_with(&code.replace("@rfc@7", " (rfc)").replace("@bcp@7", " (bcp)"))
        );
        assert!(one.stdout.ends_with("1 passed, 0 failed, 0 skipped\n"), "{}", one.stdout);
    }
    complains(&run(&["replay", "S-NONE-01@rfc@7"]), 2, "there is no case `S-NONE-01`");
    complains(&run(&["replay", "S-CODE-03"]), 2, "a code is CASE@PROFILE@SEED");
    complains(&run(&["replay", "S-CODE-03@rfc@7", "--seed", "8"]), 2, "--seed has no meaning");
}
