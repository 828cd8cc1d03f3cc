//! `workfront-sandbox serve`.

use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;
use tokio::signal::unix::{SignalKind, signal};
use workfront_oauth_sandbox::authority::Tenant;
use workfront_oauth_sandbox::fault::Fault;
use workfront_oauth_sandbox::{Sandbox, StartError};

use crate::arguments::Serve;
use crate::{output, policy};

/// Serves until told to stop.
pub(crate) fn serve(arguments: Serve) -> ExitCode {
    let prepared = policy::named(&arguments.policy)
        .and_then(|policy| Ok((policy, faults(arguments.faults.as_deref())?)))
        .and_then(|prepared| each_once(&arguments.tenants).map(|()| prepared));
    let (policy, faults) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => {
            output::log(&why);
            return ExitCode::from(2);
        }
    };
    let mut builder = Sandbox::builder()
        .with_listen(arguments.listen)
        .with_control(arguments.control)
        .with_clock(arguments.clock)
        .with_policy(policy)
        .with_key_pair();
    builder =
        arguments.tenants.into_iter().fold(builder, |builder, tenant| builder.with_tenant(tenant));
    builder = faults.into_iter().fold(builder, |builder, fault| builder.with_fault(fault));
    if let Some(seed) = arguments.seed {
        builder = builder.with_seed(seed);
    }
    if let Some(defect) = arguments.defect {
        builder = builder.with_defect(defect);
    }
    if let Some(data) = arguments.data {
        builder = builder.with_data(data);
    }
    let served =
        tokio::runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
            runtime.block_on(async {
                // Before the first line: whoever reads it may send a signal at once.
                let mut terminate = signal(SignalKind::terminate())?;
                let mut interrupt = signal(SignalKind::interrupt())?;
                let sandbox = builder.start().map_err(std::io::Error::other)?;
                output::line(&serde_json::to_string(sandbox.announcement())?)?;
                output::log(&format!("serving {} until SIGTERM or SIGINT", sandbox.url()));
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                drop(sandbox);
                Ok(())
            })
        });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::log(&error.to_string());
            let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
            // What was asked for cannot happen, whatever the machine offers.
            ExitCode::from(if matches!(cause, Some(StartError::Fault(_))) { 2 } else { 1 })
        }
    }
}

/// Refuses a tenant named twice: a slip, since another lane was surely meant.
fn each_once(tenants: &[Tenant]) -> Result<(), String> {
    let twice = (1..)
        .zip(tenants)
        .find(|(at, tenant)| tenants.iter().skip(*at).any(|other| other == *tenant));
    twice.map_or(Ok(()), |(_, tenant)| Err(format!("the tenant {tenant} is named twice")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    faults: Vec<Fault>,
}

fn faults(path: Option<&Path>) -> Result<Vec<Fault>, String> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let refusal = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| refusal(&error))?;
    let Faults { faults } = serde_json::from_str(&text).map_err(|error| refusal(&error))?;
    Ok(faults)
}
