//! The program: its command line, its first line, its exits, and that a restart goes on where it stopped.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use workfront_oauth_sandbox::policy::Policy;

use crate::client::{get, request};

/// A running `workfront-sandbox serve`, killed when dropped.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) first_line: Value,
}

impl Program {
    pub(crate) fn serve(arguments: &[&str]) -> Self {
        Self::spawn(Command::new(PROGRAM).arg("serve").args(arguments))
    }

    /// Runs `command`, which is to end in the program.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let first_line =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        Self { child, first_line }
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.first_line
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {pointer}"))
    }

    pub(crate) fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let request = request(method, self.text("/control_url"), &format!("/_sandbox/{path}"))
            .with("authorization", &format!("Bearer {}", self.text("/control_token")));
        let request = match body {
            Some(body) => request.with_body("application/json", body.to_string()),
            None => request,
        };
        request.send().json()
    }

    fn signalled(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where it is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_workfront-sandbox");

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(PROGRAM).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_first_line_says_all_that_is_needed() {
    let program = Program::serve(&[
        "--clock",
        "frozen:2026-01-31T12:00:00Z",
        "--seed",
        "7",
        "--tenant",
        "acme.my",
        "--tenant",
        "acme.preview",
    ]);
    let line = &program.first_line;
    assert_eq!((&line["version"], &line["seed"]), (&Value::from(1), &Value::from(7)));
    assert_eq!(
        line["clock"],
        serde_json::json!({ "mode": "frozen", "now": "2026-01-31T12:00:00Z" })
    );
    assert_eq!(line["url"], line["tenants"][0]["url"]);
    assert_ne!(line["tenants"][0]["url"], line["tenants"][1]["url"]);
    assert_eq!(line["tenants"][1]["lane"], "preview");
    assert_eq!(line["tenants"][0]["customer_id"], line["tenants"][1]["customer_id"]);
    let types: Vec<_> =
        line["apps"].as_array().unwrap().iter().map(|app| app["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["web", "spa", "machine"]);
    for (app, has_secret, has_key) in [(0, true, false), (1, false, false), (2, true, true)] {
        let app = &line["apps"][app];
        assert_eq!(app["client_secret"].is_string(), has_secret);
        assert_eq!(app["private_key_pem"].is_string() && app["user_id"].is_string(), has_key);
        assert!(app["redirect_uris"].is_array());
    }
    let names: Vec<_> = line["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| (user["username"].as_str().unwrap(), user["admin"].as_bool().unwrap()))
        .collect();
    assert_eq!(names, [("admin", true), ("planner", false)]);
    assert_eq!(get(program.text("/url"), "/login").send().status, 200);
    assert_eq!(program.control("GET", "clock", None)["mode"], "frozen");

    let same = Program::serve(&[
        "--clock",
        "frozen:2026-01-31T12:00:00Z",
        "--seed",
        "7",
        "--tenant",
        "acme.my",
        "--tenant",
        "acme.preview",
    ]);
    assert_eq!(same.first_line["apps"], line["apps"], "the same seed gives the same apps");
    assert_ne!(same.text("/control_token"), program.text("/control_token"));
}

#[test]
fn a_signal_ends_it_well() {
    for signal in ["-TERM", "-INT"] {
        assert_eq!(Program::serve(&[]).signalled(signal), Some(0), "{signal}");
    }
}

#[test]
fn exits_say_what_went_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (bad_policy, bad_faults) =
        (file("policy.toml", "code_second = 1"), file("faults.json", "{\"faults\": [{}]}"));
    let impossible = file(
        "impossible.json",
        r#"{"faults": [{"match": {"endpoint": "token"}, "effect": {"kind": "status", "status": 999}}]}"#,
    );
    for arguments in [
        &[][..],
        &["fly"],
        &["serve", "--clock", "fast"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--defect", "srv-perfect"],
        &["serve", "--tenant", "my"],
        &["serve", "--seed", "x"],
        &["serve", "--policy", "lax"],
        &["serve", "--policy", &bad_policy],
        &["serve", "--faults", &bad_faults],
        &["serve", "--faults", "/nonexistent"],
        &["serve", "--faults", &impossible],
        &["serve", "--tenant", "acme.my", "--tenant", "acme.my"],
    ] {
        let (code, stdout, stderr) = run(arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!stderr.is_empty());
    }
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let occupied = occupied.local_addr().unwrap().to_string();
    let not_a_directory = file("file", "");
    for arguments in [
        &["serve", "--listen", "0.0.0.0:0"][..],
        &["serve", "--listen", &occupied],
        &["serve", "--data", &not_a_directory],
    ] {
        let (code, stdout, stderr) = run(arguments);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{arguments:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_policy_is_printed_as_a_file_that_says_the_same() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["documented", "observed", "strict", "observed+refresh-grace"] {
        let (code, file, _) = run(&["policy", name]);
        assert_eq!(code, Some(0), "{name}");
        assert_eq!(Policy::from_toml(&file).unwrap(), Policy::named(name).unwrap(), "{name}");
        let path = directory.path().join("policy.toml");
        std::fs::write(&path, &file).unwrap();
        let (_, json, _) = run(&["policy", path.to_str().unwrap(), "--json"]);
        let table: serde_json::Value = serde_json::from_str(&json).unwrap();
        let settings = Policy::named(name).unwrap().describe();
        assert_eq!(table["settings"], serde_json::to_value(settings).unwrap(), "{name}");
        assert_eq!(table["presets"][2]["name"], "strict");
        assert!(table["quirks"].as_array().unwrap().len() >= 6);
    }
    let (code, _, stderr) = run(&["policy", "odd"]);
    assert!(code == Some(2) && stderr.contains("there is no preset \"odd\""), "{stderr}");
}

#[test]
fn defects_are_listed() {
    let (code, stdout, _) = run(&["defects"]);
    assert_eq!(code, Some(0));
    assert!(stdout.lines().any(|line| line.starts_with("srv-code-reusable ")));
    let (code, stdout, _) = run(&["defects", "--json"]);
    let rows: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(rows.as_array().unwrap().len(), workfront_oauth_sandbox::defects::table().len());
}

#[test]
fn policy_faults_and_defect_are_taken_from_the_command_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let policy = path("policy.toml", "preset = \"observed\"\nerror_text = \"absent\"");
    let faults = path(
        "faults.json",
        r#"{"faults": [{"match": {"endpoint": "api"}, "effect": {"kind": "status", "status": 418}}]}"#,
    );
    let program =
        Program::serve(&["--policy", &policy, "--faults", &faults, "--defect", "srv-token-get"]);
    let answer = get(program.text("/url"), crate::flow::TOKEN).send();
    assert_eq!((answer.status, answer.json()["error"].as_bool()), (400, Some(true)));
    assert_eq!(get(program.text("/url"), crate::flow::SEARCH).send().status, 418);
}

#[test]
fn a_restart_goes_on_where_it_stopped() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let serve =
        |data: &Path| Program::serve(&["--data", data.to_str().unwrap(), "--clock", "frozen"]);
    let first = serve(&data);
    let before = first.control("GET", "state?reveal=true", None);
    let mut taken = Command::new(PROGRAM)
        .args(["serve", "--data", data.to_str().unwrap()])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut why = String::new();
    taken.stderr.take().unwrap().read_to_string(&mut why).unwrap();
    assert_eq!(taken.wait().unwrap().code(), Some(1));
    assert!(why.contains("in use by another sandbox"), "{why}");
    assert_eq!(first.signalled("-TERM"), Some(0));
    let second = serve(&data);
    assert_eq!(second.first_line["apps"], serde_json::json!([]), "their secrets were shown once");
    assert_eq!(second.control("GET", "state?reveal=true", None), before);
}
