//! Splitting the plain text that was copied from a rendered page.
//!
//! Nothing marks a heading there, nor the rows of a small table: a heading is a short line of its own without any punctuation, and
//! rows are such lines one below the other. What the site rendered as a box keeps the box's name as its first line.

use super::{BlockKind, Reading, Span, item};

/// Finds the blocks of a page that was copied as plain text.
pub(super) fn spans(lines: &[&str]) -> Vec<Span> {
    let mut reading = Reading::default();
    for (index, line) in lines.iter().enumerate() {
        let text = line.trim();
        let before = index
            .checked_sub(1)
            .and_then(|before| lines.get(before))
            .map_or("", |line| line.trim());
        let after = lines.get(index + 1).map_or("", |line| line.trim());
        if text.is_empty() {
            reading.end();
        } else if let Some(kind) = label(text, after) {
            // The name of a box inside a list stands twice: as the site's own word for it, and as it is shown.
            if label(before, text) == Some(kind) && before == "note important" {
                reading.go_on(index, kind);
            } else {
                reading.begin(index, kind);
            }
        } else if reading.kind() == Some(BlockKind::Code) {
            reading.go_on(index, BlockKind::Code);
        } else if item(line).is_some() {
            reading.begin(index, BlockKind::Item);
        } else if is_code(text) {
            reading.begin(index, BlockKind::Code);
        } else if !is_bare(line) {
            reading.go_on(index, BlockKind::Paragraph);
        } else if before.is_empty() && after.is_empty() {
            let long = line.chars().count() > LONGEST_HEADING;
            reading.begin(index, if long { BlockKind::Paragraph } else { BlockKind::Heading });
        } else if reading.kind().is_none_or(|kind| kind == BlockKind::Row)
            && (after.is_empty() || is_bare(after))
        {
            reading.begin(index, BlockKind::Row);
        } else {
            reading.go_on(index, BlockKind::Paragraph);
        }
    }
    reading.into_spans()
}

/// The longest heading of the pages has 120 characters, the shortest paragraph without punctuation 168.
const LONGEST_HEADING: usize = 140;

/// What a box is, by the line that names it.
fn label(text: &str, after: &str) -> Option<BlockKind> {
    match text {
        "NOTE" | "HINWEIS" | "IMPORTANT" | "note important" => Some(BlockKind::Note),
        "INFO" if after == "Beispiel:" => Some(BlockKind::Code),
        "code language-none" => Some(BlockKind::Code),
        "recommendation-more-help" => Some(BlockKind::Frame),
        _ => None,
    }
}

/// Code that stands without a box.
fn is_code(text: &str) -> bool {
    ["curl ", "{", "https://", "#"].iter().any(|begin| text.starts_with(begin))
}

/// A line at the margin without any punctuation of a sentence.
fn is_bare(line: &str) -> bool {
    !line.starts_with(' ') && !line.contains(['.', ',', ':', ';', '。', '，', '：', '；', '、'])
}
