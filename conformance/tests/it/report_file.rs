//! `report.json`, held against its schema.

use std::path::Path;

use serde_json::Value;

use super::program::run;
use workfront_conformance::report::{
    CaseRow, ControlRow, ErratumRow, ExampleRow, GapRow, MutantRow, PeerRow, Report,
    RequirementRow, Run, SCHEMA, Target, json,
};
use workfront_conformance::secrets::Secrets;
use workfront_conformance::verdict::{Judgement, Summary, Verdict};

fn schema_errors(report: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("../../report.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator
        .iter_errors(report)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}

fn report_of(arguments: &[&str]) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new/report");
    let ran = run(&[arguments, &["--report", path.to_str().unwrap()]].concat());
    let text = std::fs::read_to_string(path.join("report.json"))
        .unwrap_or_else(|_| panic!("{}", ran.stderr));
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1, "no temporary file is left");
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
}

#[test]
fn a_report_that_would_hold_a_secret_is_not_written() {
    let directory = tempfile::tempdir().unwrap();
    let mut secrets = Secrets::default();
    secrets.add("access token", "CANARY-TOKEN");
    let written = |report: &Report| json::write(directory.path(), report, &secrets);

    written(&one_of_each()).unwrap();
    let before = std::fs::read(directory.path().join("report.json")).unwrap();
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
    assert_eq!(
        std::fs::read(directory.path().join("report.json")).unwrap(),
        before,
        "what stood there stays"
    );
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let error = json::write(Path::new("/dev/null/report"), &one_of_each(), &Secrets::default())
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("cannot write a report to /dev/null/report: "), "{error}");
}

/// A report with one row of each sort and, among its examples, each verdict.
pub(super) fn one_of_each() -> Report {
    let text = str::to_owned;
    let judged = |verdict, reason: &str| {
        let mut judgement = Judgement::fail(
            reason,
            "body.grant_type = authorization_code\nbody.state = (absent)",
            "body.grant_type = \u{1b}[32mPASS\nbody.state = s",
        );
        judgement.verdict = verdict;
        judgement
    };
    Report {
        schema: SCHEMA,
        command: text("run"),
        args: vec![text("--seed=7")],
        seed: 7,
        profiles: vec![text("documented")],
        target: Target { kind: "reference", name: text("workfront-oauth"), version: text("0.1.0") },
        exit_code: 0,
        summary: Summary::default(),
        examples: vec![ExampleRow {
            id: text("001-token-json"),
            page: text("001"),
            lines: [90, 97],
            kind: text("command"),
            errata: vec![text("E6"), text("E22")],
            as_printed: Judgement::pass("E6 E22"),
            as_repaired: judged(
                Verdict::Fail,
                "the repaired text does not do what the example means",
            ),
            core: Judgement::error("the suite failed"),
            reqwest: Judgement::skip("does not apply"),
            ureq: judged(Verdict::Warn, "a recommendation is not followed"),
        }],
        errata: vec![
            ErratumRow {
                id: text("E6"),
                page: text("001"),
                lines: [90, 97],
                title: text("bold marks in code"),
                proof: text("`**` stands in the text"),
                verdict: Verdict::Pass,
            },
            ErratumRow {
                id: text("E8"),
                page: text("001"),
                lines: [82, 82],
                title: text("a stray tag"),
                proof: text("`</span>` stands in the URL"),
                verdict: Verdict::Fail,
            },
        ],
        cases: vec![CaseRow {
            id: text("S-CODE-03"),
            ideas: vec![text("S18")],
            title: text("a code is redeemed once"),
            side: text("server"),
            level: text("MUST"),
            profile: text("rfc"),
            basis: vec![text("rfc6749#4.1.2/r1")],
            verdict: Verdict::Fail,
            reason: text("the second redemption succeeds"),
            control: Some(ControlRow { id: text("S-CODE-01"), verdict: Verdict::Pass }),
            requirement: text("a code must not be used more than once"),
            expected: text("400 invalid_grant"),
            actual: text("200"),
            advice: text("remember the codes that were redeemed"),
            replay: text("S-CODE-03/rfc/7"),
            transcript: vec![text("POST /integrations/oauth2/api/v1/token 200")],
        }],
        mutants: vec![MutantRow {
            id: text("srv-code-reusable"),
            side: text("server"),
            breaks: vec![text("rfc6749#4.1.2/r1")],
            own: vec![text("S-CODE-03")],
            killed_by: vec![text("S-CODE-03")],
            verdict: Verdict::Pass,
        }],
        requirements: vec![RequirementRow {
            id: text("wf:001/r12"),
            source: text("001"),
            section: text("block 31"),
            paraphrase: text("a code is good for two minutes"),
            level: text("WORKFRONT"),
            covered_by: vec![text("001-token-json")],
            later: None,
            excused: None,
        }],
        gaps: vec![GapRow {
            place: text("page 001, block 7"),
            missing: text("no requirement claims it"),
        }],
        peers: vec![PeerRow {
            name: text("authlib"),
            version: text("1.6.0"),
            side: text("client"),
            case: text("C-STATE-01"),
            expected: text("PASS"),
            actual: text("PASS"),
            advice: text(""),
        }],
        run: Run { started: text("2026-01-01T12:00:00Z"), duration_ms: 1, ports: vec![4000] },
    }
    .counted()
}
