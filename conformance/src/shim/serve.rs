//! The client's side of a conversation: a line in, a line out, until there are no more.

use std::io::{self, BufRead, ErrorKind, Write};

use crate::cli::{Failure, Outcome};

use super::message::{Answer, Ask, LINE_LIMIT, Refusal};

/// A client that can be asked.
pub trait Client {
    /// Does what is asked, and says what came of it.
    fn answer(&mut self, ask: Ask) -> Answer;
}

/// Answers every line of `asks` in order, and returns at their end, or once nobody reads the answers.
///
/// A line that is not a message of the protocol is answered with `unknown_op`.
///
/// # Errors
///
/// The system's, other than that nobody reads any more.
pub fn serve(
    client: &mut dyn Client,
    mut asks: impl BufRead,
    mut answers: impl Write,
) -> io::Result<()> {
    while let Some(line) = next_line(&mut asks)? {
        let answer = match line.and_then(|line| Ask::from_line(&line).map_err(|e| e.to_string())) {
            Ok(ask) => client.answer(ask),
            Err(why) => Answer::refused(Refusal::UnknownOp, why),
        };
        let sent = answers.write_all(answer.to_line().as_bytes()).and_then(|()| answers.flush());
        match sent {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            sent => sent?,
        }
    }
    Ok(())
}

/// Answers every line of standard input on standard output.
///
/// # Errors
///
/// [`Failure::Suite`] when one of the two fails.
pub fn over_stdio(client: &mut dyn Client) -> Result<Outcome, Failure> {
    serve(client, io::stdin().lock(), io::stdout().lock())
        .map(|()| Outcome { text: String::new(), exit_code: 0 })
        .map_err(|error| Failure::Suite(format!("standard input or output failed: {error}")))
}

/// The next line, or why it cannot be read; nothing at the end.
fn next_line(asks: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let piece = match asks.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            piece => piece?,
        };
        if piece.is_empty() {
            break;
        }
        let end = piece.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(piece.len());
        length += taken;
        if length <= LINE_LIMIT {
            line.extend_from_slice(piece.get(..taken).unwrap_or_default());
        }
        asks.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match length {
        0 => None,
        length if length > LINE_LIMIT => {
            Some(Err(format!("a line of more than {LINE_LIMIT} bytes")))
        }
        _ => Some(String::from_utf8(line).map_err(|_| "a line that is not UTF-8".to_owned())),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Says back what it was asked.
    struct Echo;

    impl Client for Echo {
        fn answer(&mut self, ask: Ask) -> Answer {
            Answer { name: Some(ask.op().to_owned()), ..Answer::done() }
        }
    }

    fn said(asks: &[u8]) -> Vec<Answer> {
        let mut answers = Vec::new();
        // A small buffer, so that lines come in pieces.
        serve(&mut Echo, io::BufReader::with_capacity(5, asks), &mut answers).unwrap();
        let answers = String::from_utf8(answers).unwrap();
        answers.lines().map(|line| Answer::from_line(line).unwrap()).collect()
    }

    #[test]
    fn each_line_has_one_answer_in_order() {
        let answers = said(b"{\"op\":\"refresh\"}\r\n{\"op\":\"logout\"}");
        let names: Vec<_> = answers.into_iter().map(|answer| answer.name.unwrap()).collect();
        assert_eq!(names, ["refresh", "logout"]);
        assert_eq!(said(b""), []);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_answered_too() {
        let mut asks = b"\n{}\nnot json\n{\"op\":\"dance\"}\n\xff\n".to_vec();
        asks.extend(vec![b' '; LINE_LIMIT + 1]);
        asks.extend(b"\n{\"op\":\"refresh\"}\n");
        let answers = said(&asks);
        assert_eq!(answers.len(), 7);
        for answer in answers.get(..6).unwrap() {
            assert_eq!(answer.error, Some(Refusal::UnknownOp));
            assert!(answer.message.is_some());
        }
        assert!(answers.last().unwrap().ok);
    }

    #[test]
    fn nobody_reading_is_the_end_and_no_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(serve(&mut Echo, &b"{\"op\":\"refresh\"}\n"[..], Closed).is_ok());
    }
}
