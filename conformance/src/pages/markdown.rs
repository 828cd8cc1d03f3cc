//! Splitting the Markdown of a page, with HTML tables in it.

use super::{BlockKind, Reading, Span, item};

/// Finds the blocks of a page that begins with front matter.
pub(super) fn spans(lines: &[&str]) -> Vec<Span> {
    let mut reading = Reading::default();
    let mut in_front_matter = false;
    let mut in_table = false;
    for (index, line) in lines.iter().enumerate() {
        let text = line.trim();
        if index == 0 || in_front_matter {
            in_front_matter = index == 0 || text != "---";
            reading.go_on(index, BlockKind::Frame);
        } else if reading.kind() == Some(BlockKind::Frame) {
            // The front matter's last line was the one before.
            reading.end();
        } else if in_table {
            in_table = !text.starts_with("</table");
            table_line(&mut reading, index, text);
        } else if text.is_empty() {
            reading.end();
        } else if text.starts_with("<table") {
            in_table = true;
            reading.end();
        } else if text.starts_with('#') {
            reading.begin(index, BlockKind::Heading);
            reading.end();
        } else if text.starts_with("<!--")
            || text.starts_with("<pre") && reading.kind() != Some(BlockKind::Code)
        {
            // The comment is what is left of the button that copies the code below it.
            reading.begin(index, BlockKind::Code);
        } else if text.starts_with('>') && reading.kind() != Some(BlockKind::Note) {
            reading.begin(index, BlockKind::Note);
        } else if item(line).is_some() {
            reading.begin(index, BlockKind::Item);
        } else {
            reading.go_on(index, BlockKind::Paragraph);
        }
    }
    reading.into_spans()
}

/// A row is a block, with all that its cells hold; the table's own tags are none.
fn table_line(reading: &mut Reading, index: usize, text: &str) {
    if text.starts_with("<tr") {
        reading.begin(index, BlockKind::Row);
    } else if reading.kind() == Some(BlockKind::Row) {
        reading.go_on(index, BlockKind::Row);
    }
    if text.ends_with("</tr>") {
        reading.end();
    }
}
