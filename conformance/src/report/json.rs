//! `report.json`: the model as it is, every character that does something to a terminal written as an escape.

use std::fmt::Write as _;

use super::Report;
use super::terminal::acts;

/// The file's name in the directory that `--report` names.
pub const FILE: &str = "report.json";

/// The whole file.
///
/// # Errors
///
/// The model has no JSON form, which is a defect of the suite.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string_pretty(report)?;
    let mut text = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && acts(c) {
            // Invariant: outside strings JSON is ASCII, and none of these is above the first plane. Writing to a string cannot fail.
            _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text.push('\n');
    Ok(text)
}
