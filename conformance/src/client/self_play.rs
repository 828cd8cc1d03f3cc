//! Our own clients judged by the client cases: the core, behind each of its transports, as processes like any other.

use super::{Book, Client, judge};
use crate::report::CaseRow;
use crate::secrets::Secrets;
use crate::shim::process::Shim;
use crate::verdict::Verdict;

/// Judges the core behind each transport. One row for a case and a profile: the worse of the two results.
///
/// `program` is the suite's own.
///
/// # Errors
///
/// It does not start.
pub fn self_play(
    program: &str,
    seed: u64,
    book: Book<'_>,
    secrets: &mut Secrets,
) -> Result<Vec<CaseRow>, String> {
    let mut both: Option<Vec<CaseRow>> = None;
    for transport in TRANSPORTS {
        let words = [program, "core-client", "--transport", transport].map(str::to_owned);
        let shim = Shim::of(words.to_vec()).map_err(|error| error.to_string())?;
        let client = Client::meet(shim, seed).map_err(|error| error.to_string())?;
        let mut rows = judge(&client, book, secrets, |_| {});
        for row in &mut rows {
            if row.verdict != Verdict::Pass {
                row.reason = format!("with {transport}: {}", row.reason);
            }
        }
        both = Some(match both {
            None => rows,
            Some(first) => first.into_iter().zip(rows).map(|(a, b)| worse(a, b)).collect(),
        });
    }
    Ok(both.unwrap_or_default())
}

fn worse(first: CaseRow, second: CaseRow) -> CaseRow {
    if rank(second.verdict) > rank(first.verdict) { second } else { first }
}

/// The higher, the more a reader has to know of it.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Info => 1,
        Verdict::Review => 2,
        Verdict::Warn => 3,
        Verdict::NotJudged(_) => 4,
        Verdict::Fail => 5,
        Verdict::Error => 6,
    }
}

const TRANSPORTS: [&str; 2] = ["reqwest", "ureq"];
