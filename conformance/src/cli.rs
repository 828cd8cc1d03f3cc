//! The command line: what it takes, and the exit code that it ends in.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::again::Code;
use crate::cases::Profile;
use crate::catalogue::Catalogue;
use crate::{client, core_client, explain, list, peers, ref_client, run};

/// Judges clients and servers against Workfront's documents, and replays every documented example.
#[derive(Debug, Parser)]
#[command(name = "workfront-conformance", version, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: RunOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Replay the documented examples, judge our clients and the sandbox by the cases, check the ledger and that the cases are sharp (the default)
    Run,
    /// Replay the documented examples
    Examples {
        /// Compare the examples with the pages in this directory too
        #[arg(long, value_name = "DIR")]
        pages: Option<PathBuf>,
    },
    /// Judge an authorization server by the server cases
    Server {
        /// What the server is, and how users log in to it
        #[arg(long, value_name = "FILE")]
        target: PathBuf,
    },
    /// Try whether the cases notice what they are for: each mutant on its own cases and their controls
    SelfCheck {
        /// Each mutant on every case
        #[arg(long)]
        full: bool,
    },
    /// List the examples, the errata, the cases, the test ideas and the requirements
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// The words that cases are written in, instead
        #[arg(long)]
        verbs: bool,
    },
    /// Judge other people's clients, and hold them against what is known of them (needs Node and Python)
    Peers {
        /// Let what is found be what is known from now on
        #[arg(long)]
        update: bool,
    },
    /// Judge one case again, with everything that was seen
    Replay {
        /// What a report gives with the case, as `S-CODE-03@rfc@7`
        #[arg(value_name = "CODE")]
        code: Code,
        /// The command that starts the client that was judged; our own if left out
        #[arg(long, value_name = "CMD", conflicts_with = "target")]
        exec: Option<String>,
        /// What the server is that was judged; the sandbox if left out
        #[arg(long, value_name = "FILE")]
        target: Option<PathBuf>,
    },
    /// Explain an example, an erratum, a case, a test idea or a requirement
    Explain {
        /// Its id, as `list` shows it
        id: String,
    },
    /// Judge a client that speaks the shim protocol
    Client {
        /// The command that starts it: words, no shell, and no secret among them
        #[arg(long, value_name = "CMD")]
        exec: String,
    },
    /// Be a client under test, written by hand: the shim protocol on stdin and stdout
    RefClient {
        /// Be wrong in this one way; `help` lists the ways
        #[arg(long, value_name = "NAME")]
        mutant: Option<String>,
    },
    /// Be a client under test, made of the core and a transport: the shim protocol on stdin and stdout
    CoreClient {
        /// The transport
        #[arg(long, value_enum)]
        transport: core_client::cli::TransportKind,
    },
}

/// What `run` and `examples` can be told; `list` takes the filter.
#[derive(Args, Clone, Debug, Default)]
#[non_exhaustive]
pub struct RunOptions {
    /// Only what has an id that begins so
    #[arg(long, global = true, value_name = "ID-PREFIX")]
    pub filter: Option<String>,
    /// Draw every value from this number instead of a new one
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,
    /// Write report.json, junit.xml and summary.md into this directory
    #[arg(long, global = true, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// Judge by these rules alone, of documented, rfc and bcp; again for another (all three if left out)
    #[arg(long, global = true, value_name = "PROFILE", value_parser = profile)]
    pub profile: Vec<Profile>,
    /// Let the failures pass that this file holds, and fail where it no longer holds
    #[arg(long, global = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// What is judged again, with everything that was seen.
    #[arg(skip)]
    pub(crate) again: Option<Code>,
}

impl RunOptions {
    /// The profiles to judge under, in their own order, whatever order they were asked for in.
    #[must_use]
    pub fn profiles(&self) -> Vec<Profile> {
        let asked = |profile: &Profile| self.profile.is_empty() || self.profile.contains(profile);
        Profile::all().into_iter().filter(asked).collect()
    }
}

fn profile(word: &str) -> Result<Profile, String> {
    let all = Profile::all();
    all.into_iter()
        .find(|profile| profile.word() == word)
        .ok_or_else(|| String::from("it is one of documented, rfc and bcp"))
}

/// The exit code of a wrong command line.
pub const USAGE: u8 = 2;
/// The exit code of a suite that failed itself.
pub const BROKEN: u8 = 3;

/// Runs the program: text to stdout, progress and complaints to stderr. Returns the exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with 0, all else to stderr. Nobody is left to tell if the stream is closed.
            _ = error.print();
            return if error.use_stderr() { USAGE } else { 0 };
        }
    };
    let outcome = match cli.command {
        None | Some(Command::Run) => run::run(&run::Request::all(cli.options)),
        Some(Command::Examples { pages }) => without_profiles("examples", &cli.options)
            .and_then(|()| run::run(&run::Request::examples(cli.options, pages))),
        Some(Command::Server { target }) => run::run(&run::Request::server(cli.options, target)),
        Some(Command::SelfCheck { full }) => run::run(&run::Request::self_check(cli.options, full)),
        Some(Command::List { json, verbs }) => {
            without_a_run("list", &cli.options, false).and_then(|()| match verbs {
                true => Ok(list::verbs(json)),
                false => list::list(cli.options.filter.as_deref(), json),
            })
        }
        Some(Command::Explain { id }) => {
            without_a_run("explain", &cli.options, true).and_then(|()| explain::explain(&id))
        }
        Some(Command::Replay { code, exec, target }) => replay(&code, exec, target, cli.options),
        Some(Command::Client { exec }) => client::run(&exec, &cli.options),
        Some(Command::Peers { update }) => without_a_baseline("peers", &cli.options)
            .and_then(|()| peers::run(&cli.options, update)),
        Some(Command::RefClient { mutant }) => without_a_run("ref-client", &cli.options, true)
            .and_then(|()| ref_client::cli::speak(mutant.as_deref())),
        Some(Command::CoreClient { transport }) => without_a_run("core-client", &cli.options, true)
            .and_then(|()| core_client::cli::speak(transport)),
    };
    match outcome {
        Ok(Outcome { text, exit_code }) => match print(&text) {
            Ok(()) => exit_code,
            Err(error) => {
                complain(&format!("cannot write to stdout: {error}"));
                BROKEN
            }
        },
        Err(failure) => {
            complain(&failure.to_string());
            failure.exit_code()
        }
    }
}

/// What a subcommand came to.
#[non_exhaustive]
pub struct Outcome {
    /// For stdout.
    pub text: String,
    /// For the caller.
    pub exit_code: u8,
}

/// Why a subcommand came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The command line asks for something that is not there.
    #[error("{0}")]
    Usage(String),
    /// The suite cannot work here.
    #[error("{0}")]
    Suite(String),
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => USAGE,
            Failure::Suite(_) => BROKEN,
        }
    }
}

/// Writes to stderr: progress, and what went wrong.
pub fn complain(line: &str) {
    let line = crate::report::terminal::printable(line).replace('\n', " ");
    // A reader that has gone away misses nothing that the exit code does not say.
    _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The one place that writes to stdout. A reader that has gone away has what it wanted; a full disk has not.
fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// One case again, by the code that says which, under what, and from which seed.
fn replay(
    code: &Code,
    exec: Option<String>,
    target: Option<PathBuf>,
    options: RunOptions,
) -> Result<Outcome, Failure> {
    for (option, given) in [
        ("--filter", options.filter.is_some()),
        ("--seed", options.seed.is_some()),
        ("--profile", !options.profile.is_empty()),
    ] {
        if given {
            return Err(Failure::Usage(format!(
                "{option} has no meaning for `replay`, whose code says it: leave it out"
            )));
        }
    }
    if !Catalogue::load()?.has(&code.case) {
        return Err(Failure::Usage(format!(
            "there is no case `{}`: `workfront-conformance list` shows every id",
            code.case
        )));
    }
    let options = code.options(options);
    match (exec, target) {
        (Some(exec), _) => client::run(&exec, &options),
        (None, Some(target)) => run::run(&run::Request::server(options, target)),
        (None, None) => run::run(&run::Request::cases(options)),
    }
}

/// The examples are the pages' own, whatever other rules there are.
fn without_profiles(command: &str, options: &RunOptions) -> Result<(), Failure> {
    if options.profile.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "--profile has no meaning for `{command}`, which is judged by the pages alone: leave it out"
    )))
}

/// What is known of the peers stands beside them, with its reasons.
fn without_a_baseline(command: &str, options: &RunOptions) -> Result<(), Failure> {
    match options.baseline {
        None => Ok(()),
        Some(_) => Err(Failure::Usage(format!(
            "--baseline has no meaning for `{command}`, which is held against each peer's expected.toml: leave it out"
        ))),
    }
}

/// What says how to run means nothing where nothing is run: said, not ignored.
fn without_a_run(command: &str, options: &RunOptions, no_filter: bool) -> Result<(), Failure> {
    let superfluous = [
        ("--seed", options.seed.is_some()),
        ("--report", options.report.is_some()),
        ("--profile", !options.profile.is_empty()),
        ("--baseline", options.baseline.is_some()),
        ("--filter", no_filter && options.filter.is_some()),
    ];
    match superfluous.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::Usage(format!(
            "{option} has no meaning for `{command}`, which runs nothing: leave it out"
        ))),
        None => Ok(()),
    }
}
