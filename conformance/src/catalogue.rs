//! Everything that the suite knows, by id: examples, errata, cases, requirements, and where the ledger has gaps.

use crate::cases::{self, ClientCase, Profile, ServerCase};
use crate::cli::Failure;
use crate::data::LoadError;
use crate::errata::{self, Erratum};
use crate::example::{self, Example};
use crate::ledger::{self, Gap, Idea, Ledger, Named, Page, Requirement};
use crate::ref_client::mutants;
use crate::report::requirement;
use crate::server::Mutant;

/// What there is to run, to list and to explain.
#[derive(Clone, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // Plain data that the loaders fill.
pub struct Catalogue {
    /// The documented examples.
    pub examples: Vec<Example>,
    /// The errata of the pages.
    pub errata: Vec<Erratum>,
    /// The client cases.
    pub client_cases: Vec<ClientCase>,
    /// The server cases.
    pub server_cases: Vec<ServerCase>,
    /// The ideas that the cases are counted by.
    pub ideas: Vec<Idea>,
    /// The requirements of the ledger.
    pub requirements: Vec<Requirement>,
    /// The pages as they were recorded.
    pub pages: Vec<Page>,
    /// What the ledger leaves open.
    pub gaps: Vec<Gap>,
}

impl Catalogue {
    /// Reads everything that is built in.
    ///
    /// # Errors
    ///
    /// One of the suite's own files is not as it should be.
    pub fn load() -> Result<Self, Failure> {
        let own = |error: LoadError| Failure::Suite(error.to_string());
        let examples = example::all().map_err(own)?;
        let errata = errata::all().map_err(own)?;
        let mut ledger = ledger::load().map_err(own)?;
        let server_cases = cases::server_cases(&ledger.requirements).map_err(own)?;
        let client_cases = cases::client_cases(&ledger.requirements).map_err(own)?;
        let of_clients = client_cases.iter().map(|case| (case.id.as_str(), case.basis.as_slice()));
        let of_servers = server_cases.iter().map(|case| (case.id.as_str(), case.basis.as_slice()));
        let cases = ledger.cover(of_clients.chain(of_servers));
        let mut gaps = ledger::gaps(&ledger, &examples, &errata, &cases);
        let ideas = ledger::ideas().map_err(own)?;
        let of_clients = client_cases.iter().map(Named::by);
        let named: Vec<_> = of_clients.chain(server_cases.iter().map(Named::by)).collect();
        gaps.extend(ledger::idea_gaps(&ideas, &named));
        let Ledger { pages, requirements } = ledger;
        Ok(Self { examples, errata, client_cases, server_cases, ideas, requirements, pages, gaps })
    }

    /// What has an id that begins so; all of it without a prefix. The ledger as a whole has no id, so its gaps count only unfiltered.
    #[must_use]
    pub fn filtered(&self, prefix: Option<&str>) -> Self {
        let Some(prefix) = prefix else { return self.clone() };
        let keep = |id: &str| id.starts_with(prefix);
        Self {
            examples: self.examples.iter().filter(|example| keep(&example.id)).cloned().collect(),
            errata: self.errata.iter().filter(|erratum| keep(&erratum.id)).cloned().collect(),
            client_cases: self.client_cases.iter().filter(|case| keep(&case.id)).cloned().collect(),
            server_cases: self.server_cases.iter().filter(|case| keep(&case.id)).cloned().collect(),
            ideas: self.ideas.iter().filter(|idea| keep(&idea.id)).cloned().collect(),
            requirements: self
                .requirements
                .iter()
                .filter(|requirement| keep(&requirement.id))
                .cloned()
                .collect(),
            pages: self.pages.clone(),
            gaps: Vec::new(),
        }
    }

    /// What is judged under one of these profiles: each case keeps those of its own that are among them.
    #[must_use]
    pub fn under(mut self, profiles: &[Profile]) -> Self {
        for case in &mut self.server_cases {
            case.profiles.retain(|profile| profiles.contains(profile));
        }
        for case in &mut self.client_cases {
            case.profiles.retain(|profile| profiles.contains(profile));
        }
        self.client_cases.retain(|case| !case.profiles.is_empty());
        self.server_cases.retain(|case| !case.profiles.is_empty());
        self
    }

    /// Whether there is a check of that id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        // An example's results are checks of their own.
        let example = id.split_once('/').filter(|(_, result)| !requirement(result).is_empty());
        self.examples.iter().any(|known| example.is_some_and(|(id, _)| known.id == id))
            || self.errata.iter().any(|erratum| erratum.id == id)
            || self.client_cases.iter().any(|case| case.id == id)
            || self.server_cases.iter().any(|case| case.id == id)
            || Mutant::named(id).is_some()
            || mutants::named(id).is_some()
    }

    /// Without what only a whole run looks at: the cases and the ledger.
    #[must_use]
    pub fn without_ledger(mut self) -> Self {
        self.client_cases.clear();
        self.server_cases.clear();
        self.requirements.clear();
        self.gaps.clear();
        self
    }
}
