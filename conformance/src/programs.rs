//! The programs of the machine that a run starts: curl, openssl and bash.
//!
//! Each child gets a cleared environment, a process group of its own that dies with its deadline, and a bounded ear for what it
//! prints. Credentials go in by its standard input or by a file, never by its arguments, which every user of the machine can read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

/// Where this machine keeps the programs that a run needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Programs {
    /// The command-line HTTP client.
    pub curl: PathBuf,
    /// The command-line cryptography tool.
    pub openssl: PathBuf,
    /// The shell that the pages' commands are pasted into.
    pub bash: PathBuf,
}

/// What a child that ended has left.
#[non_exhaustive]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed, up to [`MOST`] bytes.
    pub stdout: Vec<u8>,
    /// What it complained of, up to [`MOST`] bytes.
    pub stderr: String,
}

/// Bytes of each stream that are kept; a child that prints more is stopped.
pub const MOST: u64 = 1024 * 1024;

/// How long a child may take. They are local and do one thing.
pub const DEADLINE: Duration = Duration::from_secs(10);

impl Programs {
    /// Looks the programs up along a search path, as `PATH` has it.
    ///
    /// # Errors
    ///
    /// Names the first program that is not there, and how to get it.
    pub fn find(search_path: Option<&OsStr>) -> Result<Self, ProgramError> {
        let directories: Vec<PathBuf> =
            search_path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
        let find = |name: &'static str| {
            let found = directories
                .iter()
                .map(|directory| directory.join(name))
                .find(|candidate| candidate.is_file());
            found.ok_or(ProgramError::Missing { name })
        };
        Ok(Self { curl: find("curl")?, openssl: find("openssl")?, bash: find("bash")? })
    }
}

/// A child that is about to be started.
pub struct Program {
    command: Command,
    name: String,
    stdin: Vec<u8>,
    deadline: Duration,
}

impl Program {
    /// Prepares a child. No argument may hold a secret.
    pub fn new(path: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let mut command = Command::new(path);
        command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0).kill_on_drop(true);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self { command, name, stdin: Vec::new(), deadline: DEADLINE }
    }

    /// What the child reads on its standard input, then the end of it.
    #[must_use]
    pub fn with_stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Where the child runs, and its home: a directory that is thrown away.
    #[must_use]
    pub fn in_directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory).env("HOME", directory);
        self
    }

    /// How long the child may take instead of [`DEADLINE`].
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Runs the child to its end.
    ///
    /// # Errors
    ///
    /// It could not be started, took too long, or printed too much. A child that ended with an error status is no error here.
    pub async fn run(mut self) -> Result<Ended, ProgramError> {
        let mut child = self.command.spawn().map_err(|error| ProgramError::Start {
            name: self.name.clone(),
            why: error.to_string(),
        })?;
        let group = Group::of(&child);
        let ended = tokio::time::timeout(self.deadline, communicate(&mut child, &self.stdin)).await;
        // What the child itself started is not left behind, whether the child ended well or not.
        group.kill();
        let seconds = self.deadline.as_secs_f32();
        match ended {
            Err(_) => Err(ProgramError::Deadline { name: self.name, seconds }),
            Ok(Err(error)) => Err(ProgramError::Talk { name: self.name, why: error.to_string() }),
            Ok(Ok(ended)) => Ok(ended),
        }
    }
}

/// Why a child gave nothing that can be judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// Not on the search path.
    #[error("{name} is not on the PATH: install it (Debian: apt-get install {name}) and run again")]
    Missing {
        /// Which program.
        name: &'static str,
    },
    /// It is there and does not start.
    #[error("{name} could not be started: {why}")]
    Start {
        /// Which program.
        name: String,
        /// The system's word.
        why: String,
    },
    /// It took too long and was killed.
    #[error("{name} was still running after {seconds} s and was stopped")]
    Deadline {
        /// Which program.
        name: String,
        /// How long it was given.
        seconds: f32,
    },
    /// Its streams failed, or it printed without end.
    #[error("{name} could not be listened to: {why}")]
    Talk {
        /// Which program.
        name: String,
        /// What happened.
        why: String,
    },
}

async fn communicate(child: &mut Child, input: &[u8]) -> std::io::Result<Ended> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let Some(mut stdin) = stdin {
            // A child that ends without reading all of it is judged by what it did, not by this pipe.
            _ = stdin.write_all(input).await;
        }
    };
    let ((), stdout, stderr) = tokio::join!(write, listen(stdout), listen(stderr));
    let (stdout, stderr) = (stdout?, stderr?);
    Ok(Ended {
        status: child.wait().await?,
        stdout,
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    })
}

async fn listen(stream: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut heard = Vec::new();
    if let Some(stream) = stream {
        stream.take(MOST + 1).read_to_end(&mut heard).await?;
    }
    if heard.len() as u64 > MOST {
        return Err(std::io::Error::other(format!("it printed more than {MOST} bytes")));
    }
    Ok(heard)
}

/// A child's process group, which has the child's own number.
struct Group(Option<rustix::process::Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let number = child.id().and_then(|id| i32::try_from(id).ok());
        Self(number.and_then(rustix::process::Pid::from_raw))
    }

    fn kill(&self) {
        if let Some(group) = self.0 {
            // There may be nobody left in it.
            _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn programs() -> Programs {
        Programs::find(std::env::var_os("PATH").as_deref()).unwrap()
    }

    async fn bash(script: &str) -> Result<Ended, ProgramError> {
        Program::new(&programs().bash, ["-s"]).with_stdin(script).run().await
    }

    #[tokio::test]
    async fn a_child_sees_a_cleared_environment() {
        let ended = bash("env | cut -d= -f1 | sort | grep -v -e _ -e PWD -e SHLVL").await.unwrap();
        assert_eq!(String::from_utf8(ended.stdout).unwrap(), "PATH\n");
    }

    #[tokio::test]
    async fn an_error_status_and_the_complaint_are_passed_on() {
        let ended = bash("echo word; echo complaint >&2; exit 7").await.unwrap();
        assert_eq!(
            (ended.status.code(), ended.stdout.as_slice(), ended.stderr.as_str()),
            (Some(7), &b"word\n"[..], "complaint\n")
        );
    }

    #[tokio::test]
    async fn a_child_past_its_deadline_is_stopped() {
        let error = Program::new(&programs().bash, ["-s"])
            .with_stdin("sleep 60")
            .with_deadline(Duration::from_millis(50))
            .run()
            .await
            .err()
            .unwrap();
        assert_eq!(error.to_string(), "bash was still running after 0.05 s and was stopped");
    }

    #[tokio::test]
    async fn what_a_child_leaves_running_dies_with_it() {
        let ended = bash("sleep 60 >/dev/null 2>&1 & echo $!").await.unwrap();
        let pid = String::from_utf8(ended.stdout).unwrap();
        let stat = format!("/proc/{}/stat", pid.trim());
        // The signal has been sent; the kernel may need a moment to carry it out.
        let asked = std::time::Instant::now();
        let alive = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        while alive() && asked.elapsed() < Duration::from_secs(5) {
            std::thread::yield_now();
        }
        assert!(!alive(), "the grandchild outlived its group");
    }

    #[tokio::test]
    async fn a_child_that_prints_without_end_is_stopped() {
        let error = bash("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done").await.err().unwrap();
        assert_eq!(
            error.to_string(),
            "bash could not be listened to: it printed more than 1048576 bytes"
        );
    }

    #[tokio::test]
    async fn a_child_that_does_not_start_is_named() {
        let error = Program::new(Path::new("/nowhere/curl"), ["-q"]).run().await.err().unwrap();
        assert!(error.to_string().starts_with("curl could not be started: "), "{error}");
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_do() {
        let error = Programs::find(Some(OsStr::new("/nowhere"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "curl is not on the PATH: install it (Debian: apt-get install curl) and run again"
        );
    }
}
