//! `--baseline` and `--profile` from outside.

use std::path::Path;

use serde_json::Value;

use super::program::{Ran, run};
use workfront_conformance::baseline::Baseline;
use workfront_conformance::verdict::{Summary, Unjudged, Verdict};

/// The example of a baseline in the documentation is one.
#[test]
fn documented_example() {
    let page = include_str!("../../REPORTS.md");
    let (_, from) = page.split_once("```toml\n").unwrap();
    let (toml, _) = from.split_once("```").unwrap();
    let baseline = Baseline::parse("REPORTS.md", toml).unwrap();
    let [entry] = baseline.entries.as_slice() else { panic!("{baseline:?}") };
    assert_eq!(
        (entry.id.as_str(), entry.until),
        ("C-STATE-03", Some("2026-12-31".parse().unwrap()))
    );
}

/// Each verdict is counted as the documentation says, alone beside something that passes.
#[test]
fn the_documented_table_of_verdicts_is_what_is_counted() {
    let page = include_str!("../../REPORTS.md");
    let (_, table) = page.split_once("| verdict |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let documented: Vec<(String, String)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].to_owned(), cells[2].to_owned())
        })
        .collect();
    let unjudged = [
        Unjudged::Crash,
        Unjudged::Timeout,
        Unjudged::Inconclusive,
        Unjudged::Skip,
        Unjudged::Unimplemented,
    ];
    let judged = [
        Verdict::Pass,
        Verdict::Warn,
        Verdict::Info,
        Verdict::Fail,
        Verdict::Error,
        Verdict::Review,
    ];
    let verdicts: Vec<Verdict> =
        judged.into_iter().chain(unjudged.map(Verdict::NotJudged)).collect();
    assert_eq!(documented.len(), verdicts.len());
    for verdict in verdicts {
        let mut summary = Summary::default();
        summary.count(verdict);
        let counted = ["passed", "failed", "skipped"].into_iter().zip(summary.outcomes());
        let counted = counted.filter(|(_, count)| *count == 1).map(|(word, _)| word.to_owned());
        let found = documented.iter().filter(|(word, _)| word == verdict.kind());
        assert_eq!(
            found.map(|(_, counted)| counted.clone()).collect::<Vec<_>>(),
            counted.collect::<Vec<_>>(),
            "{verdict:?}"
        );
    }
}

/// Runs one example, whose page reads otherwise, so that its `as_printed` fails.
fn run_with(baseline: &str, filter: &str) -> (Ran, Value) {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(path("pages")).unwrap();
    std::fs::write(path("pages/001-code-flow.txt"), "another text\n").unwrap();
    std::fs::write(path("b.toml"), baseline).unwrap();
    let ran = run(&[
        "examples",
        "--filter",
        filter,
        "--pages",
        &path("pages"),
        "--baseline",
        &path("b.toml"),
        "--report",
        &path("report"),
    ]);
    let report = std::fs::read(Path::new(&path("report")).join("report.json"));
    let report = report.map(|json| serde_json::from_slice(&json).unwrap()).unwrap_or_default();
    (ran, report)
}

fn entry(id: &str, more: &str) -> String {
    format!("[[entry]]\nid = '{id}'\nverdict = 'FAIL'\nreason = 'the page was moved'\n{more}\n")
}

#[test]
fn a_known_failure_fails_no_run_and_is_told_of() {
    let (ran, report) = run_with(&entry("001-host/as_printed", "until = 2999-12-31"), "001-host");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains(
            "the baseline's entries: 1 held, 0 no longer so, 0 not run\n  001-host/as_printed FAIL: the page was moved\n"
        ),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.ends_with("\n2 passed, 0 failed, 3 skipped\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n001-host  held "), "{}", ran.stdout);
    assert_eq!(report["baseline"][0]["state"], "held");
    assert_eq!((&report["summary"]["FAIL"], &report["summary"]["HELD"]), (&1.into(), &1.into()));
}

#[test]
fn what_no_longer_holds_is_named_and_exit_code_5() {
    let held = entry("001-host/as_printed", "");
    for (more, why) in [
        (entry("001-host/core", ""), "001-host/core: an entry of the baseline"),
        (entry("C-NEVER-01", ""), "C-NEVER-01: an entry of the baseline"),
        (entry("E8", "until = 2026-01-31"), "E8: an entry of the baseline"),
    ] {
        let (ran, report) = run_with(&format!("{held}{more}"), "001-host");
        assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(&format!("DRIFT {why}\n")), "{}", ran.stdout);
        assert_eq!(report["exit_code"], 5);
        assert_eq!(report["baseline"][1]["state"], "drift");
    }
    // Left out by the filter is not gone, and without a failure to hold nothing is held.
    let (ran, report) = run_with(&format!("{held}{}", entry("003-token/core", "")), "001-host");
    assert_eq!((ran.code, &report["baseline"][1]["state"]), (0, &"not_run".into()));
    let (ran, _) = run_with("", "001-host");
    assert_eq!(ran.code, 1);
}

#[test]
fn a_baseline_that_is_none_is_a_mistake_in_the_command_line() {
    let (ran, report) = run_with("[[entry]]\nid = 'E1'\n", "001-host");
    assert_eq!((ran.code, report), (2, Value::Null));
    assert!(ran.stderr.starts_with("the baseline "), "{}", ran.stderr);
    assert!(ran.stderr.contains("b.toml:1: missing field `verdict`"), "{}", ran.stderr);
    let ran = run(&["--baseline", "/nowhere"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("cannot read the baseline /nowhere: "), "{}", ran.stderr);
}

#[test]
fn the_profiles_that_are_asked_for_are_judged_and_no_others() {
    let directory = tempfile::tempdir().unwrap();
    let judged = |options: &[&str]| {
        let path = directory.path().to_str().unwrap();
        let ran = run(&[&["--filter", "S-CODE-01", "--report", path], options].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let json = std::fs::read(directory.path().join("report.json")).unwrap();
        let report: Value = serde_json::from_slice(&json).unwrap();
        let cases = report["cases"].as_array().unwrap();
        let of_cases: Vec<_> = cases.iter().map(|case| case["profile"].clone()).collect();
        assert_eq!(Value::from(of_cases), report["profiles"]);
        report["profiles"].to_string()
    };
    assert_eq!(judged(&[]), r#"["documented","rfc","bcp"]"#);
    assert_eq!(judged(&["--profile", "bcp"]), r#"["bcp"]"#);
    assert_eq!(judged(&["--profile", "bcp", "--profile", "rfc"]), r#"["rfc","bcp"]"#);

    let wrong = run(&["--profile", "house"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("it is one of documented, rfc and bcp"), "{}", wrong.stderr);
    let examples = run(&["examples", "--profile", "rfc"]);
    assert_eq!(examples.code, 2);
    assert!(examples.stderr.contains("has no meaning for `examples`"), "{}", examples.stderr);
}
