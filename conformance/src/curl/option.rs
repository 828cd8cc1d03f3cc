//! The options of curl that the pages' commands use, and how curl reads a command line of them.
//!
//! Spelling rules are curl's own (`man curl`, OPTIONS): a long option and its value are two arguments, never joined by `=`; short
//! options may be joined to each other and to the last one's value, as `-sLXPOST`; everything that is no option is a URL.

use super::CommandError;

/// One option that this reader knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CurlOption {
    Data,
    DataRaw,
    DataUrlencode,
    Header,
    Location,
    Request,
    Silent,
    ShowError,
    Url,
}

/// One thing that a command line says, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) option: CurlOption,
    /// As it was spelt, for messages.
    pub(super) spelling: String,
    /// Empty for a switch.
    pub(super) value: String,
}

/// Reads the arguments after the program's name.
pub(super) fn read(arguments: Vec<String>) -> Result<Vec<Said>, CommandError> {
    let mut said = Vec::new();
    let mut arguments = arguments.into_iter();
    let mut options_ended = false;
    while let Some(argument) = arguments.next() {
        if options_ended || !argument.starts_with('-') || argument == "-" {
            said.push(Said {
                option: CurlOption::Url,
                spelling: "the URL".into(),
                value: argument,
            });
        } else if argument == "--" {
            options_ended = true;
        } else if argument.starts_with("--") {
            let option = long(&argument).ok_or_else(|| unknown(&argument))?;
            let value =
                if option.takes_value() { next(&mut arguments, &argument)? } else { String::new() };
            said.push(Said { option, spelling: argument, value });
        } else {
            read_short(&argument, &mut arguments, &mut said)?;
        }
    }
    Ok(said)
}

/// Reads `-sLXPOST`: switches, then at most one option with a value, which is the rest or the next argument.
fn read_short(
    argument: &str,
    arguments: &mut impl Iterator<Item = String>,
    said: &mut Vec<Said>,
) -> Result<(), CommandError> {
    let mut letters = argument.chars().skip(1);
    while let Some(letter) = letters.next() {
        let spelling = format!("-{letter}");
        let option = short(letter).ok_or_else(|| unknown(&spelling))?;
        if option.takes_value() {
            let rest: String = letters.collect();
            let value = if rest.is_empty() { next(arguments, &spelling)? } else { rest };
            said.push(Said { option, spelling, value });
            return Ok(());
        }
        said.push(Said { option, spelling, value: String::new() });
    }
    Ok(())
}

impl CurlOption {
    pub(super) fn takes_value(self) -> bool {
        !matches!(self, CurlOption::Location | CurlOption::Silent | CurlOption::ShowError)
    }
}

fn long(spelling: &str) -> Option<CurlOption> {
    Some(match spelling {
        "--data" | "--data-ascii" => CurlOption::Data,
        "--data-raw" => CurlOption::DataRaw,
        "--data-urlencode" => CurlOption::DataUrlencode,
        "--header" => CurlOption::Header,
        "--location" => CurlOption::Location,
        "--request" => CurlOption::Request,
        "--silent" => CurlOption::Silent,
        "--show-error" => CurlOption::ShowError,
        "--url" => CurlOption::Url,
        _ => return None,
    })
}

fn short(letter: char) -> Option<CurlOption> {
    Some(match letter {
        'd' => CurlOption::Data,
        'H' => CurlOption::Header,
        'L' => CurlOption::Location,
        'X' => CurlOption::Request,
        's' => CurlOption::Silent,
        'S' => CurlOption::ShowError,
        _ => return None,
    })
}

fn next(
    arguments: &mut impl Iterator<Item = String>,
    spelling: &str,
) -> Result<String, CommandError> {
    arguments.next().ok_or_else(|| CommandError::MissingValue { option: spelling.to_owned() })
}

fn unknown(spelling: &str) -> CommandError {
    // A value glued to a long option may be a secret: only the option's name is repeated.
    let name = spelling.split_once('=').map_or(spelling, |(name, _)| name);
    CommandError::UnknownOption { option: name.to_owned(), glued: name.len() < spelling.len() }
}
