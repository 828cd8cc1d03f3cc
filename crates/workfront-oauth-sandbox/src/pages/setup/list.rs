//! **Setup > System > OAuth2 Applications**: the list of apps.

use askama::Template;

use super::wording;
use crate::authority::App;
use crate::pages::consent::initial;
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::paths;
use crate::pages::setup::logo;
use crate::policy::choice::Wording;

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "apps.html")]
pub(crate) struct AppsPage {
    /// What is around it.
    pub(crate) frame: Frame,
    /// The apps, oldest first.
    pub(crate) apps: Vec<AppRow>,
    /// How many there may be.
    pub(crate) limit: u64,
    /// What was just done.
    pub(crate) told: Option<Told>,
}

/// One app of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppRow {
    name: String,
    kind: &'static str,
    client_id: String,
    created: Moment,
    logo: Option<String>,
    href: String,
    delete_href: String,
}

/// What a page says was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// An app was created.
    Created,
    /// An app was saved.
    Saved,
    /// An app was deleted.
    Deleted,
    /// A secret or key was added or deleted, or a field: what was typed elsewhere is not saved.
    NotSavedYet,
    /// The same, and a file was chosen, which a page cannot keep for the person.
    ChooseLogoAgain,
}

impl AppsPage {
    fn is_full(&self) -> bool {
        self.apps.len() as u64 >= self.limit
    }

    fn count(&self) -> String {
        format!("{} of {} OAuth2 applications in use.", self.apps.len(), self.limit)
    }
}

impl AppRow {
    /// The row of `app`.
    pub(crate) fn new(app: &App, wording: Wording) -> Self {
        Self {
            name: app.settings.name.clone(),
            kind: wording::name(wording, app.kind),
            client_id: app.client_id.to_string(),
            created: app.created_at.into(),
            logo: logo::address(app),
            href: paths::app(&app.client_id),
            delete_href: paths::delete_app(&app.client_id),
        }
    }

    fn initial(&self) -> String {
        initial(&self.name)
    }
}

impl Told {
    /// The sentence.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Created => "The app was created. Fill in its fields, then save.",
            Self::Saved => "Saved.",
            Self::Deleted => "The app was deleted.",
            Self::NotSavedYet => "Done. What you typed in other fields is not saved yet.",
            Self::ChooseLogoAgain => {
                "Done. What you typed in other fields is not saved yet. Choose the logo again before you save."
            }
        }
    }

    /// What the address of a page carries for it.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Created => Some("created"),
            Self::Saved => Some("saved"),
            Self::Deleted => Some("deleted"),
            Self::NotSavedYet | Self::ChooseLogoAgain => None,
        }
    }

    /// What `word` stands for.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Created, Self::Saved, Self::Deleted]
            .into_iter()
            .find(|told| told.word() == Some(word))
    }
}
