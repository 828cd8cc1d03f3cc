//! **Create app integration**: one of three types, a name, **Create**.

use askama::Template;

use super::wording;
use crate::authority::AppKind;
use crate::http::parameters::Parameters;
use crate::pages::frame::Frame;
use crate::pages::problems::Problems;
use crate::policy::choice::Wording;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "new_app.html")]
pub(crate) struct NewAppPage {
    /// What is around it.
    pub(crate) frame: Frame,
    /// Whose words name the types.
    pub(crate) wording: Wording,
    /// Whether there are as many apps as there may be, and how many that is.
    pub(crate) full: Option<u64>,
    /// What was typed as the name.
    pub(crate) name: String,
    /// The type chosen.
    pub(crate) kind: Option<AppKind>,
    /// What was wrong with it.
    pub(crate) problems: Problems,
}

/// What the form sends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NewAppForm {
    /// **Name**.
    pub(crate) name: String,
    /// The type; nothing when none, or none of the three, was chosen.
    pub(crate) kind: Option<AppKind>,
}

impl NewAppForm {
    /// Sorts what a form sent.
    pub(crate) fn new(sent: &Parameters) -> Self {
        let kind = sent.get("type").unwrap_or_default();
        Self {
            name: sent.get("name").unwrap_or_default().trim().to_owned(),
            kind: AppKind::ALL.into_iter().find(|known| known.word() == kind),
        }
    }

    /// What can be said without asking the authority.
    pub(crate) fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        if self.kind.is_none() {
            problems.about("type", "choose an application type");
        }
        if self.name.is_empty() {
            problems.about("name", "this field cannot be empty");
        }
        problems
    }
}

struct Choice {
    id: String,
    value: &'static str,
    name: &'static str,
    best_for: &'static str,
    authentication: &'static str,
    chosen: bool,
}

impl NewAppPage {
    fn choices(&self) -> Vec<Choice> {
        let choice = |(at, words): (usize, wording::KindWords)| Choice {
            // The summary of problems leads to the first one.
            id: if at == 0 { "type".to_owned() } else { format!("type-{}", words.kind.word()) },
            value: words.kind.word(),
            name: words.name,
            best_for: words.best_for,
            authentication: words.authentication,
            chosen: self.kind == Some(words.kind),
        };
        wording::kinds(self.wording).into_iter().enumerate().map(choice).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_type_and_a_name_are_needed() {
        let form = |sent: &str| NewAppForm::new(&Parameters::from_query(sent).unwrap());
        let filled_in = form("name=+Planner+&type=web&other=x");
        assert_eq!((filled_in.name.as_str(), filled_in.kind), ("Planner", Some(AppKind::Web)));
        assert!(filled_in.problems().is_empty());
        let wrong = form("name=++&type=desktop");
        assert!(wrong.problems().has("name") && wrong.problems().has("type"));
    }
}
