//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use workfront_oauth_sandbox::ClockMode;
use workfront_oauth_sandbox::authority::Tenant;
use workfront_oauth_sandbox::defects::Defect;

/// Adobe Workfront's side of OAuth 2.0 as one local program. Not affiliated with Adobe.
#[derive(Debug, Parser)]
#[command(name = "workfront-sandbox", arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Serve until SIGTERM or SIGINT; the first line on stdout says where, as JSON
    Serve(Box<Serve>),
    /// List the defects that --defect takes: ways in which the server can be wrong on purpose
    Defects {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a policy as a file for --policy: every setting with its value, what it decides and where that comes from
    Policy {
        /// documented, observed or strict, with quirks after +, or a policy file
        #[arg(default_value = "documented", value_name = "NAME|FILE")]
        name: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where the first tenant is served; a loopback address
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// Where the control port is; a loopback address
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) control: SocketAddr,
    /// Keep the state in this directory, and go on from what is there
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// real, frozen, or frozen:2026-01-31T12:00:00Z
    #[arg(long, default_value = "real", value_name = "CLOCK")]
    pub(crate) clock: ClockMode,
    /// Where all that is drawn comes from; random and printed unless given
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// documented, observed or strict, with quirks after +, or a policy file
    #[arg(long, default_value = "documented", value_name = "NAME|FILE")]
    pub(crate) policy: String,
    /// Faults to arm at once, as the control port takes them
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Be wrong in one way
    #[arg(long, value_name = "NAME", value_parser = defect)]
    pub(crate) defect: Option<Defect>,
    /// An organization's domain and lane; the first replaces myorganization.my
    #[arg(long = "tenant", value_name = "DOMAIN.LANE")]
    pub(crate) tenants: Vec<Tenant>,
}

fn defect(name: &str) -> Result<Defect, String> {
    Defect::named(name)
        .ok_or_else(|| "there is no such defect; workfront-sandbox defects lists them".to_owned())
}
