//! The peers for people who choose a library: which works, what fails with it, and what each must be told.

use std::collections::BTreeMap;

use super::expected::{Deviation, Expected};
use super::folder::{Folder, PeersError};
use super::listed::Peer;

/// A peer with what is known of it.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs)] // Three names for what a table shows.
pub struct Told {
    /// The peer.
    pub peer: Peer,
    /// The pinned version, if there is one.
    pub version: Option<String>,
    /// What is expected of it.
    pub expected: Expected,
}

/// Every peer with what its files say of it, for the page.
///
/// # Errors
///
/// One of the files cannot be read.
pub fn told(folder: &Folder) -> Result<Vec<Told>, PeersError> {
    let of = |peer: Peer| {
        let version = peer.version(folder.root())?;
        let expected = folder.expected(&peer.name)?;
        Ok(Told { peer, version, expected })
    };
    folder.peers()?.into_iter().map(of).collect()
}

/// The page with its two tables anew.
///
/// # Errors
///
/// The page has no place for one of them.
pub fn page(page: &str, told: &[Told]) -> Result<String, PeersError> {
    let page = between(page, "libraries", &libraries(told))?;
    between(&page, "found", &found(told))
}

/// A line for each peer.
fn libraries(told: &[Told]) -> String {
    let mut text = String::from(
        "| library | version | does not do | fails | is warned | must be told, to work | should be told, to be safe |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for Told { peer, version, expected } in told {
        let shim = peer.exec.split_whitespace().last().unwrap_or_default();
        let shim = shim.rsplit_once('/').map_or(shim, |(_, file)| file);
        let of = |words: &[&str]| {
            let families = families(expected, words);
            if families.is_empty() { String::from("nothing") } else { families }
        };
        let cells = [
            format!("[{}]({}/{shim})", peer.title, peer.name),
            version.clone().unwrap_or_else(|| String::from("-")),
            of(&NOT_DONE),
            of(&FAILED),
            of(&["WARN"]),
            peer.must.clone(),
            peer.should.clone(),
        ];
        line(&mut text, &cells);
    }
    text
}

/// A line for each thing that was found; what several peers do alike is told once.
fn found(told: &[Told]) -> String {
    let mut text =
        String::from("| library | does | instead | cases |\n| --- | --- | --- | --- |\n");
    let mut done: Vec<(&str, &str)> = Vec::new();
    for (reason, advice) in told.iter().flat_map(|told| &told.expected.deviations).map(said) {
        if done.contains(&(reason, advice)) {
            continue;
        }
        done.push((reason, advice));
        let mut titles = Vec::new();
        let mut cases = BTreeMap::new();
        for Told { peer, expected, .. } in told {
            for same in expected.deviations.iter().filter(|each| said(each) == (reason, advice)) {
                titles.push(peer.title.as_str());
                cases.extend(same.cases.iter().map(|(case, verdicts)| (case.as_str(), verdicts)));
            }
        }
        let mut by_word: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (case, verdicts) in cases {
            let mut words: Vec<&str> = verdicts.words().collect();
            words.dedup();
            by_word.entry(words.join(" or ")).or_default().push(case);
        }
        let cases: Vec<String> =
            by_word.iter().map(|(word, cases)| format!("{word} {}", shortened(cases))).collect();
        let cells = [titles.join(", "), reason.to_owned(), advice.to_owned(), cases.join("; ")];
        line(&mut text, &cells);
    }
    text
}

fn said(deviation: &Deviation) -> (&str, &str) {
    (&deviation.reason, &deviation.advice)
}

/// How many cases of each family come to one of these words.
fn families(expected: &Expected, words: &[&str]) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, verdicts) in expected.deviations.iter().flat_map(|each| &each.cases) {
        // What is worst of a case is what counts.
        let worst = [&FAILED[..], &["WARN"], &NOT_DONE]
            .into_iter()
            .find(|words| verdicts.words().any(|word| words.contains(&word)));
        if worst == Some(words) {
            *count.entry(family(case)).or_default() += 1;
        }
    }
    let each: Vec<String> =
        count.iter().map(|(family, count)| format!("{family} {count}")).collect();
    each.join(", ")
}

/// `C-STATE` of `C-STATE-03`.
fn family(case: &str) -> &str {
    case.rsplit_once('-').map_or(case, |(family, _)| family)
}

/// `C-A-01, -02, C-B-01`.
fn shortened(cases: &[&str]) -> String {
    let mut before = "";
    let mut text = String::new();
    for case in cases {
        if !text.is_empty() {
            text.push_str(", ");
        }
        let family = family(case);
        let shown = if family == before { case.get(family.len()..) } else { Some(*case) };
        text.push_str(shown.unwrap_or(case));
        before = family;
    }
    text
}

fn line(text: &mut String, cells: &[String]) {
    for cell in cells {
        text.push_str("| ");
        text.push_str(&cell.replace('|', "\\|"));
        text.push(' ');
    }
    text.push_str("|\n");
}

/// A page with another text between `<!-- name -->` and `<!-- /name -->`.
fn between(page: &str, name: &'static str, text: &str) -> Result<String, PeersError> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let parts = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or(PeersError::NoPlace(name))?;
    Ok(format!("{before}{begin}\n{text}\n{end}{after}"))
}

const FAILED: [&str; 4] = ["FAIL", "CRASH", "TIMEOUT", "INCONCLUSIVE"];
const NOT_DONE: [&str; 2] = ["UNIMPLEMENTED", "SKIP"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(name: &str, version: Option<&str>, expected: &str) -> Told {
        Told {
            peer: Peer {
                name: name.to_owned(),
                title: format!("The {name}"),
                exec: format!("python3 conformance/peers/{name}/shim.py"),
                lock: None,
                must: String::from("a | b"),
                should: String::from("nothing"),
            },
            version: version.map(str::to_owned),
            expected: Expected::parse("e", expected).unwrap(),
        }
    }

    const PAGE: &str = "# Page\n\n<!-- libraries -->\n\nstale\n<!-- /libraries -->\n\nmore\n<!-- found -->\n<!-- /found -->\n";

    #[test]
    fn the_tables_say_what_fails_and_why() {
        let follows = "[[deviation]]\nreason = 'follows'\nadvice = 'do not'\n[deviation.cases]\nC-R-01 = 'FAIL'\n";
        let first = told(
            "one",
            Some("1.2"),
            &format!("{follows}C-R-02 = 'FAIL'\nC-T-01 = {{ rfc = 'WARN', bcp = 'FAIL' }}\n"),
        );
        let second = told(
            "two",
            None,
            &format!(
                "[[deviation]]\nreason = 'has no JWT'\n[deviation.cases]\nC-JWT-01 = 'UNIMPLEMENTED'\n{follows}"
            ),
        );
        let page = page(PAGE, &[first.clone(), second.clone()]).unwrap();
        let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
        assert_eq!(
            lines,
            [
                "| library | version | does not do | fails | is warned | must be told, to work | should be told, to be safe |",
                "| --- | --- | --- | --- | --- | --- | --- |",
                "| [The one](one/shim.py) | 1.2 | nothing | C-R 2, C-T 1 | nothing | a \\| b | nothing |",
                "| [The two](two/shim.py) | - | C-JWT 1 | C-R 1 | nothing | a \\| b | nothing |",
                "| library | does | instead | cases |",
                "| --- | --- | --- | --- |",
                "| The one, The two | follows | do not | FAIL C-R-01, -02; FAIL or WARN C-T-01 |",
                "| The two | has no JWT |  | UNIMPLEMENTED C-JWT-01 |",
            ]
        );
        assert!(page.contains("\nmore\n") && !page.contains("stale"), "{page}");
        assert_eq!(
            super::page(&page, &[first, second]).unwrap(),
            page,
            "again, and nothing changes"
        );
    }

    #[test]
    fn a_page_without_a_place_is_an_error() {
        let error = page("# Page\n<!-- libraries -->\n", &[]).unwrap_err().to_string();
        assert_eq!(error, "README.md of the peers has no `<!-- libraries -->`");
    }
}
