//! One row of the table of measurements, and the judgement of it.

use serde::{Deserialize, Serialize};

/// What the bench program measured of one operation beside one peer.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Measured {
    operation: String,
    ours_ns: f64,
    peer: String,
    peer_ns: f64,
    /// The largest allowed `ours_ns / peer_ns`.
    target: f64,
    /// Nothing where several threads do the work.
    allocations: Option<u64>,
    /// The largest allowed number of allocations, where there is a limit.
    #[serde(default)]
    allocations_target: Option<u64>,
}

/// A row as `--json` has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Row {
    operation: String,
    ours_ns: f64,
    peer: String,
    peer_ns: f64,
    ratio: f64,
    target: f64,
    allocations: Option<u64>,
    allocations_target: Option<u64>,
    ok: bool,
}

impl Measured {
    /// Judges the measurement.
    pub(crate) fn judged(self) -> Row {
        let ratio = self.ours_ns / self.peer_ns;
        let few = match (self.allocations, self.allocations_target) {
            (_, None) => true,
            (Some(allocations), Some(limit)) => allocations <= limit,
            (None, Some(_)) => false,
        };
        Row {
            // Written so that a ratio of no meaning (nothing by nothing) is not within its target.
            ok: ratio <= self.target && few,
            operation: self.operation,
            ours_ns: self.ours_ns,
            peer: self.peer,
            peer_ns: self.peer_ns,
            ratio,
            target: self.target,
            allocations: self.allocations,
            allocations_target: self.allocations_target,
        }
    }
}

impl Row {
    /// Whether it is within its targets.
    pub(crate) const fn ok(&self) -> bool {
        self.ok
    }
}

/// The rows as a table for a person.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<22} {:>12} {:<24} {:>12} {:>7} {:>7} {:>12}  OK",
        "OPERATION", "OURS ns", "PEER", "PEER ns", "RATIO", "TARGET", "ALLOCATIONS"
    );
    for row in rows {
        let count = row.allocations.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let limit = row.allocations_target.map_or_else(String::new, |limit| format!(" <= {limit}"));
        text.push_str(&format!(
            "\n{:<22} {:>12.1} {:<24} {:>12.1} {:>7.3} {:>7.3} {:>12}  {}",
            row.operation,
            row.ours_ns,
            row.peer,
            row.peer_ns,
            row.ratio,
            row.target,
            format!("{count}{limit}"),
            if row.ok { "yes" } else { "OVER" },
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(ours_ns: f64, peer_ns: f64, allocations: impl Into<Option<u64>>) -> Row {
        let json = serde_json::json!({
            "operation": "authorize_url", "ours_ns": ours_ns, "peer": "oauth2", "peer_ns": peer_ns,
            "target": 0.25, "allocations": allocations.into(), "allocations_target": 2,
        });
        serde_json::from_value::<Measured>(json).expect("a row").judged()
    }

    #[test]
    fn a_row_is_ok_within_both_targets() {
        assert!(measured(25.0, 100.0, 2).ok());
        assert!(!measured(26.0, 100.0, 2).ok());
        assert!(!measured(25.0, 100.0, 3).ok());
        assert!(!measured(25.0, 100.0, None).ok());
        assert!(!measured(0.0, 0.0, 0).ok());
    }

    #[test]
    fn the_table_marks_what_is_over() {
        let text = table(&[measured(25.0, 100.0, 2), measured(50.0, 100.0, 2)]);
        let ends: Vec<bool> = text.lines().map(|line| line.ends_with("OVER")).collect();
        assert_eq!(ends, [false, false, true]);
        assert!(text.contains("0.500"), "{text}");
    }

    #[test]
    fn a_row_is_written_with_every_member() {
        let json = serde_json::to_value(measured(25.0, 100.0, 2)).expect("JSON");
        assert_eq!(json["ratio"], 0.25);
        assert_eq!(json["ok"], true);
        assert_eq!(json.as_object().map(|members| members.len()), Some(9));
    }
}
