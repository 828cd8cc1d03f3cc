//! What a page or an RFC requires.

use serde::Deserialize;

/// One requirement, of a page or of an RFC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Requirement {
    /// Its id, as `wf:001/r12` or `rfc6749#4.1.1/r1`. Never used again for another.
    pub id: String,
    /// What it asks for, in our words.
    pub says: String,
    /// How binding it is.
    pub level: Level,
    /// The blocks of its page that it claims; none for an RFC's.
    #[serde(default)]
    pub blocks: Vec<u32>,
    /// Whether the RFC's own text was read for it; of an RFC's only.
    pub checked: Option<bool>,
    /// The examples that show it, by id, and the tests that hold it, as `core:login::documented_example_of_pkce`: the package, the
    /// file or module, the test.
    #[serde(default)]
    pub covered_by: Vec<String>,
    /// The part that will cover it, or more of it.
    pub later: Option<Later>,
    /// Why nothing can cover it.
    pub untestable: Option<String>,
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Level {
    /// An RFC's MUST.
    Must,
    /// An RFC's SHOULD.
    Should,
    /// An RFC's MAY.
    May,
    /// A page says so.
    Workfront,
}

/// A part of the project that is still to come, or to grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Later {
    /// Workfront's side, to try it against.
    Sandbox,
    /// The cases that judge clients and servers.
    Suite,
    /// The part that keeps tokens.
    Keeper,
}

impl Requirement {
    /// Where it is from: the page, as `001`, or the RFC, as `RFC 6749`.
    #[must_use]
    pub fn source(&self) -> String {
        match (self.page(), self.id.split_once('#')) {
            (Some(page), _) => page.to_owned(),
            (None, Some((rfc, _))) => rfc.replacen("rfc", "RFC ", 1),
            (None, None) => String::new(),
        }
    }

    /// Where it stands there: the blocks, as `block 3` or `blocks 3 4`, or the section of the RFC.
    #[must_use]
    pub fn section(&self) -> String {
        if self.page().is_some() {
            let numbers: Vec<String> = self.blocks.iter().map(u32::to_string).collect();
            let word = if self.blocks.len() == 1 { "block" } else { "blocks" };
            return format!("{word} {}", numbers.join(" "));
        }
        let section = self.id.split_once('#').and_then(|(_, rest)| rest.split_once('/'));
        section.map_or_else(String::new, |(section, _)| section.to_owned())
    }

    /// The page that it is from; none for an RFC's.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        self.id.strip_prefix("wf:").and_then(|rest| rest.split_once("/r")).map(|(page, _)| page)
    }
}

impl Level {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::May => "MAY",
            Level::Workfront => "WORKFRONT",
        }
    }
}

impl Later {
    /// The word in reports and in the ledger.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Later::Sandbox => "sandbox",
            Later::Suite => "suite",
            Later::Keeper => "keeper",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_where_a_requirement_is_from() {
        let check = |id: &str, blocks: &[u32], source: &str, section: &str| {
            let requirement = Requirement {
                id: id.to_owned(),
                says: String::new(),
                level: Level::May,
                blocks: blocks.to_vec(),
                checked: None,
                covered_by: Vec::new(),
                later: None,
                untestable: None,
            };
            assert_eq!(
                (requirement.source().as_str(), requirement.section().as_str()),
                (source, section),
                "{id}"
            );
        };
        check("wf:001/r12", &[3], "001", "block 3");
        check("wf:001/r12", &[3, 4], "001", "blocks 3 4");
        check("rfc6749#4.1.1/r1", &[], "RFC 6749", "4.1.1");
        check("rfc6749#B/r2", &[], "RFC 6749", "B");
        check("12", &[], "", "");
    }
}
