//! The splitter on small pages of both forms.

use super::*;

fn check(page: &str, expected: &[(u32, u32, BlockKind)]) {
    let found: Vec<_> = split(page)
        .into_iter()
        .map(|Passage { block: Block { lines: [first, last], kind, .. }, .. }| (first, last, kind))
        .collect();
    assert_eq!(found, expected, "{page}");
}

use BlockKind::{Code, Frame, Heading, Item, Note, Paragraph, Row};

#[test]
fn markdown_is_split_into_what_can_be_claimed() {
    check(
        "---\ntitle: x\n---\n\n# Heading\nText that goes\non here.\n\n* item\n* item\n  that goes on\n\n1. step\n\n   * inner\n",
        &[
            (1, 3, Frame),
            (5, 5, Heading),
            (6, 7, Paragraph),
            (9, 9, Item),
            (10, 11, Item),
            (13, 13, Item),
            (15, 15, Item),
        ],
    );
}

#[test]
fn a_row_is_a_block_with_all_its_cells_and_lists() {
    check(
        "---\n---\n\n<table>\n <tbody>\n <tr>\n  <td>a</td>\n  <td><ul>\n   <li>b</li>\n  </ul></td>\n </tr>\n <tr><td>c</td></tr>\n </tbody>\n</table>\nText.\n",
        &[(1, 2, Frame), (6, 11, Row), (12, 12, Row), (15, 15, Paragraph)],
    );
}

#[test]
fn notes_and_code_of_markdown_are_one_block_each() {
    check(
        "---\n---\n\n>[!NOTE]\n>\n>Text.\n\n* item\n\n   <!-- [Copy](x) -->\n   <pre><code>openssl</code></pre>\n\n   <pre><code>more</code></pre>\n\u{a0}\n",
        &[(1, 2, Frame), (4, 6, Note), (8, 8, Item), (10, 11, Code), (13, 13, Code)],
    );
}

#[test]
fn a_copied_page_has_headings_rows_and_paragraphs_by_their_looks() {
    check(
        "Title of the page\n\nA sentence, with a comma\n\nName of a row\nName of another\n\nScope\nNothing to say.\n\n  • item:\n\n    code language-none\n    https://a.example\n    \n",
        &[
            (1, 1, Heading),
            (3, 3, Paragraph),
            (5, 5, Row),
            (6, 6, Row),
            (8, 9, Paragraph),
            (11, 11, Item),
            (13, 14, Code),
        ],
    );
}

#[test]
fn a_box_begins_where_its_name_stands_and_ends_at_a_blank_line() {
    check(
        "https://a.example/b\nNOTE\nA note.\n\n    note important\n    IMPORTANT\n    A note.\n  1. step\n\nINFO\nBeispiel:\n{\n}\nIMPORTANT\nA note.\nrecommendation-more-help\nx\n",
        &[
            (1, 1, Code),
            (2, 3, Note),
            (5, 7, Note),
            (8, 8, Item),
            (10, 13, Code),
            (14, 15, Note),
            (16, 17, Frame),
        ],
    );
}

#[test]
fn the_hash_is_that_of_the_lines_as_they_stand() {
    let passages = split("  • a\n\nb: c\nd\n");
    assert_eq!(passages[0].text, "  • a");
    assert_eq!(passages[1].text, "b: c\nd");
    // printf 'b: c\nd' | sha256sum
    assert_eq!(
        passages[1].block.sha256,
        "3b50785a315306bd67df704b98f20d7d7e12ad6855bef85c7f11c690b27d0255"
    );
    assert_eq!(passages[1].block.number, 2);
}

#[test]
fn drift_is_reported_block_by_block() {
    let recorded: Vec<Block> =
        split("a.\n\nb.\n\nc.\n").into_iter().map(|passage| passage.block).collect();
    let changes = |page: &str| compare(&recorded, &split(page)).changes;
    assert_eq!(changes("a.\n\nb.\n\nc.\n"), []);
    assert_eq!(
        changes("a.\n\nB.\n\nc.\n"),
        [Change::New { lines: [3, 3] }, Change::Gone { number: 2, lines: [3, 3] }]
    );
    assert_eq!(
        changes("a.\n\nb.\n\nx.\n\nc.\n"),
        [Change::New { lines: [5, 5] }, Change::Moved { number: 3, lines: [7, 7] }]
    );
    assert_eq!(changes("a.\n\nc.\n").len(), 2);
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let page = "---\ntitle: x\n---\n\n# Heading\n\nText.\n";
    assert_eq!(split(page), split(&page.replace('\n', "\r\n")));
}

/// Blocks follow each other, and every line that holds anything is in one.
fn keeps_every_line(page: &str) {
    let passages = split(page);
    let mut last = 0;
    for Passage { block: Block { lines: [first, end], .. }, .. } in &passages {
        assert!(*first > last && end >= first, "{page:?}");
        last = *end;
    }
    let within = |number| {
        passages
            .iter()
            .any(|passage| (passage.block.lines[0]..=passage.block.lines[1]).contains(&number))
    };
    for (number, line) in (1..).zip(page.lines()) {
        assert!(line.trim().is_empty() || within(number), "line {number} of {page:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_line_of_a_copied_page_is_lost(page in "((#|\\{|• |1\\. |NOTE|INFO|Beispiel:|note important|code language-none|    )?[a-c., ]{0,3}\n){0,12}") {
        keeps_every_line(&page);
    }

    #[test]
    fn no_line_of_markdown_is_lost(text in "((#|>|\\* |1\\. |<pre>|<!--|    )?[a-c. ]{0,3}\n){0,12}") {
        keeps_every_line(&format!("---\n---\n\n{text}"));
    }
}
