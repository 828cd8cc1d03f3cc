//! What a package's manifest inherits, and what only the workspace's may state.

use toml::{Table, Value};

use crate::repository::SourceFile;

use super::finding::Finding;

/// Keys of a package that the workspace states for all.
const INHERITED: &[&str] = &["edition", "license", "publish", "rust-version", "version"];

/// A package takes its lints, version and toolchain from its workspace, and a workspace forbids `unsafe`.
pub(super) fn inherits_the_workspace(file: &SourceFile) -> Vec<Finding> {
    let Some(manifest) = read(file) else { return Vec::new() };
    let on = |rule, advice: String| Finding::on(&file.path, rule, advice);
    let mut findings = Vec::new();
    if let Some(package) = manifest.get("package") {
        if at(&manifest, &["lints", "workspace"]) != Some(&Value::Boolean(true)) {
            findings.push(on("lints", "add `[lints] workspace = true`".to_owned()));
        }
        for key in INHERITED {
            let inherited = package.get(key).and_then(|value| value.get("workspace"));
            if inherited != Some(&Value::Boolean(true)) {
                findings.push(on("inherit", format!("write `{key}.workspace = true`")));
            }
        }
    }
    let forbids = at(&manifest, &["workspace", "lints", "rust", "unsafe_code"]);
    if manifest.contains_key("workspace") && forbids.and_then(Value::as_str) != Some("forbid") {
        findings.push(on("unsafe", "forbid `unsafe_code` in `[workspace.lints.rust]`".to_owned()));
    }
    findings
}

/// A dependency has one version, in the workspace's list, without default features; a package only names it.
pub(super) fn states_each_dependency_once(file: &SourceFile) -> Vec<Finding> {
    let Some(manifest) = read(file) else { return Vec::new() };
    let mut findings = Vec::new();
    for (name, value) in at(&manifest, &["workspace", "dependencies"]).into_iter().flat_map(table) {
        if value.get("default-features") != Some(&Value::Boolean(false)) {
            let advice =
                format!("`{name}`: write `default-features = false` and name what is needed");
            findings.push(Finding::at(&file.path, line_of(file, name), "features", advice));
        }
    }
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, value) in at(&manifest, &[kind]).into_iter().flat_map(table) {
            if value.get("workspace") != Some(&Value::Boolean(true)) {
                let advice = format!("`{name}`: state it in `[workspace.dependencies]`, once");
                findings.push(Finding::at(&file.path, line_of(file, name), "dependency", advice));
            }
        }
    }
    findings
}

/// A manifest as a table; one that is none is cargo's to complain of.
fn read(file: &SourceFile) -> Option<Table> {
    let is_manifest = file.path.rsplit('/').next() == Some("Cargo.toml");
    if is_manifest { toml::from_str(&file.text).ok() } else { None }
}

fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| value.get(key))
}

fn table(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_table().into_iter().flatten()
}

/// The line that a dependency stands in.
fn line_of(file: &SourceFile, name: &str) -> usize {
    let stands = |line: &str| {
        let rest = line.strip_prefix(name).unwrap_or_default().trim_start();
        rest.starts_with('=') || rest.starts_with('.')
    };
    file.text.lines().position(stands).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::{NONE, lines};
    use super::*;

    const PACKAGE: &str = "[package]\nname = 'a'\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
        [dependencies]\nserde = { workspace = true }\n[lints]\nworkspace = true\n";
    const WORKSPACE: &str = "[workspace]\n[workspace.dependencies]\n\
        serde = { version = '1', default-features = false }\n[workspace.lints.rust]\nunsafe_code = 'forbid'\n";

    #[test]
    fn a_package_inherits() {
        let found = |text: &str| lines(inherits_the_workspace, "crates/a/Cargo.toml", text).len();
        assert_eq!(found(PACKAGE), 0);
        assert_eq!(found(&PACKAGE.replace("edition.workspace = true", "edition = '2024'")), 1);
        assert_eq!(found(&PACKAGE.replace("[lints]\nworkspace = true\n", "")), 1);
        assert_eq!(lines(inherits_the_workspace, "a.toml", "[package]"), NONE);
    }

    #[test]
    fn a_workspace_forbids_unsafe() {
        let found = |text: &str| lines(inherits_the_workspace, "Cargo.toml", text).len();
        assert_eq!(found(WORKSPACE), 0);
        assert_eq!(found(&WORKSPACE.replace("'forbid'", "'deny'")), 1);
    }

    #[test]
    fn a_dependency_is_stated_once() {
        let found = |text: &str| lines(states_each_dependency_once, "Cargo.toml", text);
        assert_eq!(found(PACKAGE), NONE);
        assert_eq!(found(WORKSPACE), NONE);
        assert_eq!(found(&PACKAGE.replace("{ workspace = true }", "'1'")), [9]);
        assert_eq!(found(&WORKSPACE.replace(", default-features = false", "")), [3]);
    }
}
