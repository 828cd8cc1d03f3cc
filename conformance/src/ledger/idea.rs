//! The test ideas: what a good client and a good server do, numbered, so that what is judged can be counted by what it is about.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Gap, Level};
use crate::cases::{Case, Side};
use crate::data::{LoadError, parse};

/// One idea.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Idea {
    /// `C` for a client's or `S` for a server's, and a number.
    pub id: String,
    /// How binding it is at the most.
    pub level: Level,
    /// What a good peer does.
    pub says: String,
    /// Why no case has it.
    pub excused: Option<String>,
    /// What of it no case tries, and why.
    pub beyond: Option<String>,
}

impl Idea {
    /// Whom it is about.
    #[must_use]
    pub fn side(&self) -> Side {
        match self.id.starts_with('C') {
            true => Side::Client,
            false => Side::Server,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ideas {
    ideas: Vec<Idea>,
}

/// The ideas that are built in.
///
/// # Errors
///
/// The file is not as it should be.
pub fn ideas() -> Result<Vec<Idea>, LoadError> {
    let file: Ideas = parse("ledger/ideas.toml", include_str!("../../ledger/ideas.toml"))?;
    Ok(file.ideas)
}

/// Whose cases name which ideas.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Named<'a> {
    case: &'a str,
    side: Side,
    ideas: &'a [String],
}

impl<'a> Named<'a> {
    /// What a case names.
    pub fn by<S, E>(case: &'a Case<S, E>) -> Self {
        Self { case: &case.id, side: case.side, ideas: &case.ideas }
    }
}

/// Each idea is in a case or excused, and not both; each case has ideas that there are, of its own side.
#[must_use]
pub fn idea_gaps(ideas: &[Idea], cases: &[Named<'_>]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut gap =
        |place: &str, missing: String| gaps.push(Gap { place: place.to_owned(), missing });
    let mut seen = BTreeSet::new();
    for idea in ideas {
        if !seen.insert(idea.id.as_str()) {
            gap(&idea.id, String::from("stands twice: an id is never used again"));
        }
        let has = cases.iter().find(|case| case.ideas.contains(&idea.id));
        match (has, &idea.excused) {
            (None, None) => gap(&idea.id, String::from("is in no case, and nothing says why")),
            (Some(case), Some(_)) => gap(&idea.id, format!("is excused, and {} has it", case.case)),
            _ => {}
        }
    }
    for case in cases {
        for id in case.ideas {
            match ideas.iter().find(|idea| idea.id == *id) {
                None => gap(case.case, format!("names the idea {id}, and there is none")),
                Some(idea) if idea.side() != case.side => {
                    gap(case.case, format!("names the idea {id}, which is about the other side"));
                }
                Some(_) => {}
            }
        }
    }
    gaps
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn of(catalogue: &Catalogue) -> Vec<Named<'_>> {
        let clients = catalogue.client_cases.iter().map(Named::by);
        clients.chain(catalogue.server_cases.iter().map(Named::by)).collect()
    }

    #[test]
    fn an_idea_without_a_case_or_a_reason_is_a_gap() {
        let catalogue = Catalogue::load().unwrap();
        let cases = of(&catalogue);
        assert_eq!(idea_gaps(&catalogue.ideas, &cases), []);

        let check = |change: fn(&mut Vec<Idea>), expected: &str| {
            let mut ideas = catalogue.ideas.clone();
            change(&mut ideas);
            let gaps = idea_gaps(&ideas, &cases);
            let found = gaps.iter().any(|gap| gap.missing.contains(expected));
            assert!(found, "{expected}: {gaps:?}");
        };
        check(|ideas| ideas.iter_mut().for_each(|idea| idea.excused = None), "nothing says why");
        check(|ideas| ideas[0].excused = Some(String::from("so")), "is excused, and C-");
        check(|ideas| ideas.push(ideas[0].clone()), "stands twice");
        check(|ideas| drop(ideas.remove(0)), "names the idea C01, and there is none");
        check(|ideas| ideas[0].id = String::from("S01"), "and there is none");
    }

    #[test]
    fn a_case_keeps_to_its_side() {
        let catalogue = Catalogue::load().unwrap();
        let mut case = catalogue.server_cases.first().unwrap().clone();
        case.ideas = vec![String::from("C01")];
        let gaps = idea_gaps(&catalogue.ideas, &[Named::by(&case)]);
        assert!(gaps.iter().any(|gap| gap.missing.contains("about the other side")), "{gaps:?}");
    }
}
