//! A page's text as numbered blocks, each with its hash.
//!
//! The pages come in two forms: as the Markdown of their repository, with HTML tables in it, and copied from the rendered page as
//! plain text. Both are split into what can be claimed one by one: a heading, a paragraph, an item, a row, a piece of code, a note.
//! A line that is in no block is blank or holds nothing but a table's frame.

mod copied;
mod drift;
mod markdown;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use drift::{Change, Drift, compare};

/// One block of a page. Its text is the vendor's and stays on the page; its hash tells whether it is still the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Block {
    /// Its number on the page, from 1.
    pub number: u32,
    /// First and last line, from 1.
    pub lines: [u32; 2],
    /// What it is.
    pub kind: BlockKind,
    /// The SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BlockKind {
    /// What the site puts around the text: front matter, breadcrumbs, a feedback form.
    Frame,
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A row of a table.
    Row,
    /// Code.
    Code,
    /// A note, marked as one.
    Note,
}

/// A block together with its text, as split from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passage {
    /// The block.
    pub block: Block,
    /// Its text: its lines as they stand, joined by line feeds.
    pub text: String,
}

/// Splits a page into its blocks, in their order.
#[must_use]
pub fn split(page: &str) -> Vec<Passage> {
    let lines: Vec<&str> = page.lines().collect();
    let spans =
        if lines.first() == Some(&"---") { markdown::spans(&lines) } else { copied::spans(&lines) };
    (1..).zip(spans).map(|(number, span)| passage(&lines, number, span)).collect()
}

/// The SHA-256 of a text, in hexadecimal.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a block stands, lines counted from 0, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    lines: RangeInclusive<usize>,
    kind: BlockKind,
}

fn passage(lines: &[&str], number: u32, Span { lines: range, kind }: Span) -> Passage {
    let line = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let text = lines.get(range.clone()).unwrap_or_default().join("\n");
    let block = Block {
        number,
        lines: [line(*range.start()), line(*range.end())],
        kind,
        sha256: sha256(&text),
    };
    Passage { block, text }
}

/// The block that is being read. Blocks follow each other, so one ends where the next begins.
#[derive(Default)]
struct Reading {
    spans: Vec<Span>,
    open: Option<Span>,
}

impl Reading {
    fn begin(&mut self, line: usize, kind: BlockKind) {
        self.end();
        self.open = Some(Span { lines: line..=line, kind });
    }

    /// Adds a line to the open block, or begins one of this kind.
    fn go_on(&mut self, line: usize, kind: BlockKind) {
        match &mut self.open {
            Some(open) => open.lines = *open.lines.start()..=line,
            None => self.begin(line, kind),
        }
    }

    fn end(&mut self) {
        self.spans.extend(self.open.take());
    }

    fn kind(&self) -> Option<BlockKind> {
        self.open.as_ref().map(|open| open.kind)
    }

    fn into_spans(mut self) -> Vec<Span> {
        self.end();
        self.spans
    }
}

/// The text of a list's item: after a bullet, or after a number and a full stop.
fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let numbered = line.split_once(". ").filter(|(number, _)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let bullet = ["* ", "- ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet));
    bullet.or(numbered.map(|(_, text)| text))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests;
