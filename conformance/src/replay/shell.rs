//! The repaired commands, read by a real shell and sent by the real curl.
//!
//! bash reads the text, so that its quotes and line ends mean what they mean to whoever pastes it; `curl` and `openssl` are functions
//! there that print their arguments. The arguments then reach curl as a config on its standard input (`man curl`, `--config`), because
//! they hold credentials. The suite's own parser must have read the same words.

use std::path::Path;

use crate::curl;
use crate::programs::{Ended, Program, ProgramError, Programs};

/// The words of a script's one command, as bash passes them on. No program is run.
///
/// # Errors
///
/// The suite's own parser does not take the script, and then no shell gets to see it; or bash does not, or reads other words; or it
/// names another program than `curl` and `openssl`; or it is not one command.
pub async fn words(programs: &Programs, script: &str) -> Result<Vec<String>, ShellError> {
    let read: Vec<Vec<String>> =
        curl::split(script)?.into_iter().map(|command| command.words).collect();
    let mut passed = words_by_bash(programs, script).await?;
    if passed != read {
        return Err(ShellError::OtherWords);
    }
    match (passed.pop(), passed.len()) {
        (Some(command), 0) => Ok(command),
        (_, more) => Err(ShellError::NotOneCommand { found: read.len().max(more) }),
    }
}

async fn words_by_bash(programs: &Programs, script: &str) -> Result<Vec<Vec<String>>, ShellError> {
    let ended = Program::new(&programs.bash, ["--norc", "--noprofile", "-s"])
        .with_stdin(format!("{PRELUDE}{script}\n"))
        .run()
        .await?;
    if !ended.status.success() {
        return Err(ShellError::Refused {
            status: ended.status.code().unwrap_or(-1),
            complaint: complaint(&ended),
        });
    }
    commands(&ended.stdout).ok_or(ShellError::Unreadable)
}

/// Sends a command's request with the real curl, to `origin` instead of the host that its URL names.
///
/// # Errors
///
/// The command is none for one request, its URL is not one of `host`, or curl fails.
pub async fn send(
    programs: &Programs,
    words: Vec<String>,
    host: &str,
    origin: &str,
) -> Result<Ended, ShellError> {
    let command = curl::Command::from_words(words.clone())?;
    let path = command.url.strip_prefix("https://").and_then(|rest| rest.strip_prefix(host));
    let path = path.filter(|path| path.is_empty() || path.starts_with(['/', '?']));
    let path = path.ok_or_else(|| ShellError::Elsewhere { host: host.to_owned() })?;
    let config = curl::config(words, &format!("{origin}{path}"))?;
    let arguments =
        ["-q", "--noproxy", "*", "--silent", "--show-error", "--max-time", "5", "--config", "-"];
    let ended = Program::new(&programs.curl, arguments).with_stdin(config).run().await?;
    if ended.status.success() {
        Ok(ended)
    } else {
        Err(ShellError::Curl {
            status: ended.status.code().unwrap_or(-1),
            complaint: complaint(&ended),
        })
    }
}

/// Runs an openssl command in a directory of its own.
///
/// # Errors
///
/// It is another program, or it fails; its complaint's last line is repeated.
pub async fn openssl(
    programs: &Programs,
    words: &[impl AsRef<str>],
    directory: &Path,
    input: &[u8],
) -> Result<Vec<u8>, ShellError> {
    let (program, arguments) =
        words.split_first().map(|(first, rest)| (first.as_ref(), rest)).unwrap_or(("", &[]));
    if program != "openssl" {
        return Err(ShellError::NotOpenssl { program: program.to_owned() });
    }
    let arguments = arguments.iter().map(AsRef::as_ref);
    let ended = Program::new(&programs.openssl, arguments)
        .in_directory(directory)
        .with_stdin(input)
        .run()
        .await?;
    if ended.status.success() {
        Ok(ended.stdout)
    } else {
        Err(ShellError::Openssl {
            status: ended.status.code().unwrap_or(-1),
            complaint: complaint(&ended),
        })
    }
}

/// Why a text did not become what the real programs do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShellError {
    /// A program is missing, hangs or floods.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// A shell would not read the text as plain words.
    #[error(transparent)]
    Script(#[from] curl::ScriptError),
    /// The suite's parser and the shell disagree: one of them is wrong.
    #[error("bash reads other words in it than the suite's own parser")]
    OtherWords,
    /// The text is not one command.
    #[error("it is {found} commands instead of one")]
    NotOneCommand {
        /// How many it is.
        found: usize,
    },
    /// curl would not take the arguments, or they are for more than one request.
    #[error(transparent)]
    Command(#[from] curl::CommandError),
    /// The shell refuses the text, or a command in it failed.
    #[error("bash refuses it with status {status}: {complaint}")]
    Refused {
        /// Its exit status.
        status: i32,
        /// Its last line on stderr.
        complaint: String,
    },
    /// The shell printed something else than the commands' words.
    #[error("bash printed something else than the words of curl and openssl commands")]
    Unreadable,
    /// The request would have gone to another host.
    #[error("the URL is not one of https://{host}: an example is sent there and nowhere else")]
    Elsewhere {
        /// The documented host.
        host: String,
    },
    /// curl failed.
    #[error("curl failed with status {status}: {complaint}")]
    Curl {
        /// Its exit status (`man curl`, EXIT CODES).
        status: i32,
        /// Its last line on stderr.
        complaint: String,
    },
    /// The command is another program's.
    #[error("the command is `{}`, not openssl", program.escape_debug())]
    NotOpenssl {
        /// The program that it names.
        program: String,
    },
    /// openssl failed.
    #[error("openssl failed with status {status}: {complaint}")]
    Openssl {
        /// Its exit status.
        status: i32,
        /// Its last line on stderr.
        complaint: String,
    },
}

/// Programs are functions here, no other can be found, and a restricted shell writes to no file.
const PRELUDE: &str = r#"set -eu
PATH=
curl() { printf '%s\0' curl "$#" "$@"; }
openssl() { printf '%s\0' openssl "$#" "$@"; }
set -r
"#;

/// Reads `name NUL count NUL argument NUL …`, again and again.
fn commands(printed: &[u8]) -> Option<Vec<Vec<String>>> {
    let text = std::str::from_utf8(printed).ok()?;
    let mut words = text.split_terminator('\0');
    let mut commands = Vec::new();
    while let Some(name) = words.next() {
        let count = words.next()?.parse().ok()?;
        let mut command = vec![name.to_owned()];
        command.extend(words.by_ref().take(count).map(str::to_owned));
        if command.len() != count.checked_add(1)? {
            return None;
        }
        commands.push(command);
    }
    Some(commands)
}

fn complaint(ended: &Ended) -> String {
    ended
        .stderr
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or("it does not say why")
        .trim()
        .to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::replay::stand_in::StandIn;
    use crate::wire::{Message, Received};

    const HOST: &str = "myorganization.my.workfront.com";

    fn programs() -> Programs {
        Programs::find(std::env::var_os("PATH").as_deref()).unwrap()
    }

    /// The request that the suite's own parser expects of a command.
    fn predicted(command: &curl::Command) -> Message {
        let body = command.body().unwrap_or_default();
        let mut headers: Vec<(&str, &[u8])> =
            command.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        headers.push(("accept", b"*/*"));
        if let Some(content_type) = command.header("content-type") {
            headers.push(("content-type", content_type.as_bytes()));
        }
        let target =
            command.url.strip_prefix("https://").and_then(|rest| rest.strip_prefix(HOST)).unwrap();
        Message::read(Received {
            method: &command.method,
            target,
            headers: &headers,
            body: body.as_bytes(),
        })
        .unwrap()
    }

    proptest! {
        // Each case starts curl.
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// What the parser makes of a command is what the real curl sends for it.
        #[test]
        fn the_real_curl_sends_what_the_parser_reads(
            fields in proptest::collection::vec(("[a-z_]{1,8}", any::<String>()), 1..4),
            literal in proptest::option::of("[a-z]{1,6}=[a-zA-Z0-9%20]{0}[A-Za-z0-9+]{0,12}"),
            session in "[!-~]([ -~]{0,20}[!-~])?",
            method in proptest::option::of("PUT|DELETE|PATCH"),
        ) {
            let mut words = vec![String::from("curl"), format!("https://{HOST}/token?a=b")];
            let mut push = |option: &str, value: String| words.extend([option.to_owned(), value]);
            for (name, value) in fields {
                // Neither an argument nor a config line can hold a NUL.
                push("--data-urlencode", format!("{name}={}", value.replace('\0', "")));
            }
            literal.into_iter().for_each(|literal| push("-d", literal));
            method.into_iter().for_each(|method| push("-X", method));
            push("-H", format!("sessionID: {session}"));
            let command = curl::Command::from_words(words.clone()).unwrap();

            let sent = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                let stand_in = StandIn::start().await;
                send(&programs(), words, HOST, &stand_in.origin()).await.unwrap();
                stand_in.received().await.unwrap()
            });
            let mut expected = predicted(&command).members();
            expected.iter_mut().for_each(|(name, _)| *name = name.to_lowercase());
            prop_assert_eq!(crate::wire::difference(&expected, &sent.members()), None);
        }
    }

    async fn refused(script: &str) -> String {
        words(&programs(), script).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_text_that_is_not_one_command_is_refused() {
        assert_eq!(refused("curl a\ncurl b").await, "it is 2 commands instead of one");
        assert_eq!(refused("# nothing").await, "it is 0 commands instead of one");
        assert_eq!(
            refused("rm 'x'").await,
            "bash refuses it with status 127: /usr/bin/bash: line 6: rm: No such file or directory"
        );
        assert!(
            refused("curl a > b")
                .await
                .starts_with("line 1, column 8: the shell reads `>` as a redirection")
        );
    }

    #[tokio::test]
    async fn what_curl_complains_of_is_passed_on() {
        let words =
            ["curl", "https://myorganization.my.workfront.com/"].map(str::to_owned).to_vec();
        // The discard port, on which nobody listens.
        let error =
            send(&programs(), words, HOST, "http://127.0.0.1:9").await.err().unwrap().to_string();
        assert!(
            error.starts_with("curl failed with status 7: curl: (7) Failed to connect"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_command_goes_nowhere_but_to_the_documented_host() {
        for url in [
            "http://myorganization.my.workfront.com/",
            "https://myorganization.my.workfront.com.evil.example/",
            "https://evil.example/",
        ] {
            let words = vec![String::from("curl"), url.to_owned()];
            let error = send(&programs(), words, HOST, "http://127.0.0.1:9").await.err().unwrap();
            assert_eq!(error, ShellError::Elsewhere { host: HOST.to_owned() }, "{url}");
        }
    }

    #[tokio::test]
    async fn openssl_is_the_only_program_that_is_run_so() {
        let directory = tempfile::tempdir().unwrap();
        let run = |words: &'static [&'static str]| {
            let directory = directory.path().to_owned();
            async move { openssl(&programs(), words, &directory, b"").await.unwrap_err().to_string() }
        };
        assert_eq!(run(&["rm", "x"]).await, "the command is `rm`, not openssl");
        assert!(run(&["openssl", "nonsense"]).await.starts_with("openssl failed with status 1: "));
    }
}
