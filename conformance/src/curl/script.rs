//! From a script's text to the words of its commands, as a POSIX shell has them (POSIX.1-2017, Shell Command Language, 2.2 and 2.3).
//!
//! `shell-words` removes the quotes. It takes a line end for a blank and an operator for a letter, so a scanner goes first: it finds
//! where each command ends, where an unclosed quote began, and refuses what a shell would replace instead of passing on.

use std::ops::Range;

/// One simple command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Words {
    /// The line that the command begins on, from 1.
    pub line: usize,
    /// Its words, quotes removed.
    pub words: Vec<String>,
}

/// Splits a script into its simple commands. Comments and empty lines are none.
///
/// # Errors
///
/// An unclosed quote before anything else, because what stands after it is read the wrong way round; then the first character that a
/// shell would act upon instead of passing it on.
pub fn split(text: &str) -> Result<Vec<Words>, ScriptError> {
    let mut commands = Vec::new();
    for span in scan(text)? {
        let words = text
            .get(span.text)
            .and_then(|command| shell_words::split(command).ok())
            .unwrap_or_default();
        if !words.is_empty() {
            commands.push(Words { line: span.line, words });
        }
    }
    Ok(commands)
}

/// Why a shell would not read a text as plain words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// A quote that nothing closes.
    #[error(
        "the {quote} opened at line {line}, column {column} is never closed: an odd number of them, so the missing one may stand earlier"
    )]
    UnclosedQuote {
        /// `single quote` or `double quote`.
        quote: &'static str,
        /// Line of the opening quote, from 1.
        line: usize,
        /// Column of the opening quote in characters, from 1.
        column: usize,
    },
    /// A character with which the shell does something.
    #[error("line {line}, column {column}: the shell reads `{}` as {meaning}: put the argument in single quotes", character.escape_default())]
    Special {
        /// The character.
        character: char,
        /// What a shell does with it.
        meaning: &'static str,
        /// Its line, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
    },
    /// A line continuation at the end of the text.
    #[error("the text ends in a backslash: the command goes on in a line that is not there")]
    EndsInBackslash,
}

struct Span {
    line: usize,
    text: Range<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Between words, where a `#` begins a comment.
    Between,
    Word,
    Single(Place),
    Double(Place),
    Comment,
}

#[derive(Clone, Copy, PartialEq)]
struct Place {
    line: usize,
    column: usize,
}

fn scan(text: &str) -> Result<Vec<Span>, ScriptError> {
    let mut spans = Vec::new();
    let mut special = None;
    let mut state = State::Between;
    let mut begin = (0, 1);
    let mut place = Place { line: 1, column: 0 };
    let mut characters = text.char_indices().peekable();

    while let Some((at, character)) = characters.next() {
        place.column += 1;
        let here = place;
        if character == '\n' {
            place = Place { line: place.line + 1, column: 0 };
        }
        let mut refuse = |meaning| {
            special.get_or_insert(ScriptError::Special {
                character,
                meaning,
                line: here.line,
                column: here.column,
            });
        };
        if let Some(meaning) = refused_everywhere(character)
            && state != State::Comment
        {
            refuse(meaning);
        }
        state = match (state, character) {
            (State::Comment, '\n') | (State::Between | State::Word, '\n') => {
                spans.push(Span { line: begin.1, text: begin.0..at });
                begin = (at + 1, place.line);
                State::Between
            }
            (State::Comment, _) => State::Comment,
            (State::Single(_), '\'') | (State::Double(_), '"') => State::Word,
            (State::Between | State::Word, '\'') => State::Single(here),
            (State::Between | State::Word, '"') => State::Double(here),
            (State::Between | State::Word | State::Double(_), '\\') => {
                match characters.next() {
                    None => return Err(special_or(special, ScriptError::EndsInBackslash, state)),
                    // A backslash before a line end is no character at all: a comment may follow it.
                    Some((_, '\n')) => {
                        place = Place { line: place.line + 1, column: 0 };
                        state
                    }
                    Some((_, escaped)) => {
                        place.column += 1;
                        if let Some(meaning) = refused_everywhere(escaped) {
                            special.get_or_insert(ScriptError::Special {
                                character: escaped,
                                meaning,
                                line: place.line,
                                column: place.column,
                            });
                        }
                        if state == State::Between { State::Word } else { state }
                    }
                }
            }
            (State::Double(_), '$' | '`') => {
                refuse("an expansion, also inside double quotes");
                state
            }
            (State::Single(_) | State::Double(_), _) => state,
            (State::Between, '#') => State::Comment,
            (State::Between | State::Word, ' ' | '\t') => State::Between,
            (State::Between | State::Word, _) => {
                if let Some(meaning) = meaning_unquoted(character) {
                    refuse(meaning);
                }
                State::Word
            }
        };
    }
    let end = match state {
        State::Single(opened) => Err(unclosed("single quote", opened)),
        State::Double(opened) => Err(unclosed("double quote", opened)),
        State::Between | State::Word | State::Comment => Ok(()),
    };
    end?;
    match special {
        Some(error) => Err(error),
        None => {
            spans.push(Span { line: begin.1, text: begin.0..text.len() });
            Ok(spans)
        }
    }
}

/// What a shell does with a character that stands outside quotes; none for those it passes on.
fn meaning_unquoted(character: char) -> Option<&'static str> {
    Some(match character {
        '<' | '>' => "a redirection",
        '|' => "a pipe",
        '&' => "the end of a command that runs in the background",
        ';' => "the end of a command",
        '(' | ')' => "a subshell",
        '$' | '`' => "an expansion",
        '*' | '?' | '[' => "a file name pattern",
        '{' | '}' => "a list to expand",
        '~' => "a home directory",
        '!' => "a negation or a history line",
        _ => return None,
    })
}

/// What cannot be in a command at all, quoted or not.
fn refused_everywhere(character: char) -> Option<&'static str> {
    (character == '\0').then_some("the end of the argument")
}

fn special_or(special: Option<ScriptError>, otherwise: ScriptError, state: State) -> ScriptError {
    match state {
        State::Double(opened) => unclosed("double quote", opened),
        _ => special.unwrap_or(otherwise),
    }
}

fn unclosed(quote: &'static str, opened: Place) -> ScriptError {
    ScriptError::UnclosedQuote { quote, line: opened.line, column: opened.column }
}
