//! `workfront-sandbox policy`, and what `--policy` names.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use workfront_oauth_sandbox::policy::{PRESETS, Policy, QUIRKS};

use crate::output;

/// The policy by name, or from a file of that name.
pub(crate) fn named(name: &str) -> Result<Policy, String> {
    let path = Path::new(name);
    if !path.exists() {
        return Policy::named(name)
            .map_err(|error| format!("{error}, or the path of a policy file"));
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    Policy::from_toml(&text).map_err(|error| format!("{name}: {error}"))
}

/// Prints every setting with its value in the policy called `name`.
pub(crate) fn print(name: &str, json: bool) -> ExitCode {
    let policy = match named(name) {
        Ok(policy) => policy,
        Err(why) => {
            output::log(&why);
            return ExitCode::from(2);
        }
    };
    let text = if json { as_json(&policy) } else { as_file(name, &policy) };
    match output::line(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn as_json(policy: &Policy) -> String {
    let named = |name: &str, about: &str| json!({ "name": name, "about": about });
    let all = json!({
        "presets": PRESETS.iter().map(|one| named(one.name, one.about)).collect::<Vec<_>>(),
        "quirks": QUIRKS.iter().map(|one| named(one.name, one.about)).collect::<Vec<_>>(),
        "settings": policy.describe(),
    });
    format!("{all:#}")
}

/// A policy file that says the same, to be changed and given to `--policy`.
fn as_file(name: &str, policy: &Policy) -> String {
    let mut text = format!("# The policy {name}: a file for --policy, with every setting.\n#\n");
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "# Presets, for `preset = \"...\"`; what a file leaves out is the preset's:"
    );
    for preset in PRESETS {
        let _ = writeln!(text, "#   {}: {}", preset.name, preset.about);
    }
    let _ = writeln!(text, "# Quirks, for `quirks = [\"...\"]`:");
    for quirk in QUIRKS {
        let _ = writeln!(text, "#   {}: {}", quirk.name, quirk.about);
    }
    for setting in policy.describe() {
        let _ = writeln!(text, "\n# {}", setting.about);
        let _ = writeln!(text, "# {}; default {}", setting.allowed, setting.default);
        let _ = writeln!(text, "# Source: {}", setting.source);
        let _ = writeln!(text, "{} = {}", setting.name, setting.value);
    }
    text.truncate(text.trim_end().len());
    text
}
