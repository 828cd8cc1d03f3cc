//! What has changed on a page since its blocks were recorded.

use super::{Block, Passage};

/// What has changed on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The blocks that are not as they were, in the page's order.
    pub changes: Vec<Change>,
}

/// One block that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A recorded block that is no longer there, or reads otherwise now.
    Gone {
        /// Its recorded number.
        number: u32,
        /// Its recorded lines.
        lines: [u32; 2],
    },
    /// A block that was not recorded.
    New {
        /// The lines where it stands now.
        lines: [u32; 2],
    },
    /// A recorded block that reads as it did and stands elsewhere.
    Moved {
        /// Its recorded number.
        number: u32,
        /// The lines where it stands now.
        lines: [u32; 2],
    },
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Change::Gone { number, lines: [first, last] } => {
                write!(f, "block {number} (lines {first}-{last}) is gone or reads otherwise")
            }
            Change::New { lines: [first, last] } => write!(f, "lines {first}-{last} are new"),
            Change::Moved { number, lines: [first, last] } => {
                write!(f, "block {number} stands at lines {first}-{last} now")
            }
        }
    }
}

/// Compares the recorded blocks with those that a page has now. Blocks are the same when their texts are; of several with the same
/// text, the first recorded one is the first one there.
#[must_use]
pub fn compare(recorded: &[Block], now: &[Passage]) -> Drift {
    let mut left: Vec<&Block> = recorded.iter().collect();
    let mut changes: Vec<([u32; 2], Change)> = Vec::new();
    for passage in now {
        let lines = passage.block.lines;
        match left.iter().position(|block| block.sha256 == passage.block.sha256) {
            None => changes.push((lines, Change::New { lines })),
            Some(found) => {
                let block = left.remove(found);
                if block.lines != lines {
                    changes.push((lines, Change::Moved { number: block.number, lines }));
                }
            }
        }
    }
    changes.extend(
        left.iter()
            .map(|block| (block.lines, Change::Gone { number: block.number, lines: block.lines })),
    );
    changes.sort_by_key(|(lines, _)| *lines);
    Drift { changes: changes.into_iter().map(|(_, change)| change).collect() }
}
