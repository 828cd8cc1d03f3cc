//! What only one machine or one company's mirror knows does not stand in the repository.

use crate::repository::SourceFile;

use super::finding::Finding;

/// Hosts of package registries; in pieces, or this file would be the first that is found.
const REGISTRIES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("debian", ".org"),
    concat!("proxy.golang", ".org"),
];

/// Folders of one machine.
const MACHINES: &[&str] =
    &[concat!("/ho", "me/"), concat!("/Use", "rs/"), concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Registries are chosen by each machine's own configuration; only lock files name them.
pub(super) fn names_no_registry(file: &SourceFile) -> Vec<Finding> {
    if is_lock_file(&file.path) || is_data(&file.path) {
        return Vec::new();
    }
    let advice = "leave the registry to the machine's configuration and name the package";
    find(file, "registry", advice, |line| REGISTRIES.iter().any(|host| line.contains(host)))
}

/// A path of one machine works on no other.
pub(super) fn names_no_machine(file: &SourceFile) -> Vec<Finding> {
    if is_data(&file.path) {
        return Vec::new();
    }
    // A folder of the root, where a path begins; not a part of a longer path or of a URL.
    let names = |line: &str, folder: &str| {
        line.match_indices(folder).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "._-/{}".contains(c))
        })
    };
    let advice = "say it from the repository's root, or ask the system for the folder";
    find(file, "machine", advice, |line| MACHINES.iter().any(|folder| names(line, folder)))
}

fn find(
    file: &SourceFile,
    rule: &'static str,
    advice: &str,
    found: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let lines = file.text.lines().zip(1..).filter(|(line, _)| found(line));
    lines.map(|(_, number)| Finding::at(&file.path, number, rule, advice)).collect()
}

fn is_lock_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".lock") || name == "package-lock.json" || name == "requirements.txt"
}

/// Inputs of the fuzzer and other people's words, kept byte for byte.
fn is_data(path: &str) -> bool {
    path.starts_with("fuzz/corpus/") || path.ends_with("as-printed.txt")
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::{NONE, lines};
    use super::*;

    #[test]
    fn registries_stand_only_in_lock_files() {
        let text = format!("a\nhttps://index.{}/\n", REGISTRIES[0]);
        assert_eq!(lines(names_no_registry, "README.md", &text), [2]);
        assert_eq!(lines(names_no_registry, "Cargo.lock", &text), NONE);
        assert_eq!(lines(names_no_registry, "peers/a/package-lock.json", &text), NONE);
    }

    #[test]
    fn a_folder_of_one_machine_is_found_where_it_begins() {
        let check = |text: &str, found: &[usize]| {
            assert_eq!(lines(names_no_machine, "a.rs", text), found, "{text}");
        };
        for folder in MACHINES {
            check(&format!("\"{folder}x\""), &[1]);
            check(&format!("cd {folder}"), &[1]);
            check(&format!("https://a.example{folder}x"), &[]);
        }
    }
}
