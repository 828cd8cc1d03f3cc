//! A client under test as a process: started, spoken to line by line, and ended with everything it started.
//!
//! The process gets nothing but the search path, so that no secret of this machine can leak into it and none of the run is visible
//! to others: whatever a case needs goes through its standard input. What it complains of is kept up to a bound, for the report.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::message::{Answer, Ask, LINE_LIMIT, NOT_IMPLEMENTED};

/// How to start a client under test.
#[derive(Clone, Debug)]
pub struct Shim {
    words: Vec<String>,
    directory: Option<PathBuf>,
    deadline: Duration,
}

/// How long a client may take for one operation.
pub const DEADLINE: Duration = Duration::from_secs(10);

impl Shim {
    /// Splits a command into words as a shell does; no shell runs it.
    ///
    /// # Errors
    ///
    /// A quote is not closed, or there is no word at all.
    pub fn parse(command: &str) -> Result<Self, NotACommand> {
        let words = shell_words::split(command).map_err(|error| NotACommand(error.to_string()))?;
        Self::of(words)
    }

    /// A program and its arguments.
    ///
    /// # Errors
    ///
    /// There is no word at all.
    pub fn of(words: Vec<String>) -> Result<Self, NotACommand> {
        if words.first().is_none_or(String::is_empty) {
            return Err(NotACommand("it names no program".to_owned()));
        }
        Ok(Self { words, directory: None, deadline: DEADLINE })
    }

    /// With another time for one operation than [`DEADLINE`].
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Started there instead of in the current directory.
    #[must_use]
    pub fn in_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// The program, without its arguments.
    #[must_use]
    pub fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Starts the client.
    ///
    /// # Errors
    ///
    /// The system's word for why it does not start.
    pub fn start(&self) -> Result<Process, NotStarted> {
        let program = self.program();
        let mut command = match &self.directory {
            // Whether a path is looked up before or after the change of directory is left open by the system.
            Some(directory) if program.contains('/') => Command::new(directory.join(program)),
            _ => Command::new(program),
        };
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        command.args(self.words.get(1..).unwrap_or_default()).env_clear();
        // For the program itself, and for those that start by `#!/usr/bin/env`.
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0);
        let mut child = command
            .spawn()
            .map_err(|error| NotStarted { program: program.to_owned(), why: error.to_string() })?;
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (send, lines) = mpsc::sync_channel(LINES_AHEAD);
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || read_lines(stdout, &send));
        }
        let complaints = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(stderr) = child.stderr.take() {
            let complaints = Arc::clone(&complaints);
            thread::spawn(move || keep_last(stderr, &complaints));
        }
        let stdin = child.stdin.take().map(write_lines);
        Ok(Process { child, group, stdin, lines, complaints, deadline: self.deadline })
    }
}

/// A client that runs. Dropping it ends it, and whatever it started.
#[derive(Debug)]
pub struct Process {
    child: Child,
    group: Option<Pid>,
    stdin: Option<SyncSender<String>>,
    lines: Receiver<Heard>,
    complaints: Arc<Mutex<VecDeque<u8>>>,
    deadline: Duration,
}

/// Why a client gave no answer that can be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoAnswer {
    /// It does not do this.
    #[error("the client has not implemented this (exit code 89)")]
    Unimplemented,
    /// It ended, or spoke something else than the protocol.
    #[error("{0}")]
    Crash(String),
    /// It took too long.
    #[error("the client did not answer within {0:?}")]
    Timeout(Duration),
}

/// A command line that starts nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a command line: {0}")]
pub struct NotACommand(String);

/// A client that does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{program} does not start: {why}")]
pub struct NotStarted {
    program: String,
    why: String,
}

impl Process {
    /// Sends a line and waits for the line that answers it.
    ///
    /// # Errors
    ///
    /// The client ended, spoke something else than the protocol, or did not answer in time. It is of no use after that.
    pub fn ask(&mut self, ask: &Ask) -> Result<Answer, NoAnswer> {
        let line = self.exchange(ask.to_line())?;
        Answer::from_line(&line)
            .map_err(|error| self.crash(&format!("what it answered is no answer: {error}")))
    }

    /// Sends one line, its line feed included, and waits for the line that answers it.
    pub(crate) fn exchange(&mut self, line: String) -> Result<String, NoAnswer> {
        let until = Instant::now() + self.deadline;
        // A line that is there before it is asked for answers nothing.
        if let Ok(Heard::Line(_)) = self.lines.try_recv() {
            return Err(self.crash("it spoke without being asked"));
        }
        // A client that reads no more is judged by how it ended.
        _ = self.stdin.as_ref().map(|stdin| stdin.try_send(line));
        let left = until.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(Heard::Line(line)) => Ok(line),
            Ok(Heard::TooLong) => Err(self.crash("it answered with a line of more than 1 MiB")),
            Ok(Heard::NotText) => Err(self.crash("its answer is not UTF-8")),
            Ok(Heard::HalfALine(_)) => Err(self.crash("it ended in the middle of a line")),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended(until)),
            Err(RecvTimeoutError::Timeout) => Err(NoAnswer::Timeout(self.deadline)),
        }
    }

    /// Sends one line and nothing after it, so that a program may read to the end; its answer needs no line feed.
    pub(crate) fn exchange_once(mut self, line: String) -> Result<String, NoAnswer> {
        let until = Instant::now() + self.deadline;
        // The line is written, and then the pipe closed, by the thread that has the other end.
        _ = self.stdin.take().map(|stdin| stdin.try_send(line));
        let text = |line| {
            String::from_utf8(line)
                .map_err(|_| NoAnswer::Crash(String::from("its answer is not UTF-8")))
        };
        match self.lines.recv_timeout(self.deadline) {
            Ok(Heard::Line(line)) => Ok(line),
            Ok(Heard::HalfALine(line)) => text(line),
            Ok(Heard::TooLong) => Err(self.crash("it answered with a line of more than 1 MiB")),
            Ok(Heard::NotText) => Err(self.crash("its answer is not UTF-8")),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended(until)),
            Err(RecvTimeoutError::Timeout) => Err(NoAnswer::Timeout(self.deadline)),
        }
    }

    /// The end of what the client complained of, as far as it has been read.
    #[must_use]
    pub fn complaints(&self) -> String {
        let kept = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept.iter().copied().collect::<Vec<u8>>()).into_owned()
    }

    /// Its standard output is closed: how did it end?
    fn ended(&mut self, until: Instant) -> NoAnswer {
        match self.wait(until) {
            None => NoAnswer::Crash("it closed its output and went on".to_owned()),
            Some(status) if status.code() == Some(i32::from(NOT_IMPLEMENTED)) => {
                NoAnswer::Unimplemented
            }
            Some(status) => NoAnswer::Crash(format!("it ended before its answer ({status})")),
        }
    }

    fn crash(&self, why: &str) -> NoAnswer {
        NoAnswer::Crash(why.to_owned())
    }

    /// Waits for the end, but not for long: the output is closed already. It looks again and again, as the standard library has no wait
    /// that gives up.
    fn wait(&mut self, until: Instant) -> Option<ExitStatus> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < until => thread::sleep(BETWEEN_LOOKS),
                _ => return None,
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stdin = None;
        if let Some(group) = self.group {
            // There may be nobody left in it.
            _ = kill_process_group(group, Signal::KILL);
        }
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// What came from the client's standard output.
#[derive(Debug)]
enum Heard {
    Line(String),
    HalfALine(Vec<u8>),
    NotText,
    TooLong,
}

/// Reads lines until there is none, or one that ends the conversation. A client that floods is held up by the channel.
fn read_lines(stdout: impl Read, send: &SyncSender<Heard>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let most = LINE_LIMIT as u64;
        let heard = match stdout.by_ref().take(most).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line.last() == Some(&b'\n') => {
                String::from_utf8(line).map_or(Heard::NotText, Heard::Line)
            }
            Ok(read) if read as u64 == most => Heard::TooLong,
            Ok(_) => Heard::HalfALine(line),
        };
        let goes_on = matches!(heard, Heard::Line(_));
        if send.send(heard).is_err() || !goes_on {
            return;
        }
    }
}

/// Writes from a thread of its own: a client that does not read must not hold up the suite.
fn write_lines(mut stdin: ChildStdin) -> SyncSender<String> {
    let (send, lines) = mpsc::sync_channel::<String>(1);
    thread::spawn(move || {
        for line in lines {
            if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                return;
            }
        }
    });
    send
}

fn keep_last(mut stderr: impl Read, kept: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stderr.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(buffer.get(..read).unwrap_or_default());
        let surplus = kept.len().saturating_sub(COMPLAINTS);
        kept.drain(..surplus);
    }
}

/// Lines that are read before they are asked for.
const LINES_AHEAD: usize = 4;
/// Bytes of a client's complaints that are kept.
const COMPLAINTS: usize = 8 * 1024;
/// How often to look whether a client that closed its output has ended.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::shim::message::Refusal;

    fn started(script: &str) -> Process {
        let words = ["sh", "-c", script].map(str::to_owned).to_vec();
        Shim::of(words).unwrap().with_deadline(Duration::from_secs(5)).start().unwrap()
    }

    fn first_answer(script: &str) -> Result<Answer, NoAnswer> {
        started(script).ask(&Ask::Refresh)
    }

    fn check_crash(script: &str, expected: &str) {
        match first_answer(script) {
            Err(NoAnswer::Crash(why)) => assert!(why.contains(expected), "{script}: {why}"),
            other => panic!("{script}: {other:?}"),
        }
    }

    #[test]
    fn each_line_is_answered_by_the_next() {
        let mut process = started(
            r#"read line; echo '{"ok":true}'; read line; echo '{"ok":false,"error":"no_tokens"}'"#,
        );
        assert!(process.ask(&Ask::Refresh).unwrap().ok);
        assert_eq!(process.ask(&Ask::Logout).unwrap().error, Some(Refusal::NoTokens));
        assert!(matches!(process.ask(&Ask::Logout), Err(NoAnswer::Crash(_))));
    }

    #[test]
    fn what_is_no_answer_is_a_crash() {
        check_crash("read line; exit 3", "it ended before its answer (exit status: 3)");
        check_crash("exit 0", "it ended before its answer");
        check_crash("read line; kill -9 $$", "signal: 9");
        check_crash("read line; echo hello", "no answer");
        check_crash("read line; echo '[]'", "no answer");
        check_crash("read line; printf '{\"ok\":true}'", "in the middle of a line");
        check_crash("read line; printf '\\377\\n'", "not UTF-8");
        check_crash("read line; head -c 3000000 /dev/zero", "more than 1 MiB");
    }

    #[test]
    fn a_program_that_is_asked_once_may_read_to_the_end_and_leave_out_the_line_feed() {
        let answer = started("printf '[%s]' \"$(cat)\"").exchange_once(String::from("{}\n"));
        assert_eq!(answer.unwrap(), "[{}]");
        let ended = started("cat >/dev/null; exit 3").exchange_once(String::from("{}\n"));
        assert!(matches!(ended, Err(NoAnswer::Crash(why)) if why.contains("exit status: 3")));
    }

    #[test]
    fn a_line_that_nobody_asked_for_is_a_crash() {
        let mut process =
            started(r#"read line; echo '{"ok":true}'; echo '{"ok":true}'; echo done >&2; cat"#);
        process.ask(&Ask::Refresh).unwrap();
        while process.complaints().is_empty() {
            thread::yield_now();
        }
        // The line was written before the complaint; its reader may still be on the way.
        let mut answers = 0;
        while process.ask(&Ask::Refresh).is_ok() {
            answers += 1;
            assert!(answers < 3, "{process:?}");
        }
    }

    #[test]
    fn a_client_says_by_its_exit_code_that_it_does_not_do_this() {
        assert_eq!(first_answer("read line; exit 89"), Err(NoAnswer::Unimplemented));
    }

    #[test]
    fn a_silent_client_is_not_waited_for() {
        let deadline = Duration::from_millis(50);
        for script in ["read line; sleep 60", "sleep 60", "exec >&-; sleep 60"] {
            let words = ["sh", "-c", script].map(str::to_owned).to_vec();
            let mut process = Shim::of(words).unwrap().with_deadline(deadline).start().unwrap();
            let answer = process.ask(&Ask::Refresh);
            let closed = NoAnswer::Crash("it closed its output and went on".to_owned());
            assert!(
                answer == Err(NoAnswer::Timeout(deadline)) || answer == Err(closed),
                "{answer:?}"
            );
        }
    }

    #[test]
    fn a_flood_is_held_up() {
        let mut process = started(r#"read line; while :; do echo '{"ok":true}'; done"#);
        assert!(process.ask(&Ask::Refresh).is_ok());
    }

    #[test]
    fn a_client_sees_no_environment_but_the_search_path() {
        let mut process = started(
            r#"read line; env | cut -d= -f1 | grep -v -e PWD -e SHLVL -e '^_$' >&2; echo '{"ok":true}'"#,
        );
        process.ask(&Ask::Refresh).unwrap();
        while !process.complaints().ends_with('\n') {
            thread::yield_now();
        }
        assert_eq!(process.complaints(), "PATH\n");
    }

    #[test]
    fn complaints_are_kept_to_a_bound() {
        let mut process = started(
            r#"read line; head -c 1000000 /dev/zero | tr '\0' a >&2; printf z >&2; echo '{"ok":true}'"#,
        );
        process.ask(&Ask::Refresh).unwrap();
        while !process.complaints().ends_with('z') {
            thread::yield_now();
        }
        assert_eq!(process.complaints().len(), COMPLAINTS);
    }

    #[test]
    fn what_a_client_started_ends_with_it() {
        let mut process =
            started(r#"sleep 60 >/dev/null 2>&1 & read line; echo $! >&2; echo '{"ok":true}'"#);
        process.ask(&Ask::Refresh).unwrap();
        while !process.complaints().ends_with('\n') {
            thread::yield_now();
        }
        let stat = format!("/proc/{}/stat", process.complaints().trim());
        drop(process);
        // The signal has been sent; the kernel may need a moment to carry it out.
        let asked = Instant::now();
        let alive = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        while alive() && asked.elapsed() < Duration::from_secs(5) {
            thread::yield_now();
        }
        assert!(!alive());
    }

    #[test]
    fn a_client_may_be_started_elsewhere() {
        let elsewhere = tempfile::tempdir().unwrap();
        let script =
            "#!/bin/sh\nread line\nprintf '{\"ok\":true,\"message\":\"%s\"}\\n' \"$(cat here)\"\n";
        std::fs::write(elsewhere.path().join("here"), "found").unwrap();
        std::fs::write(elsewhere.path().join("client"), script).unwrap();
        for command in ["sh client", "sh ./client"] {
            let shim = Shim::parse(command).unwrap().in_directory(elsewhere.path());
            let answer = shim.start().unwrap().ask(&Ask::Refresh).unwrap();
            assert_eq!(answer.message.as_deref(), Some("found"), "{command}");
        }
        let absent = Shim::parse("./absent").unwrap().in_directory(elsewhere.path());
        assert!(absent.start().unwrap_err().to_string().starts_with("./absent does not start: "));
    }

    #[test]
    fn a_command_is_words_and_no_shell() {
        let words = |command: &str| Shim::parse(command).map(|shim| shim.words);
        assert_eq!(words("node 'a b.js' $HOME").unwrap(), ["node", "a b.js", "$HOME"]);
        assert!(words("node 'a").is_err());
        assert!(words("").is_err());
        let error = Shim::parse("/nowhere/client").unwrap().start().err().unwrap();
        assert!(error.to_string().starts_with("/nowhere/client does not start: "), "{error}");
    }
}
