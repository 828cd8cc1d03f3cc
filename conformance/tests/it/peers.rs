//! Other people's clients: what is committed about them, as far as it can be checked without running one; and the subcommand, tried
//! on clients of our own that stand in for them.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use workfront_conformance::peers::expected::Expected;
use workfront_conformance::peers::folder::Folder;
use workfront_conformance::peers::table;

fn folder() -> Folder {
    Folder::find(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_page_has_the_tables_of_what_is_committed() {
    let (folder, told) = (folder(), table::told(&folder()).unwrap());
    assert!(told.len() >= 7, "{} peers", told.len());
    let page = folder.page().unwrap();
    assert!(table::page(&page, &told).unwrap() == page, "`peers --update` writes the tables anew");
}

#[test]
fn every_deviation_has_its_reason() {
    for told in table::told(&folder()).unwrap() {
        let silent: Vec<&str> = told.expected.unexplained().collect();
        assert!(silent.is_empty(), "{}: {silent:?}", told.peer.name);
    }
}

#[test]
fn a_librarys_shim_is_short_and_pins_its_library() {
    for told in table::told(&folder()).unwrap() {
        let Some(lock) = &told.peer.lock else { continue };
        assert!(told.version.is_some(), "{} in {}", told.peer.name, lock.display());
        let file = told.peer.exec.split_whitespace().last().unwrap();
        let shim = std::fs::read_to_string(folder().root().join(file)).unwrap();
        assert!(shim.lines().count() <= 60, "{file} has {} lines", shim.lines().count());
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_workfront-conformance");

/// A repository with one peer, which is a client of ours, and what is expected of it.
struct Made(TempDir);

impl Made {
    fn new(client: &str, expected: &str) -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        let peer = format!(
            "[[peer]]\nname = 'one'\ntitle = 'One'\nexec = '{PROGRAM} {client}'\nmust = ''\nshould = ''\n"
        );
        std::fs::create_dir_all(made.path("one")).unwrap();
        std::fs::write(made.path("peers.toml"), peer).unwrap();
        let page = "<!-- libraries -->\n<!-- /libraries -->\n<!-- found -->\n<!-- /found -->\n";
        std::fs::write(made.path("README.md"), page).unwrap();
        std::fs::write(made.path("one/expected.toml"), expected).unwrap();
        made
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.0.path().join("conformance/peers").join(file)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// The exit code, and all that is said.
    fn judged(&self, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(PROGRAM)
            .arg("peers")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }
}

const CARELESS: &str = "ref-client --mutant cli-state-unchecked";

#[test]
fn a_peer_may_fail_as_it_is_known_to_and_in_no_other_way() {
    let check = |client: &str, expected: &str, code: i32, words: &str| {
        let (found, said) = Made::new(client, expected).judged(&["--filter", "C-STATE-04"]);
        assert_eq!(found, code, "{said}");
        assert!(said.contains(words), "{said}");
    };
    let known = "[[deviation]]\nreason = 'does not look'\nadvice = 'look'\n[deviation.cases]\nC-STATE-04 = 'FAIL'\n";
    check("ref-client", "", 0, "3 of 3 PASS; 3 as committed");
    check(CARELESS, known, 0, "0 of 3 PASS; 3 as committed");
    check(CARELESS, "", 5, "CHANGED one/C-STATE-04 (documented, rfc, bcp)");
    check("ref-client", known, 5, "CHANGED one/C-STATE-04 (documented, rfc, bcp)");
    check("ref-client", &known.replace("04", "99"), 5, "no such case");
    check(
        "ref-client",
        &known.replace("does not look", ""),
        3,
        "no reason is given for C-STATE-04",
    );
    check("ref-client", "[[deviation]]", 3, "one/expected.toml:1: missing field `cases`");
}

#[test]
fn an_update_keeps_what_is_found_and_asks_for_reasons() {
    let made = Made::new(CARELESS, "");
    let (code, said) = made.judged(&["--update"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("one/expected.toml: no reason is given for C-"), "{said}");
    let expected = Expected::parse("e", &made.read("one/expected.toml")).unwrap();
    assert_eq!(expected.word("C-STATE-04", "rfc"), "FAIL");
    assert!(made.read("README.md").contains("| [One](one/"), "{}", made.read("README.md"));
    let (code, said) = made.judged(&["--filter", "one/C-STATE-04"]);
    assert_eq!(code, 3, "{said}");
    let text =
        made.read("one/expected.toml").replace("reason = \"\"", "reason = \"does not look\"");
    std::fs::write(made.path("one/expected.toml"), text).unwrap();
    let (code, said) = made.judged(&["--filter", "one/C-STATE-04"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn what_cannot_be_judged_is_said() {
    let check = |made: &Made, arguments: &[&str], code: i32, words: &str| {
        let (found, said) = made.judged(arguments);
        assert!(found == code && said.contains(words), "{found}: {said}");
    };
    let made = Made::new("ref-client", "");
    check(&made, &["--update", "--profile", "rfc"], 2, "filter by its name alone");
    check(&made, &["--update", "--filter", "C-STATE"], 2, "filter by its name alone");
    check(&made, &["--baseline", "b.toml"], 2, "--baseline has no meaning for `peers`");
    check(&made, &["--filter", "two/"], 4, "0 passed, 0 failed");
    let pinned = made.read("peers.toml") + "lock = 'lock.txt'\n";
    std::fs::write(made.path("peers.toml"), &pinned).unwrap();
    check(&made, &[], 3, "lock.txt: No such file");
    std::fs::write(made.0.path().join("lock.txt"), "two==1\n").unwrap();
    check(&made, &[], 3, "lock.txt pins no version of one");
    std::fs::write(made.0.path().join("lock.txt"), "one==99 \\\n").unwrap();
    check(&made, &[], 3, "and 99 is pinned: `cargo xtask setup` installs it");
    std::fs::write(made.path("peers.toml"), pinned.replace(PROGRAM, "/nowhere/python")).unwrap();
    check(&made, &[], 3, "one: /nowhere/python does not start: ");
    std::fs::remove_dir_all(made.path("")).unwrap();
    check(&made, &[], 2, "start this in the repository");
}
