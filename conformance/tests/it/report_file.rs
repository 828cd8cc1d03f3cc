//! `report.json`, held against its schema.

use std::path::Path;

use serde_json::Value;

use super::made_up::one_of_each;
use super::program::run;
use workfront_conformance::report::{Report, files};
use workfront_conformance::secrets::Secrets;

fn schema_errors(report: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("../../report.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator
        .iter_errors(report)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}

const FILES: [&str; 3] = ["junit.xml", "report.json", "summary.md"];

fn names_in(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn report_of(arguments: &[&str]) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new/report");
    let ran = run(&[arguments, &["--report", path.to_str().unwrap()]].concat());
    let text = std::fs::read_to_string(path.join("report.json"))
        .unwrap_or_else(|_| panic!("{}", ran.stderr));
    assert_eq!(names_in(&path), FILES, "no temporary file is left");
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["exit_code"], ran.code);
    report
}

#[test]
fn a_report_is_as_its_schema_says_and_the_same_for_the_same_seed() {
    let (mut one, mut other) =
        (report_of(&["examples", "--seed", "5"]), report_of(&["examples", "--seed", "5"]));
    assert_eq!(schema_errors(&one), Vec::<String>::new());
    assert_eq!(one["examples"].as_array().unwrap().len(), 24);
    for report in [&mut one, &mut other] {
        let run = report.as_object_mut().unwrap().remove("run").unwrap();
        assert_eq!(run["ports"].as_array().unwrap().len(), 24);
    }
    assert_eq!(one, other);
}

#[test]
fn every_row_of_the_model_is_as_the_schema_says() {
    let report = serde_json::to_value(one_of_each()).unwrap();
    assert_eq!(schema_errors(&report), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let whole = serde_json::to_value(one_of_each()).unwrap();
    for member in whole.as_object().unwrap().keys() {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(member);
        assert!(!schema_errors(&without).is_empty(), "{member} may be missing");
    }
    let mut silent = whole.clone();
    silent["examples"][0]["core"] =
        serde_json::json!({ "verdict": "FAIL", "reason": "", "expected": "", "actual": "" });
    assert!(!schema_errors(&silent).is_empty(), "a FAIL may say nothing");
    for (rows, member, value) in [
        ("cases", "verdict", "GOOD"),
        ("cases", "profile", "house"),
        ("cases", "side", "both"),
        ("mutants", "verdict", "CRASH"),
        ("peers", "side", "both"),
        ("baseline", "state", "lost"),
        ("baseline", "verdict", "ERROR"),
    ] {
        let mut wrong = whole.clone();
        wrong[rows][0][member] = Value::from(value);
        assert!(!schema_errors(&wrong).is_empty(), "{rows} may have the {member} {value}");
    }
    let mut unexplained = whole.clone();
    let crash = unexplained["cases"]
        .as_array()
        .unwrap()
        .iter()
        .position(|row| row["not_judged"] == "CRASH");
    unexplained["cases"][crash.unwrap()].as_object_mut().unwrap().remove("not_judged");
    assert!(
        !schema_errors(&unexplained).is_empty(),
        "what was not judged may keep the reason to itself"
    );
}

#[test]
fn a_report_that_would_hold_a_secret_is_not_written() {
    let directory = tempfile::tempdir().unwrap();
    let mut secrets = Secrets::default();
    secrets.add("access token", "CANARY-TOKEN");
    let written = |report: &Report| files::write(directory.path(), report, &secrets);
    let contents = || FILES.map(|file| std::fs::read(directory.path().join(file)).unwrap());

    written(&one_of_each()).unwrap();
    let before = contents();
    let mut leaking = one_of_each();
    leaking.cases[0].transcript.push(String::from("sessionID: CANARY%2DTOKEN"));
    let error = written(&leaking).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "the report would hold the access token (percent-encoded) at /cases/0/transcript/1: "
        ),
        "{error}"
    );
    assert!(!error.contains("CANARY"), "{error}");
    assert_eq!(contents(), before, "what stood there stays");
    assert_eq!(names_in(directory.path()), FILES, "no temporary file is left");
}

#[test]
fn a_secret_that_comes_together_in_one_file_alone_stops_all_of_them() {
    let directory = tempfile::tempdir().unwrap();
    let mut secrets = Secrets::default();
    // A name and a profile of the model, side by side only where a reader sees them.
    secrets.add("client secret", "S-CODE-03 (rfc)");
    let error = files::write(directory.path(), &one_of_each(), &secrets).unwrap_err().to_string();
    assert!(
        error.starts_with("the report would hold the client secret (in plain) at junit.xml: "),
        "{error}"
    );
    assert_eq!(names_in(directory.path()), Vec::<String>::new());
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let error = files::prepare(Path::new("/dev/null/report")).unwrap_err().to_string();
    assert!(error.starts_with("cannot write a report to /dev/null/report: "), "{error}");
    let error = files::write(Path::new("/dev/null/report"), &one_of_each(), &Secrets::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("cannot write a report to /dev/null/report/report.json: "),
        "{error}"
    );
}

#[test]
fn a_full_disk_is_said_and_takes_no_verdict_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("report");
    // Files of at most 8 blocks (of 512 or 1024 bytes), and no signal when one would be longer: what a full disk is like to a program.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" examples --filter 001- --report \"$1\"";
    let ran = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_workfront-conformance")])
        .arg(&path)
        .output()
        .unwrap();
    let (said, complained) =
        (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(ran.status.code(), Some(3), "{complained}");
    let last = complained.lines().last().unwrap();
    assert!(
        last.starts_with("cannot write a report to ") && last.contains("File too large"),
        "{last}"
    );
    assert!(said.contains("\n001-host "), "{said}");
    assert!(said.lines().last().unwrap().contains(" passed, 0 failed, "), "{said}");
    assert_eq!(names_in(&path), Vec::<String>::new(), "nothing is left half written");
}

#[test]
fn a_stdout_without_room_is_an_error_and_one_without_a_reader_is_none() {
    let list = |stdout: std::process::Stdio| {
        std::process::Command::new(env!("CARGO_BIN_EXE_workfront-conformance"))
            .arg("list")
            .stdout(stdout)
            .stderr(std::process::Stdio::piped())
            .output()
            .unwrap()
    };
    let full = list(std::fs::File::options().write(true).open("/dev/full").unwrap().into());
    assert_eq!(full.status.code(), Some(3));
    let complained = String::from_utf8(full.stderr).unwrap();
    assert!(complained.starts_with("cannot write to stdout: No space left"), "{complained}");

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let gone = list(writer.into());
    assert_eq!((gone.status.code(), gone.stderr.is_empty()), (Some(0), true));
}
