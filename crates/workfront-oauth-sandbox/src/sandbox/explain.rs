//! Near misses: what a request got wrong, and what came closest.

use std::fmt::Write as _;

use serde_json::Value;

use crate::authority::{ClientId, Tenant};
use crate::http::site::Shell;
use crate::journal::{Entry, Outcome};

/// Why requests were refused, newest first.
pub(super) fn refusals(shell: &Shell) -> String {
    let extract = shell.journal.extract(0, false);
    let mut text = String::new();
    let refused =
        extract.entries.iter().rev().filter(|entry| entry.judgement.outcome == Outcome::Refused);
    for entry in refused {
        let judgement = &entry.judgement;
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "#{} {} {} was refused with {}: {} [{}; {}]",
            entry.seq,
            entry.method,
            entry.path,
            entry.status,
            judgement.why,
            judgement.rule,
            judgement.source
        );
        if let Some(miss) = near_miss(shell, entry) {
            let _ = writeln!(text, "  the request came close: {miss}");
        }
    }
    if text.is_empty() { "no request was refused".to_owned() } else { text }
}

fn near_miss(shell: &Shell, entry: &Entry) -> Option<String> {
    let asked = ["query", "body"]
        .iter()
        .find_map(|part| entry.request.get(part)?.get("redirect_uri")?.as_str())?;
    let client_id = ["query", "body"]
        .iter()
        .find_map(|part| entry.request.get(part)?.get("client_id").and_then(Value::as_str));
    let registered = registered(shell, &entry.tenant, client_id?)?;
    if registered.iter().any(|url| url == asked) {
        return None;
    }
    let closest = registered.iter().max_by_key(|url| common(url, asked))?;
    Some(difference("redirect_uri", asked, closest))
}

fn registered(shell: &Shell, tenant: &Tenant, client_id: &str) -> Option<Vec<String>> {
    let client_id: ClientId = client_id.parse().ok()?;
    shell.read(|state| {
        let app = state.environment(tenant)?.app(client_id)?;
        Some(app.settings.redirect_urls.clone())
    })
}

/// Where `found` first differs from `expected`, and how.
fn difference(name: &str, found: &str, expected: &str) -> String {
    let at = common(found, expected);
    let rest = |text: &str| match text.get(at..).unwrap_or_default() {
        "" => "ends there".to_owned(),
        rest => format!("has {:?}", rest.chars().take(20).collect::<String>()),
    };
    format!(
        "{name} differs at byte {at}, where it {} and the registered one {}",
        rest(found),
        rest(expected)
    )
}

/// How many bytes two texts begin with in common, up to a whole character.
fn common(one: &str, other: &str) -> usize {
    let same = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    same.map_or_else(|| one.len().min(other.len()), |((at, _), _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_told_by_the_byte() {
        for (found, expected, text) in [
            (
                "https://app.example/cb/",
                "https://app.example/cb",
                "redirect_uri differs at byte 22, where it has \"/\" and the registered one ends there",
            ),
            (
                "http://app.example/cb",
                "https://app.example/cb",
                "redirect_uri differs at byte 4, where it has \"://app.example/cb\" and the registered one has \"s://app.example/cb\"",
            ),
            (
                "é",
                "è",
                "redirect_uri differs at byte 0, where it has \"é\" and the registered one has \"è\"",
            ),
        ] {
            assert_eq!(difference("redirect_uri", found, expected), text);
        }
    }
}
