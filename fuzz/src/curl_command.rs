//! curl command lines, as pages print them.

use workfront_conformance::curl;

use crate::shown::check_line;

/// Reads the input as a script, and as one curl command.
///
/// Holds: words that were read, each written again in single quotes, are read as the same words; a command's method is never
/// empty, and a refusal can be shown.
pub fn curl_command(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match curl::split(text) {
        Ok(commands) => {
            for command in &commands {
                assert!(!command.words.is_empty(), "a command without words");
                let written = quoted(&command.words);
                match curl::split(&written) {
                    Ok(again) => {
                        let again: Vec<_> = again.iter().map(|command| &command.words).collect();
                        assert_eq!(again, [&command.words], "written as {written:?}");
                    }
                    Err(error) => panic!("{written:?} was refused: {error}"),
                }
            }
        }
        Err(error) => check_line(&error),
    }
    match curl::parse(text) {
        Ok(command) => {
            assert!(!command.method.is_empty(), "a command without a method");
            assert_eq!(command.body().is_some(), !command.data.is_empty());
        }
        Err(error) => check_line(&error),
    }
}

/// Words as a shell takes them whatever they hold (POSIX.1-2017, Shell Command Language, 2.2.2).
fn quoted(words: &[String]) -> String {
    let quoted = words.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''")));
    quoted.collect::<Vec<_>>().join(" ")
}
