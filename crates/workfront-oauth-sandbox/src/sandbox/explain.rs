//! Why requests were refused, and what came closest.

use std::fmt::Write as _;

use super::near_miss::near_miss;
use crate::http::site::Shell;
use crate::journal::Outcome;

/// Why requests were refused, newest first.
pub(super) fn refusals(shell: &Shell) -> String {
    // Revealed, for what a secret really is can only be told by looking it up; what is written here is masked.
    let extract = shell.journal.extract(0, true);
    let mut text = String::new();
    let refused =
        extract.entries.iter().rev().filter(|entry| entry.judgement.outcome == Outcome::Refused);
    for revealed in refused {
        let entry = shell.journal.masked(revealed);
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
        if let Some(miss) = near_miss(shell, &entry, revealed) {
            let _ = writeln!(text, "  the request came close: {miss}");
        }
    }
    if text.is_empty() { "no request was refused".to_owned() } else { text }
}
