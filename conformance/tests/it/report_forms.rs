//! One made-up report in each of its forms: as a person should read it, and as other people's readers do.

use std::collections::BTreeMap;

use comrak::nodes::NodeValue;
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::made_up::{HOSTILE, one_of_each};
use workfront_conformance::report::terminal::printable;
use workfront_conformance::report::{Report, json, junit, markdown, terminal};
use workfront_conformance::verdict::Verdict;

#[test]
fn what_a_person_reads_at_a_terminal() {
    insta::assert_snapshot!(terminal::render(&one_of_each()));
}

#[test]
fn what_a_program_reads() {
    insta::assert_snapshot!(json::render(&one_of_each()).unwrap());
}

#[test]
fn what_a_build_server_reads() {
    insta::assert_snapshot!(junit::render(&one_of_each()));
}

#[test]
fn what_a_build_server_shows() {
    insta::assert_snapshot!(markdown::render(&one_of_each()));
}

#[test]
fn hostile_text_is_inert_in_every_form_and_whole_in_json() {
    let report = one_of_each();
    let text = json::render(&report).unwrap();
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read, serde_json::to_value(&report).unwrap());
    assert_eq!(read["cases"][2]["actual"], HOSTILE);
    for form in [text, junit::render(&report), markdown::render(&report), terminal::render(&report)]
    {
        assert_eq!(printable(&form), form);
    }
}

fn figure(node: Node<'_, '_>, name: &str) -> usize {
    node.attribute(name).unwrap_or_else(|| panic!("no {name} in {node:?}")).parse().unwrap()
}

fn children<'a>(node: Node<'a, 'a>, name: &'a str) -> Vec<Node<'a, 'a>> {
    node.children().filter(|child| child.has_tag_name(name)).collect()
}

/// Test cases, failures, errors, skipped: counted, not read from the attributes.
fn counted(node: Node<'_, '_>) -> [usize; 4] {
    ["testcase", "failure", "error", "skipped"]
        .map(|name| node.descendants().filter(|inner| inner.has_tag_name(name)).count())
}

#[test]
fn many_cases_take_a_line_for_each_family() {
    let mut report = one_of_each();
    let passing = report.cases.iter().find(|row| row.id == "S-PASS-01").unwrap().clone();
    for number in 2..60 {
        for profile in ["documented", "rfc"] {
            let mut row = passing.clone();
            row.id = format!("S-PASS-{number:02}");
            row.profile = String::from(profile);
            report.cases.push(row);
        }
    }
    let text = terminal::render(&report.counted());
    let (_, table) = text.split_once("server cases").unwrap();
    let (table, _) = table.split_once("client cases").unwrap();
    insta::assert_snapshot!(table);
}

#[test]
fn the_last_line_but_one_says_how_sharp_the_suite_is() {
    let line = |report: &Report| {
        let text = terminal::render(report);
        text.lines().rev().nth(1).unwrap().to_owned()
    };
    let mut report = one_of_each();
    // All its cases are binding, 15 of them, under one profile or two; three fail; and one mutant is killed, by one case.
    assert_eq!(
        line(&report),
        "mutants 1 of 2 killed, cases without a kill 14, reference failures 3"
    );
    report.cases.iter_mut().for_each(|row| row.level = String::from("SHOULD"));
    report.mutants.pop();
    assert_eq!(
        line(&report),
        "mutants 1 of 1 killed, cases without a kill 0, reference failures 3"
    );
    report.cases.retain(|row| row.verdict != Verdict::Fail);
    assert_eq!(
        line(&report),
        "mutants 1 of 1 killed, cases without a kill 0, reference failures 0"
    );
    report.mutants.clear();
    assert_eq!(line(&report), "seed 7: repeat this run with --seed 7");
}

#[test]
fn another_reader_finds_the_same_counts_in_the_xml() {
    let report = one_of_each();
    let xml = junit::render(&report);
    let document = Document::parse(&xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let stated = |node| ["tests", "failures", "errors", "skipped"].map(|name| figure(node, name));
    assert_eq!(stated(root), counted(root));
    let suites = children(root, "testsuite");
    let names: Vec<_> = suites.iter().map(|suite| suite.attribute("name").unwrap()).collect();
    assert_eq!(
        names,
        [
            "examples",
            "errata",
            "ledger",
            "server cases",
            "client cases",
            "mutants",
            "peers",
            "baseline"
        ]
    );
    for suite in &suites {
        assert_eq!(stated(*suite), counted(*suite), "{suite:?}");
        assert_eq!(suite.attribute("timestamp"), Some("2026-01-01T12:00:00"));
        let mut names: Vec<_> = children(*suite, "testcase")
            .iter()
            .map(|case| case.attribute("name").unwrap())
            .collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "a name stands twice in {suite:?}");
    }
    // The line that counts says the same.
    let [tests, failures, errors, skipped] = counted(root);
    assert_eq!(
        report.summary.last_line(),
        format!(
            "{} passed, {} failed, {skipped} skipped",
            tests - failures - errors - skipped,
            failures + errors
        )
    );
}

#[test]
fn each_verdict_becomes_what_build_servers_know() {
    let xml = junit::render(&one_of_each());
    let document = Document::parse(&xml).unwrap();
    let inside: BTreeMap<String, Vec<String>> = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .map(|case| {
            let inner = case.children().filter(Node::is_element);
            let found = inner.map(|node| {
                let kind =
                    node.attribute("type").map(|kind| format!(" {kind}")).unwrap_or_default();
                format!("{}{kind}", node.tag_name().name())
            });
            (case.attribute("name").unwrap().to_owned(), found.collect())
        })
        .collect();
    for (name, expected) in [
        ("001-token-json/as_printed", &[][..]),
        ("001-token-json/as_repaired", &["failure FAIL"]),
        ("001-token-json/core", &["error ERROR"]),
        ("001-token-json/reqwest", &["skipped"]),
        ("001-token-json/ureq", &["system-out"]),
        ("E6", &[]),
        ("E8", &["failure FAIL"]),
        ("page 001", &["failure FAIL"]),
        ("page 001, 2", &["failure FAIL"]),
        ("S-PASS-01 (rfc)", &[]),
        ("S-WARN-01 (rfc)", &["system-out"]),
        ("S-INFO-01 (rfc)", &["system-out"]),
        ("S-REVIEW-01 (rfc)", &["skipped", "system-out"]),
        ("S-ERROR-01 (rfc)", &["error ERROR"]),
        ("C-SKIP-01 (rfc)", &["skipped"]),
        ("C-UNIMPLEMENTED-01 (rfc)", &["skipped"]),
        ("C-INCONCLUSIVE-01 (rfc)", &["error INCONCLUSIVE"]),
        ("C-CRASH-01 (rfc)", &["error CRASH"]),
        ("C-TIMEOUT-01 (rfc)", &["error TIMEOUT"]),
        ("C-KNOWN-01 (rfc)", &["skipped"]),
        ("srv-code-reusable", &[]),
        ("srv-code-immortal", &["failure FAIL"]),
        ("authlib/C-STATE-01 (rfc)", &[]),
        ("simple-oauth2/C-STATE-01 (rfc)", &["failure FAIL"]),
        ("C-GONE-01", &["failure FAIL"]),
    ] {
        assert_eq!(inside[name], expected, "{name}");
    }
}

#[test]
fn hostile_text_arrives_in_the_xml_as_the_text_it_is() {
    let xml = junit::render(&one_of_each());
    let allowed =
        |c: char| matches!(c, '\n' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    assert_eq!(xml.chars().find(|c| !allowed(*c)), None);
    let document = Document::parse(&xml).unwrap();
    let named = |name| {
        let is = |node: &Node<'_, '_>| node.attribute("name") == Some(name);
        document.descendants().find(is).unwrap()
    };
    let shown = printable(HOSTILE);
    let failure = named("S-HOSTILE-01 (rfc)").first_element_child().unwrap();
    let text = failure.text().unwrap();
    assert_eq!(text.matches(&shown).count(), 4, "{text}");
    assert!(failure.children().all(|child| child.is_text()));
    let skipped = named("S-HOSTILE-02 (rfc)").first_element_child().unwrap();
    let first_line = shown.lines().next().unwrap();
    assert_eq!(skipped.attribute("message").unwrap(), format!("SKIP: {first_line}"));
}

/// The summary as the site reads it that shows it.
fn each_node(markdown: &str, mut see: impl FnMut(&NodeValue)) {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.math_code = true;
    options.extension.alerts = true;
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, markdown, &options);
    root.descendants().for_each(|node| see(&node.data().value));
}

/// What a summary holds: its text, the cells of each row, and how many headings. Anything that is more than that is no summary.
struct Shown {
    text: String,
    rows: Vec<usize>,
    headings: usize,
}

fn shown(summary: &str) -> Shown {
    let mut shown = Shown { text: String::new(), rows: Vec::new(), headings: 0 };
    each_node(summary, |value| match value {
        NodeValue::Text(piece) => shown.text.push_str(piece),
        NodeValue::HtmlInline(tag) => {
            assert!(["<code>", "</code>", "<br>"].contains(&tag.as_str()), "{tag}");
            if tag == "<br>" {
                shown.text.push('\n');
            }
        }
        NodeValue::TableRow(_) => shown.rows.push(0),
        NodeValue::TableCell => *shown.rows.last_mut().unwrap() += 1,
        NodeValue::Heading(_) => shown.headings += 1,
        NodeValue::Document | NodeValue::Paragraph | NodeValue::Strong | NodeValue::Table(_) => {}
        other => panic!("{other:?} in the summary"),
    });
    shown
}

#[test]
fn hostile_text_is_no_more_than_text_in_the_summary() {
    let report = one_of_each();
    let Shown { text, rows, headings } = shown(&markdown::render(&report));
    assert_eq!(headings, 1);
    let findings = rows.iter().filter(|cells| **cells == 7).count();
    let held = 1;
    let expected = report.checks().iter().filter(|check| check.is_finding()).count() + held;
    assert_eq!(findings, expected + 1, "the table's head, and a row for each finding");
    assert!(rows.iter().all(|cells| [2, 7, 9].contains(cells)), "{rows:?}");
    assert!(text.contains(printable(HOSTILE).trim()), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Marks of every medium, in any order, anywhere that a peer or a file can put a text.
    #[test]
    fn any_text_is_no_more_than_text_in_any_form(
        text in "([|`*_~\\[\\]()!<>&#@:;$\\\\/.\n\r\t \"'=+-]|www|http|code|br|x|[0-9]|\\PC|\\p{Cc}){1,60}",
    ) {
        let mut report = one_of_each();
        let row = &mut report.cases[0];
        for part in [&mut row.title, &mut row.reason, &mut row.requirement, &mut row.expected, &mut row.actual, &mut row.advice, &mut row.replay] {
            part.clone_from(&text);
        }
        report.baseline[1].reason.clone_from(&text);
        report.peers[1].version.clone_from(&text);
        report.target.name.clone_from(&text);
        let report = report.counted();

        let found = shown(&markdown::render(&report));
        prop_assert_eq!(found.headings, 1);
        prop_assert_eq!(found.rows, shown(&markdown::render(&one_of_each())).rows);

        let xml = junit::render(&report);
        let document = Document::parse(&xml).unwrap();
        let elements = |xml: &Document<'_>| xml.descendants().filter(Node::is_element).count();
        let plain = junit::render(&one_of_each());
        prop_assert_eq!(elements(&document), elements(&Document::parse(&plain).unwrap()));
        let failure = document.descendants().find(|node| node.has_tag_name("failure") && node.parent().unwrap().attribute("name") == Some("S-CODE-03 (rfc)"));
        let shown = format!("Actual: {}\nWhy: {}\n", printable(&text), printable(&text));
        prop_assert!(failure.unwrap().text().unwrap().contains(&shown));

        let read: serde_json::Value = serde_json::from_str(&json::render(&report).unwrap()).unwrap();
        prop_assert_eq!(&read["cases"][0]["actual"], &text);

        let terminal = terminal::render(&report);
        prop_assert_eq!(&printable(&terminal), &terminal);
        // No line of a peer's own begins as one of ours does.
        let begins = |text: &str, word| text.lines().filter(|line| line.starts_with(word)).count();
        for word in ["FAIL ", "ERROR ", "DRIFT ", "seed "] {
            prop_assert_eq!(begins(&terminal, word), begins(&terminal::render(&one_of_each()), word));
        }
    }
}

#[test]
fn a_summary_stays_under_what_build_servers_take() {
    let mut report = one_of_each();
    let row = report.cases[2].clone();
    for _ in 0..2000 {
        let mut row = row.clone();
        row.actual = HOSTILE.repeat(100);
        report.cases.push(row);
    }
    let summary = markdown::render(&report.counted());
    assert!(summary.len() < 1024 * 1024, "{}", summary.len());
    assert!(summary.contains(" more are in `report.json`."));
}
