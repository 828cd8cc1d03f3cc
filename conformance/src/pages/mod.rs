//! A page's text as numbered blocks, each with its hash.

/// One block of a page. The text itself is the vendor's and stays on the page; its hash tells whether it is still the same.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BlockKind {
    /// What stands before the text: title, author, word count.
    Front,
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
