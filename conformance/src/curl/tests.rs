//! Command lines as a shell and curl read them, held against a real shell.

use std::io::Write as _;
use std::process::{Command as Process, Output, Stdio};

use proptest::prelude::*;

use super::*;

/// 001-token-json with its bold marks removed, in the page's own layout (page 001, "example 1").
const TOKEN_JSON: &str = r#"   curl --location --request POST '<workfront host>/integrations/oauth2/api/v1/token' \
   --header 'Authorization: Basic <base64(client_id:client_secret)>' \
   --header 'Content-Type: application/json' \
   --data-raw '{
   "code": "<code>",
   "grant_type": "authorization_code"
   }'
"#;

#[test]
fn documented_example() {
    let command = parse(TOKEN_JSON).unwrap();
    assert_eq!(command.method, "POST");
    assert_eq!(command.url, "<workfront host>/integrations/oauth2/api/v1/token");
    assert_eq!(command.header("authorization"), Some("Basic <base64(client_id:client_secret)>"));
    assert_eq!(command.header("content-type"), Some("application/json"));
    assert_eq!(
        command.body().unwrap(),
        "{\n   \"code\": \"<code>\",\n   \"grant_type\": \"authorization_code\"\n   }"
    );
    assert!(command.location);
}

/// Page 001, "set up the refresh": the URL's quote is missing, so every later quote is read the wrong way round.
#[test]
fn unclosed_quote_is_said_before_anything_it_turns_round() {
    let text = "curl --request GET 'https://<workfront host>/attask/api/v14.0/proj/search \\\n--header 'sessionID: <access_token>'";
    check_refused(
        text,
        "the single quote opened at line 2, column 36 is never closed: an odd number of them, so the missing one may stand earlier",
    );
}

#[test]
fn every_form_of_data_urlencode() {
    let check = |value: &str, expected: &str| {
        let words = ["curl", "--data-urlencode", value, "http://localhost/"].map(str::to_owned);
        assert_eq!(
            Command::from_words(words).unwrap().body().as_deref(),
            Some(expected),
            "{value}"
        );
    };
    check("a b&c", "a+b%26c");
    check("=a b=c", "a+b%3Dc");
    check("name=a+b/c=", "name=a%2Bb%2Fc%3D");
    check("already%20encoded=ü", "already%20encoded=%C3%BC");
    check("mail=a@b", "mail=a%40b");
    check("name=", "name=");
}

#[test]
fn pieces_of_data_are_joined_in_their_order() {
    let command =
        parse("curl -d a=1 --data-raw '@b' --data-urlencode 'c=&' http://localhost/").unwrap();
    assert_eq!(
        (command.method.as_str(), command.body().as_deref()),
        ("POST", Some("a=1&@b&c=%26"))
    );
    assert_eq!(command.header("Content-Type"), Some("application/x-www-form-urlencoded"));
}

#[test]
fn short_options_join_each_other_and_their_value() {
    let command = parse("curl -sLXPUT -H'Accept: */*' --url http://localhost/").unwrap();
    assert_eq!(
        (command.method.as_str(), command.location, command.header("accept")),
        ("PUT", true, Some("*/*"))
    );
}

#[test]
fn each_error_names_what_is_wrong_and_what_to_do() {
    check_refused(
        "/token \\\\\n  --header 'accept: application/json' \\\\\n",
        "expected one command, found 2: join its lines with a backslash at each line's end, or separate the commands",
    );
    check_refused(
        "wget http://localhost/",
        "the command is `wget`, not curl: begin it with `curl`",
    );
    check_refused(
        "curl 'a' \\",
        "the text ends in a backslash: the command goes on in a line that is not there",
    );
    check_refused(
        "curl a\0b",
        "line 1, column 7: the shell reads `\\u{0}` as the end of the argument: put the argument in single quotes",
    );
    check_refused(
        "curl http://h/?a=1&b=2",
        "line 1, column 15: the shell reads `?` as a file name pattern: put the argument in single quotes",
    );
    check_refused(
        "curl \"$HOST\"",
        "line 1, column 7: the shell reads `$` as an expansion, also inside double quotes: put the argument in single quotes",
    );
    check_refused(
        "curl \"open",
        "the double quote opened at line 1, column 6 is never closed: an odd number of them, so the missing one may stand earlier",
    );
    check_refused(
        "curl --output x y",
        "`--output` is no option known here: use one of --request, --url, --header, --data, --data-raw, --data-urlencode, --location, --silent, --show-error",
    );
    check_refused(
        "curl --data=SECRET y",
        "`--data` is joined to its value by `=`, which curl does not read: use one of --request, --url, --header, --data, --data-raw, --data-urlencode, --location, --silent, --show-error",
    );
    check_refused("curl y --header", "`--header` needs a value after it");
    check_refused(
        "curl y -d @file",
        "`-d` with `@` reads a local file: write the content itself, or use --data-raw for a content that begins with `@`",
    );
    check_refused(
        "curl y --data-urlencode name@file",
        "`--data-urlencode` with `@` reads a local file: write the content itself, or use --data-raw for a content that begins with `@`",
    );
    check_refused(
        "curl y -H nocolon",
        "the `--header` without a name is not `Name: value`: it has no colon",
    );
    check_refused(
        "curl y -H 'Accept:'",
        "the `--header` `Accept` is not `Name: value`: an empty value makes curl leave the header out",
    );
    check_refused(
        "curl y -X 'GET /'",
        "`--request` takes a method such as POST: letters only, without blanks",
    );
    check_refused(
        "curl one two",
        "a second URL: one command here is one request, and an argument outside quotes may have been cut at a blank",
    );
    check_refused("curl -L", "no URL: give it as an argument or with --url");
    check_refused(
        "# nothing\n\n",
        "expected one command, found 0: join its lines with a backslash at each line's end, or separate the commands",
    );
}

#[test]
fn a_script_of_two_commands_has_two_with_their_lines() {
    let commands = split("curl a \\\n -L\n\n###### OR\n\ncurl 'b\nc'\n").unwrap();
    let found: Vec<_> =
        commands.iter().map(|command| (command.line, command.words.join("|"))).collect();
    assert_eq!(found, [(1, "curl|a|-L".to_owned()), (6, "curl|b\nc".to_owned())]);
}

#[test]
fn debug_shows_no_credential() {
    let command =
        parse("curl -H 'Authorization: Basic CANARY' -d secret=CANARY http://CANARY@localhost/")
            .unwrap();
    assert!(!format!("{command:?}").contains("CANARY"));
}

fn check_refused(text: &str, message: &str) {
    assert_eq!(parse(text).expect_err(text).to_string(), message);
}

proptest! {
    #[test]
    fn nothing_makes_the_parser_panic(text in any::<String>()) {
        _ = parse(&text);
    }

    #[test]
    fn nothing_after_curl_makes_the_parser_panic(text in "curl[ \\\\\n'\"$@=:a-dHLXS#-]{0,60}") {
        _ = parse(&text);
    }
}

proptest! {
    // Each case starts a shell.
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is accepted is what a real shell passes on; what is refused as unclosed is refused by the shell too.
    ///
    /// No operator is among the characters: a quote read the wrong way round must not make the shell run or write something.
    #[test]
    fn words_are_those_of_a_real_shell(text in "([a-c=%/.:,@+_-]|[ \t'\"\\\\#é]|\\\\\n|'[a-c \\\\\"é\n]{0,6}'|\"[a-c '\n]{0,5}\"){0,24}") {
        let script = format!("x {text}");
        match split(&script) {
            Ok(commands) if commands.len() == 1 => {
                prop_assert_eq!(&commands[0].words[1..], &words_of_bash(&script).unwrap()[..]);
            }
            Err(ScriptError::UnclosedQuote { .. }) => prop_assert!(!bash_can_read(&script)),
            // A comment that ended early made a second command of the rest, or it ends in a backslash.
            Ok(_) | Err(_) => {}
        }
    }

    /// What is put in single quotes is never refused.
    #[test]
    fn quoted_words_come_back(words in proptest::collection::vec("[^'\0]{0,12}", 1..5)) {
        let text = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" \\\n  ");
        let commands = split(&text).unwrap();
        prop_assert_eq!(&commands[0].words, &words);
    }
}

/// The arguments that bash passes to the script's command `x`; none if one of its commands fails.
fn words_of_bash(script: &str) -> Option<Vec<String>> {
    let program =
        format!("set -e\nx() {{ if [ $# -gt 0 ]; then printf '%s\\0' \"$@\"; fi; }}\n{script}\n");
    let output = bash(&[], &program);
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then(|| text.split_terminator('\0').map(str::to_owned).collect())
}

/// Whether bash finds the script's syntax sound, without running it.
fn bash_can_read(script: &str) -> bool {
    bash(&["-n"], script).status.success()
}

fn bash(arguments: &[&str], script: &str) -> Output {
    let mut bash = Process::new("bash")
        .args(["--norc", "--noprofile"])
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    bash.wait_with_output().unwrap()
}
