//! The page that asks once more before an app is deleted.

use askama::Template;

use crate::authority::App;
use crate::pages::frame::Frame;
use crate::pages::paths;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "delete_app.html")]
pub(crate) struct DeleteAppPage {
    frame: Frame,
    name: String,
    action: String,
    back: String,
}

impl DeleteAppPage {
    /// The page for `app`.
    pub(crate) fn new(frame: Frame, app: &App) -> Self {
        Self {
            frame,
            name: app.settings.name.clone(),
            action: paths::delete_app(&app.client_id),
            back: paths::app(&app.client_id),
        }
    }
}
