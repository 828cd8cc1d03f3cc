//! `workfront-sandbox defects`.

use std::process::ExitCode;

use workfront_oauth_sandbox::defects::table;

use crate::output;

/// Prints the table.
pub(crate) fn print(json: bool) -> ExitCode {
    let text = if json {
        // Strings alone: this cannot fail.
        serde_json::to_string_pretty(&table()).unwrap_or_default()
    } else {
        let rows = table();
        let rows: Vec<String> =
            rows.iter().map(|row| format!("{:40} {}  {}", row.id, row.breaks, row.about)).collect();
        rows.join("\n")
    };
    match output::line(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
