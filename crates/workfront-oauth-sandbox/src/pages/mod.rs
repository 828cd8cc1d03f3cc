//! Everything that a person sees: log-in, consent, **Setup > System > OAuth2 Applications**, and the inspector.
//!
//! Templates are compiled in and escape what they are given; a page is a plain struct that somebody fills and renders. There is
//! no script anywhere: each button is a form, and the server does what it says and shows the page again. Workfront's words and
//! the order of its fields, in a look of our own.
//!
//! ```text
//! crate::http (log-in, consent)  ──fills──▶  log_in, consent, notice ─┐
//! setup, inspector, home (their own handlers)                         ├─▶ answer ──▶ Reply with CSP, no-store, no frames
//! ```

mod answer;
mod consent;
mod csrf;
mod frame;
mod home;
mod inspector;
mod log_in;
mod moment;
mod multipart;
mod notice;
pub(crate) mod paths;
mod problems;
mod protection;
mod routes;
mod setup;
mod stylesheet;
mod visitor;

pub(crate) use answer::page;
pub(crate) use consent::{AskingApp, ConsentPage, place_of, web_address};
pub(crate) use csrf::FormKey;
pub(crate) use frame::Frame;
pub(crate) use log_in::{LogInHost, LogInPage};
pub(crate) use notice::{Because, Notice, WayOn};
pub(crate) use protection::FormsLead;
pub(crate) use routes::not_found;
pub(crate) use routes::router;
pub(crate) use setup::Once;
pub(crate) use setup::logo::address as logo_address;
pub(crate) use visitor::too_long;
#[cfg(feature = "__fuzz")]
pub(crate) use {
    multipart::{Part, read as read_parts},
    problems::Problems,
    setup::AppForm,
};
