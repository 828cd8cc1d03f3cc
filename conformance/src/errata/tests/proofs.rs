//! The real programs say of the printed texts what the checks say.

use crate::errata;
use crate::example::{self, Example, Kind};
use crate::programs::{Ended, Program, Programs};

fn programs() -> Programs {
    Programs::find(std::env::var_os("PATH").as_deref()).unwrap()
}

fn of_kind(kind: Kind) -> Vec<Example> {
    example::all().unwrap().into_iter().filter(|example| example.kind == kind).collect()
}

fn has(example: &Example, erratum: &str) -> bool {
    example.errata.iter().any(|id| id == erratum)
}

async fn bash(option: &str, script: &str) -> Ended {
    Program::new(&programs().bash, ["--norc", "--noprofile", option])
        .with_stdin(script)
        .run()
        .await
        .unwrap()
}

#[tokio::test]
async fn bash_refuses_the_commands_with_an_unclosed_quote_and_no_others() {
    for example in of_kind(Kind::Command) {
        let printed = bash("-n", &example.filled(&example.copied())).await;
        assert_eq!(
            printed.status.success(),
            !has(&example, "E5"),
            "{}: {}",
            example.id,
            printed.stderr
        );
        let repaired = bash("-n", &example.filled(&example.as_repaired)).await;
        assert!(repaired.status.success(), "{}: {}", example.id, repaired.stderr);
    }
}

#[tokio::test]
async fn bash_finds_no_program_where_none_is_named() {
    let curl = "PATH=\ncurl() { :; }\n";
    for example in of_kind(Kind::Command) {
        let run = bash("-s", &format!("{curl}{}", example.filled(&example.copied()))).await;
        let missing = run.stderr.contains("/token: No such file")
            || run.stderr.contains("/search: No such file");
        assert_eq!(missing, has(&example, "E25"), "{}: {}", example.id, run.stderr);
    }
}

#[tokio::test]
async fn bash_hands_the_asterisks_on() {
    let curl = "PATH=\ncurl() { printf '%s\\n' \"$@\"; }\n";
    for example in of_kind(Kind::Command).into_iter().filter(|example| !has(example, "E5")) {
        let run = bash("-s", &format!("{curl}{}", example.filled(&example.copied()))).await;
        let arguments = String::from_utf8(run.stdout).unwrap();
        assert_eq!(arguments.contains("**"), has(&example, "E6"), "{}", example.id);
    }
}

#[tokio::test]
async fn bash_runs_both_commands_around_the_heading() {
    let heading = errata::all().unwrap().into_iter().find(|erratum| erratum.id == "E7").unwrap();
    let errata::Quote::Words(heading) = &heading.quotes[0] else {
        panic!("the heading is in no example")
    };
    let script =
        format!("PATH=\ncurl() {{ echo ran; }}\ncurl first\n{}\ncurl second\n", heading.words);
    let run = bash("-s", &script).await;
    assert_eq!((run.stdout.as_slice(), run.stderr.as_str()), (&b"ran\nran\n"[..], ""));
}

#[tokio::test]
async fn openssl_asks_for_a_subject_and_signs_for_thirty_days() {
    let programs = programs();
    for example in of_kind(Kind::Openssl) {
        let directory = tempfile::tempdir().unwrap();
        let openssl = async |line: &str| {
            let words = line.split_whitespace().skip(1);
            Program::new(&programs.openssl, words)
                .in_directory(directory.path())
                .run()
                .await
                .unwrap()
        };
        let printed = openssl(&example.copied()).await;
        assert!(
            !printed.status.success() && printed.stderr.contains("Country Name"),
            "{}",
            printed.stderr
        );

        let answered = openssl(&format!("{} -subj /CN=answered", example.copied().trim())).await;
        assert!(answered.status.success(), "{}", answered.stderr);
        let day = 24 * 60 * 60;
        let valid_after = async |days: u32| {
            let check =
                format!("openssl x509 -in certificate_pub.crt -noout -checkend {}", days * day);
            openssl(&check).await.status.success()
        };
        assert_eq!((valid_after(29).await, valid_after(31).await), (true, false), "{}", example.id);

        let repaired = openssl(&example.as_repaired).await;
        assert!(
            repaired.status.success() && valid_after(31).await,
            "{}: {}",
            example.id,
            repaired.stderr
        );
    }
}

#[tokio::test]
async fn curl_takes_a_host_without_a_scheme_for_plain_http() {
    // Nobody listens at the discard port; curl says which URL it tried.
    let tried = Program::new(
        &programs().curl,
        [
            "-q",
            "--silent",
            "--head",
            "--max-time",
            "5",
            "--write-out",
            "%{url_effective}",
            "127.0.0.1:9/token",
        ],
    );
    let ended = tried.run().await.unwrap();
    assert_eq!(
        String::from_utf8(ended.stdout).unwrap().to_ascii_lowercase(),
        "http://127.0.0.1:9/token"
    );
}
