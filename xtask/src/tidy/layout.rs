//! What stands where, and under what name.

use std::collections::BTreeSet;

use super::finding::Finding;

/// What the top level holds besides dot-files.
const TOP_LEVEL: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "conformance",
    "crates",
    "deny.toml",
    "fuzz",
    "rustfmt.toml",
    "xtask",
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["common", "helper", "helpers", "manager", "misc", "types", "util", "utils"];

/// The top level holds exactly what it should.
pub(super) fn top_level(paths: &[String]) -> Vec<Finding> {
    let present: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    let stranger = |name: &&&str| !name.starts_with('.') && !TOP_LEVEL.contains(name);
    let mut findings: Vec<Finding> = present
        .iter()
        .filter(stranger)
        .map(|name| Finding::on(name, "top-level", "move it into the package that it belongs to"))
        .collect();
    let absent = TOP_LEVEL.iter().filter(|name| !present.contains(**name));
    findings
        .extend(absent.map(|name| Finding::on(name, "top-level", "put it back: it is missing")));
    findings
}

/// A file or folder of code is named after what it is about.
pub(super) fn names(paths: &[String]) -> Vec<Finding> {
    let is_empty_name = |path: &&String| {
        path.ends_with(".rs")
            && path.split('/').any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))
    };
    let advice = "name it after the one thing that it is about, in the field's own word";
    paths.iter().filter(is_empty_name).map(|path| Finding::on(path, "name", advice)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn the_top_level_is_exact() {
        let mut paths: Vec<String> = TOP_LEVEL.iter().map(|name| format!("{name}/x")).collect();
        paths.push(".ci/run".to_owned());
        assert!(top_level(&paths).is_empty());
        paths.push("scripts/build.sh".to_owned());
        assert_eq!(top_level(&paths).len(), 1);
        assert_eq!(top_level(&paths[1..]).len(), 2);
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let check = |path: &str, found: usize| {
            assert_eq!(names(&owned(&[path])).len(), found, "{path}");
        };
        check("crates/a/src/pkce.rs", 0);
        check("crates/a/src/token_type.rs", 0);
        check("conformance/examples/types.txt", 0);
        check("crates/a/src/utils.rs", 1);
        check("crates/a/src/helpers/pkce.rs", 1);
        check("crates/a/tests/common/mod.rs", 1);
    }
}
