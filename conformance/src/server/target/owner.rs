//! What the owner of a server does for the suite: log a user in, move a clock, make the server forget.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::outside::folder_of;
use crate::server::http::{Request, Wire};
use crate::server::trouble::Trouble;
use crate::shim::process::{NoAnswer, Shim};

/// The command of a target file, started in the file's folder.
pub(super) fn command(command: &str, file: &Path) -> Result<Shim, String> {
    let shim = Shim::parse(command).map_err(|error| error.to_string())?;
    let (folder, program) = (folder_of(file), shim.program().to_owned());
    let found = match program.contains('/') {
        true => folder.join(&program).is_file(),
        false => std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|in_| in_.join(&program).is_file())
        }),
    };
    // A relative path must not depend on where the suite was started.
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    match found {
        true => Ok(shim.in_directory(folder)),
        false => Err(format!("the command {program} is not there: install it, or name its path")),
    }
}

/// Starts a program, gives it a line, and reads the JSON that answers it.
pub(super) fn run(shim: Shim, ask: &Value, patience: Duration) -> Result<Value, Trouble> {
    let process = shim.with_deadline(patience).start();
    let process = process.map_err(|error| Trouble::Suite(error.to_string()))?;
    let line = process.exchange_once(format!("{ask}\n")).map_err(|error| match error {
        NoAnswer::Unimplemented => {
            Trouble::missing("the target's command does not do this (exit code 89)")
        }
        NoAnswer::Timeout(patience) => {
            Trouble::Silent(format!("the target's command gave no answer within {patience:?}"))
        }
        NoAnswer::Crash(why) => Trouble::Refused(format!("the target's command: {why}")),
    })?;
    serde_json::from_str(&line)
        .map_err(|_| Trouble::Refused(String::from("the target's command answers no JSON")))
}

/// Posts the same to an address. An answer without a body is an empty one.
pub(super) fn post(
    wire: &Wire,
    url: &Url,
    bearer: Option<Zeroizing<String>>,
    ask: &Value,
) -> Result<Value, Trouble> {
    let mut request = Request::post(url.as_str(), "application/json", ask.to_string());
    if let Some(bearer) = bearer {
        request = request.with("authorization", format!("Bearer {}", *bearer));
    }
    let answer = wire.send(&request).map_err(|trouble| match trouble {
        Trouble::Broken(why) => Trouble::Refused(format!("the target's hook: {why}")),
        other => other,
    })?;
    match answer.status {
        200..300 if answer.body.trim().is_empty() => Ok(Value::Null),
        200..300 => serde_json::from_str(&answer.body)
            .map_err(|_| Trouble::Refused(String::from("the target's hook answers no JSON"))),
        status => Err(Trouble::Refused(format!("the target's hook answers {status}"))),
    }
}
