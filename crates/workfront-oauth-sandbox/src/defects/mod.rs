//! Defects: this server, wrong in one way at a time.
//!
//! A conformance suite is as sharp as the mistakes it catches. Each defect here breaks exactly one rule, at the one place
//! where that rule is enforced, so that a suite can be asked whether it notices. Those named `srv-life-` are bugs that were read in
//! public code.

mod table;

pub use table::Defect;

use serde::Serialize;

/// Where a defect acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Place {
    /// In a decision of the authority.
    Authority,
    /// Between the socket and the authority: parsing, statuses, headers, bodies.
    Wire,
    /// In a page for a person.
    Page,
}

/// One row of the table of defects, as `workfront-sandbox defects --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DefectRow {
    /// Its name, such as `srv-code-reusable`.
    pub id: &'static str,
    /// The requirement it breaks, by its number among the server's requirements.
    pub breaks: &'static str,
    /// Where it acts.
    pub place: Place,
    /// What the server does wrong.
    pub about: &'static str,
}

/// The table of defects.
pub fn table() -> Vec<DefectRow> {
    Defect::ALL.iter().map(|defect| defect.row()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_defect_has_a_name_of_its_own_and_is_found_by_it() {
        let rows = table();
        let names: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(names.len(), rows.len());
        for defect in Defect::ALL {
            assert_eq!(Defect::named(defect.id()), Some(*defect));
            assert!(defect.id().starts_with("srv-"), "{}", defect.id());
        }
        assert_eq!(Defect::named("srv-perfect"), None);
    }

    #[test]
    fn every_requirement_that_can_be_broken_here_has_a_defect() {
        let covered: BTreeSet<_> = table().iter().map(|row| row.breaks).collect();
        // S39 and S51 are choices that a server may make, S59 is about remote servers.
        for number in (1..=58).filter(|number| ![39, 51].contains(number)) {
            let requirement = format!("S{number:02}");
            assert!(covered.contains(requirement.as_str()), "{requirement}");
        }
    }

    #[test]
    fn the_table_is_plain_json() {
        let json = serde_json::to_value(table()).unwrap_or_default();
        assert_eq!(json[0]["place"], "authority");
    }
}
