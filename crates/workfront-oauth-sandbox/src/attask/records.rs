//! The data: made up, the same in each run, and different for each tenant.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::authority::{State, Tenant};

/// A kind of object that can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Project,
    Task,
    Issue,
    Portfolio,
    User,
}

impl Kind {
    /// The kind that a path calls `name`: by its object code or its long name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "proj" | "project" => Some(Self::Project),
            "task" => Some(Self::Task),
            "optask" | "issue" => Some(Self::Issue),
            "port" | "portfolio" => Some(Self::Portfolio),
            "user" => Some(Self::User),
            _ => None,
        }
    }
}

/// All objects of `kind` in `tenant`.
pub(super) fn all(state: &State, tenant: &Tenant, kind: Kind) -> Vec<Map<String, Value>> {
    let made_up = |code: &'static str, names: &'static [&'static str]| {
        let records = names.iter().enumerate().map(|(at, name)| {
            json!({
                "ID": id(tenant, code, at),
                "name": name,
                "objCode": code,
                "status": if at % 3 == 2 { "CPL" } else { "CUR" },
            })
        });
        records.collect::<Vec<_>>()
    };
    let records = match kind {
        Kind::Project => made_up("PROJ", &PROJECTS),
        Kind::Task => made_up("TASK", &TASKS),
        Kind::Issue => made_up("OPTASK", &ISSUES),
        Kind::Portfolio => made_up("PORT", &PORTFOLIOS),
        Kind::User => {
            let users = state.users().filter(|user| user.domain == tenant.domain());
            users
                .map(|user| {
                    json!({
                        "ID": user.user_id.to_string(),
                        "name": user.name,
                        "objCode": "USER",
                        "username": user.username,
                    })
                })
                .collect()
        }
    };
    records
        .into_iter()
        .filter_map(|record| match record {
            Value::Object(members) => Some(members),
            _ => None,
        })
        .collect()
}

/// 32 hexadecimal digits, as the real ones have.
fn id(tenant: &Tenant, code: &str, at: usize) -> String {
    let digest = Sha256::digest(format!("{tenant}/{code}/{at}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

const PROJECTS: [&str; 5] = [
    "Autumn catalogue",
    "Website relaunch",
    "Trade fair stand",
    "Packaging refresh",
    "Annual report",
];
const TASKS: [&str; 6] = [
    "Draft the brief",
    "Shoot product photos",
    "Proofread",
    "Book the hall",
    "Print",
    "Archive files",
];
const ISSUES: [&str; 3] = ["Logo looks blurred", "Wrong price on page 4", "Missing translation"];
const PORTFOLIOS: [&str; 2] = ["Marketing", "Corporate"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tenants_share_no_ids() {
        let ids = |tenant: &str| {
            let records = all(&State::default(), &tenant.parse().unwrap(), Kind::Project);
            records.iter().map(|record| record["ID"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids("myorganization.my"), ids("myorganization.my"));
        assert!(
            ids("myorganization.my").iter().all(|id| !ids("myorganization.preview").contains(id))
        );
    }
}
