//! `workfront-sandbox`: Workfront's side of OAuth 2.0 on this machine.
//!
//! Exit codes: 0 after SIGTERM or SIGINT, 1 when an address cannot be listened on or the data cannot be opened, 2 for a wrong command
//! line.

mod arguments;
mod defects;
mod output;
mod policy;
mod serve;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Task};

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Serve(arguments) => serve::serve(*arguments),
        Task::Defects { json } => defects::print(json),
        Task::Policy { name, json } => policy::print(&name, json),
    }
}
