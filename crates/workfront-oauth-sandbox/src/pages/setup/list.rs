//! **Setup > System > OAuth2 Applications**: the list of apps.

use askama::Template;

use super::told::Told;
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
