//! Target files that are none: one line on stderr that says which file and what to do, and shows no secret.

use std::path::Path;

use crate::program::run;

/// A whole file, for a server that nobody runs.
pub(super) const GOOD: &str = r#"version = 1
name = "demo"
[urls]
authorize = "http://127.0.0.1:1/authorize"
token = "http://127.0.0.1:1/token"
[[apps]]
type = "web"
client_id = "a"
client_secret = "file:secret"
redirect_uris = ["https://app.example/callback"]
[login]
kind = "form"
username = "u"
password = "file:secret"
allow = "Allow access"
deny = "Cancel"
"#;

/// What no message may hold.
const CANARY: &str = "CANARY-hunter2";

/// Judges by a target file, and expects it to be refused so.
fn refused(file: &Path, expected: &str) {
    let ran = run(&["server", "--target", file.to_str().unwrap(), "--filter", "S-CODE-01"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{expected}: {}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.starts_with(file.to_str().unwrap()), "{}", ran.stderr);
    assert!(ran.stderr.contains(expected), "{expected}: {}", ran.stderr);
    assert!(!ran.stderr.contains(CANARY) && !ran.stderr.contains("panicked"), "{}", ran.stderr);
}

fn check(from: &str, to: &str, expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), format!("{CANARY}\n")).unwrap();
    std::fs::write(folder.path().join("empty"), "").unwrap();
    let file = folder.path().join("target.toml");
    assert!(GOOD.contains(from), "{from}");
    std::fs::write(&file, GOOD.replacen(from, to, 1)).unwrap();
    refused(&file, expected);
}

#[test]
fn a_key_that_nobody_knows_is_named_with_its_line() {
    check("name =", "colour = \"CANARY-hunter2\"\nname =", "line 2: unknown field `colour`");
    check(
        "[[apps]]\n",
        "[[apps]]\nsecret = \"CANARY-hunter2\"\n",
        "line 7: unknown field `secret`",
    );
    check("allow =", "passwd = \"CANARY-hunter2\"\nallow =", "unknown field `passwd`");
    check(
        "[login]",
        "[clock]\nheader = 1\nurl = \"http://127.0.0.1:1/\"\n[login]",
        "unknown field `header`",
    );
}

#[test]
fn a_value_of_another_type_is_named_by_its_line_and_not_repeated() {
    check("\"file:secret\"", "12345678", "line 9: it is of the wrong type, expected a string");
    check(
        "version = 1",
        "version = \"CANARY-hunter2\"",
        "line 1: it is of the wrong type, expected u32",
    );
    check(
        "\"http://127.0.0.1:1/token\"",
        "\"//u:CANARY-hunter2@h\"",
        "line 5: relative URL without a base",
    );
    check(
        "type = \"web\"",
        "type = \"CANARY-hunter2\"",
        "line 7: it is none of the known words, expected one of",
    );
    check(
        "[\"https://app.example/callback\"]",
        "\"CANARY-hunter2\"",
        "line 10: it is of the wrong type, expected a sequence",
    );
    check("kind = \"form\"", "kind = \"CANARY-hunter2\"", "it is none of the known words");
    check("name = \"demo\"", "name = \"CANARY-hunter2", "line 2: ");
}

#[test]
fn what_is_missing_is_named() {
    check("token = \"http://127.0.0.1:1/token\"\n", "", "missing field `token`");
    check("client_id = \"a\"\n", "", "missing field `client_id`");
    check("allow = \"Allow access\"\n", "", "missing field `allow`");
    check("version = 1", "version = 2", "this program reads version 1");
    check("[login]", "[clock]\n[login]", "[clock] has a command or a url, one of them");
    check(
        "name =",
        "flags = [\"spa-without-rotatoin\"]\nname =",
        "no case has the flag spa-without-rotatoin",
    );
}

#[test]
fn a_secret_that_cannot_be_had_is_named_and_what_stands_there_is_not() {
    check("\"file:secret\"", "\"CANARY-hunter2\"", "a secret stands as env:NAME or file:PATH");
    check("\"file:secret\"", "\"file:absent\"", "absent cannot be read: No such file");
    check("\"file:secret\"", "\"file:empty\"", "file:empty is empty");
    check(
        "\"file:secret\"",
        "\"file:/dev/zero\"",
        "/dev/zero cannot be read: it is longer than 1048576 bytes",
    );
    check("\"file:secret\"", "\"file:.\"", "cannot be read: Is a directory");
    check(
        "\"file:secret\"",
        "\"env:NOT_SET_ANYWHERE\"",
        "the environment variable NOT_SET_ANYWHERE is not set",
    );
    check(
        "client_secret = \"file:secret\"",
        "private_key_file = \"file:secret\"",
        "a private_key_file is no RSA key in PEM",
    );
}

#[test]
fn a_command_that_is_not_there_is_noticed_before_the_first_case() {
    for (command, expected) in [
        ("./absent", "the command ./absent is not there"),
        ("no-such-program-anywhere --now", "the command no-such-program-anywhere is not there"),
        ("sh 'login.sh", "not a command line: "),
        ("", "it names no program"),
    ] {
        check("[login]", &format!("[clock]\ncommand = \"{command}\"\n[login]"), expected);
    }
}

#[test]
fn what_is_no_file_with_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    refused(&folder.path().join("absent.toml"), "No such file");
    refused(folder.path(), "Is a directory");
    refused(Path::new("/dev/zero"), "it is longer than 1048576 bytes");
    let bytes = folder.path().join("bytes.toml");
    std::fs::write(&bytes, b"name = \"\xff\"").unwrap();
    refused(&bytes, "valid UTF-8");
    std::fs::write(&bytes, "").unwrap();
    refused(&bytes, "missing field `version`");
}
