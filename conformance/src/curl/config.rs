//! A command's arguments as a config that curl reads from its standard input, where credentials are nobody else's to see.

use super::CommandError;
use super::option::{self, CurlOption};

/// The config that makes curl do what these words say, with `url` in place of theirs (`man curl`, `--config`).
///
/// # Errors
///
/// An argument that curl would not take.
pub fn config(words: impl IntoIterator<Item = String>, url: &str) -> Result<String, CommandError> {
    let mut config = String::new();
    for said in option::read(words.into_iter().skip(1).collect())? {
        match said.option {
            CurlOption::Url => config.push_str(&format!("url = {}\n", quoted(url))),
            option if !option.takes_value() => config.push_str(&format!("{}\n", said.spelling)),
            _ => config.push_str(&format!("{} {}\n", said.spelling, quoted(&said.value))),
        }
    }
    Ok(config)
}

/// A value in the config's quotes, where these characters are escaped and no others.
fn quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
