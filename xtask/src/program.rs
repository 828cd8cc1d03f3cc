//! Other programs, run with the guards that every task wants.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Output, Stdio};
use std::{env, io};

use anyhow::{Context, Result, anyhow, ensure};

/// A program about to be run.
pub(crate) struct Program {
    command: Command,
}

impl Program {
    /// A program found on the `PATH`.
    ///
    /// The environment is the caller's, but for two things. Nothing may make rustup download a toolchain in the middle of a
    /// task: a missing one is reported with what to install. And what cargo told *this* program about its own package is
    /// taken out again, so that a nested cargo does not take it for its own and build everything anew.
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(name);
        for (variable, _) in env::vars_os() {
            let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
            if variable.to_str().is_some_and(|name| own.iter().any(|start| name.starts_with(start)))
            {
                command.env_remove(variable);
            }
        }
        command
            .env("RUSTUP_DIST_SERVER", "http://127.0.0.1:9")
            .env("RUSTUP_UPDATE_ROOT", "http://127.0.0.1:9")
            .env("RUSTUP_AUTO_INSTALL", "0")
            .env("RUST_BACKTRACE", "0");
        Self { command }
    }

    /// Cargo, on the workspace whose manifest is given, wherever the caller stands.
    pub(crate) fn cargo(subcommand: &str, manifest: &Path) -> Self {
        Self::new("cargo").arg(subcommand).arg("--manifest-path").arg(manifest)
    }

    /// Adds an argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub(crate) fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Lets it start in another directory.
    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Connects its standard input.
    pub(crate) fn stdin(mut self, stdin: impl Into<Stdio>) -> Self {
        self.command.stdin(stdin);
        self
    }

    /// Connects its standard output.
    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.command.stdout(stdout);
        self
    }

    /// Runs it to its end, its output going where ours goes.
    pub(crate) fn status(mut self) -> Result<ExitStatus> {
        self.command.status().with_context(|| format!("cannot run {}", self.name()))
    }

    /// Runs it to its end and keeps what it wrote, whatever its exit code.
    pub(crate) fn output(mut self) -> Result<Output> {
        self.command.output().with_context(|| format!("cannot run {}", self.name()))
    }

    /// Runs it to its end and gives its standard output; an exit code other than 0 is an error with its own words.
    pub(crate) fn text(self) -> Result<String> {
        let name = self.name();
        let output = self.output()?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{name} failed ({}): {}", output.status, complaint.trim());
        String::from_utf8(output.stdout).with_context(|| format!("{name} wrote no UTF-8"))
    }

    /// Starts it and lets it run beside us.
    pub(crate) fn spawn(mut self) -> Result<std::process::Child> {
        self.command.spawn().with_context(|| format!("cannot run {}", self.name()))
    }

    /// Becomes the program, so that its exit code and every signal are its own; returns only when that fails.
    #[cfg(unix)]
    pub(crate) fn replace(mut self) -> Result<ExitCode> {
        use std::os::unix::process::CommandExt;
        let error = self.command.exec();
        Err(anyhow!(error).context(format!("cannot run {}", self.name())))
    }

    /// Runs it and passes its exit code on, where a process cannot become another.
    #[cfg(not(unix))]
    pub(crate) fn replace(self) -> Result<ExitCode> {
        Ok(exit_code(self.status()?))
    }

    fn name(&self) -> String {
        let mut words = vec![self.command.get_program().to_string_lossy()];
        words.extend(self.command.get_args().take(1).map(OsStr::to_string_lossy));
        format!("`{}`", words.join(" "))
    }
}

/// A child's exit code as ours; one that was killed counts as a plain failure.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Whether a program of that name can be found, on the `PATH` or where cargo installs its own.
pub(crate) fn is_installed(name: &str) -> bool {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(Into::into)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .map(|home: std::path::PathBuf| home.join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let executable = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).chain(cargo_home).any(|folder| folder.join(&executable).is_file())
}

/// Whether the machine's user may install system packages.
pub(crate) fn is_root() -> bool {
    Program::new("id").arg("-u").text().is_ok_and(|id| id.trim() == "0")
}

/// The standard error of ours, for a child's standard output that is progress and no answer.
pub(crate) fn our_stderr() -> Stdio {
    Stdio::from(io::stderr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_the_programs_own_words() {
        let error = Program::new("cargo").arg("no-such-subcommand").text().expect_err("no such");
        let text = format!("{error:#}");
        assert!(text.starts_with("`cargo no-such-subcommand` failed"), "{text}");
        assert!(text.contains("no such command"), "{text}");
    }

    #[test]
    fn a_missing_program_is_named() {
        assert!(!is_installed("workfront-no-such-program"));
        assert!(is_installed("cargo"));
        let error = Program::new("workfront-no-such-program").status().expect_err("missing");
        assert!(format!("{error:#}").starts_with("cannot run `workfront-no-such-program`"));
    }
}
