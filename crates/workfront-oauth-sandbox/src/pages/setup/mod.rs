//! **Setup > System > OAuth2 Applications** (create-oauth-application, manage-custom-oauth2-apps): for administrators only.

mod app;
mod changes;
mod create;
mod delete;
mod expiration;
mod form;
mod handlers;
mod list;
pub(crate) mod logo;
mod once;
mod private_key;
mod told;
mod wording;

pub(super) use changes::change;
#[cfg(feature = "__fuzz")]
pub(crate) use form::AppForm;
pub(super) use handlers::{app, ask_to_delete, create, delete, list, new_app};
pub(super) use logo::show as show_logo;
pub(crate) use once::Once;
pub(super) use private_key::download as private_key;
