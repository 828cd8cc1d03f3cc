//! The arrows between the packages, which point one way only.
//!
//! ```text
//! conformance ──> { sandbox, keeper, transports, core }     keeper ──> core     transports ──> core
//! sandbox ──> nothing of ours      xtask ──> nothing of ours      core ──> nothing of ours
//! ```
//!
//! Tests of the core, the transports and the keeper may also start the sandbox.

use serde::Deserialize;

use super::finding::Finding;

/// What `cargo metadata --no-deps` says of the workspace, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    #[serde(default)]
    features: Vec<String>,
    /// Where it is, if it is ours.
    path: Option<String>,
}

/// A package, what it may need of ours, what its tests may, and what of others' it must not.
struct Rule {
    package: &'static str,
    needs: &'static [&'static str],
    tests_need: &'static [&'static str],
    never: &'static [&'static str],
}

const CORE: &str = "workfront-oauth";
const KEEPER: &str = "workfront-oauth-keeper";
const REQWEST: &str = "workfront-oauth-reqwest";
const SANDBOX: &str = "workfront-oauth-sandbox";
const UREQ: &str = "workfront-oauth-ureq";
const CONFORMANCE: &str = "workfront-conformance";
const BENCHES: &str = "workfront-benches";

/// What would bring I/O or an HTTP client into the core.
const IO: &[&str] = &["async-std", "hyper", "mio", "rand", "reqwest", "socket2", "tokio", "ureq"];
const CLIENTS: &[&str] = &["hyper", "reqwest", "ureq"];

#[rustfmt::skip]
const RULES: &[Rule] = &[
    Rule { package: CORE, needs: &[], tests_need: &[SANDBOX], never: IO },
    Rule { package: REQWEST, needs: &[CORE], tests_need: &[SANDBOX], never: &["ureq"] },
    Rule { package: UREQ, needs: &[CORE], tests_need: &[SANDBOX], never: &["reqwest"] },
    Rule { package: KEEPER, needs: &[CORE], tests_need: &[SANDBOX, REQWEST, UREQ], never: CLIENTS },
    Rule { package: SANDBOX, needs: &[], tests_need: &[], never: &["oauth2"] },
    Rule { package: CONFORMANCE, needs: &[CORE, KEEPER, REQWEST, SANDBOX, UREQ], tests_need: &[], never: &[] },
    Rule { package: BENCHES, needs: &[CORE, KEEPER, REQWEST, SANDBOX, UREQ], tests_need: &[], never: &[] },
    Rule { package: "xtask", needs: &[], tests_need: &[], never: &[] },
];

/// Every arrow is one that a rule allows.
pub(super) fn arrows(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let on = |advice: String| Finding::on(&package.name, "arrows", advice);
        let Some(rule) = RULES.iter().find(|rule| rule.package == package.name) else {
            findings.push(on("a new package: say in xtask what it may depend on".to_owned()));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let in_tests = dependency.kind.as_deref() == Some("dev");
            let allowed =
                rule.needs.contains(&name) || (in_tests && rule.tests_need.contains(&name));
            if dependency.path.is_some() && !allowed && name != package.name {
                findings
                    .push(on(format!("must not depend on `{name}`: arrows point one way only")));
            }
            if rule.never.contains(&name) && !in_tests {
                findings
                    .push(on(format!("must not depend on `{name}`: see the README's invariants")));
            }
        }
    }
    findings
}

/// What the sandbox is built with chooses no cryptography for the tests that it is put into: a second choice beside the host's own
/// makes the host's code panic.
pub(super) fn leave_the_choice(metadata: &Metadata) -> Vec<Finding> {
    let sandbox = metadata.packages.iter().filter(|package| package.name == SANDBOX);
    let built_with = sandbox
        .flat_map(|package| &package.dependencies)
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    built_with
        .flat_map(|dependency| {
            let chosen = |feature: &&String| CHOICES.contains(&(&*dependency.name, &***feature));
            dependency.features.iter().filter(chosen).map(|feature| {
                let name = &dependency.name;
                let advice = format!("must not choose `{feature}` of `{name}` for its hosts");
                Finding::on(SANDBOX, "choice", advice)
            })
        })
        .collect()
}

/// Features that choose for everybody in the graph.
const CHOICES: &[(&str, &str)] = &[
    ("jsonwebtoken", "aws_lc_rs"),
    ("jsonwebtoken", "rust_crypto"),
    ("rustls", "aws_lc_rs"),
    ("rustls", "ring"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_chooses_nothing_for_its_hosts() {
        let found = |package: &str, kind: Option<&str>, feature: &str| {
            let json = serde_json::json!({ "packages": [{
                "name": package,
                "dependencies": [{ "name": "jsonwebtoken", "kind": kind, "features": [feature] }],
            }]});
            leave_the_choice(&serde_json::from_value(json).expect("metadata")).len()
        };
        assert_eq!(found(SANDBOX, None, "aws_lc_rs"), 1);
        assert_eq!(found(SANDBOX, None, "rust_crypto"), 1);
        assert_eq!(found(SANDBOX, None, "use_pem"), 0);
        assert_eq!(found(SANDBOX, Some("dev"), "aws_lc_rs"), 0);
        assert_eq!(found(CONFORMANCE, None, "aws_lc_rs"), 0);
    }

    fn found(package: &str, dependency: &str, kind: Option<&str>, path: Option<&str>) -> usize {
        let json = serde_json::json!({ "packages": [{
            "name": package,
            "dependencies": [{ "name": dependency, "kind": kind, "path": path }],
        }]});
        arrows(&serde_json::from_value(json).expect("metadata")).len()
    }

    #[test]
    fn arrows_point_one_way() {
        let ours = Some("crates/x");
        assert_eq!(found(REQWEST, CORE, None, ours), 0);
        assert_eq!(found(CORE, REQWEST, None, ours), 1);
        assert_eq!(found(CORE, SANDBOX, Some("dev"), ours), 0);
        assert_eq!(found(CORE, SANDBOX, None, ours), 1);
        assert_eq!(found(SANDBOX, CORE, Some("dev"), ours), 1);
        assert_eq!(found("xtask", CORE, None, ours), 1);
        assert_eq!(found(CONFORMANCE, SANDBOX, None, ours), 0);
    }

    #[test]
    fn the_core_takes_no_client() {
        assert_eq!(found(CORE, "reqwest", None, None), 1);
        assert_eq!(found(CORE, "tokio", Some("dev"), None), 0);
        assert_eq!(found(CORE, "url", None, None), 0);
    }

    #[test]
    fn a_new_package_needs_a_rule() {
        assert_eq!(found("workfront-new", "url", None, None), 1);
    }
}
