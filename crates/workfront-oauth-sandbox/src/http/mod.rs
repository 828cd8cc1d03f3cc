//! The HTTP side of Workfront: listeners, endpoints, and how a request is read and a refusal written.

mod adobe_host;
mod aim;
pub(crate) mod answers;
mod authorize;
pub(crate) mod basic;
mod breakage;
pub(crate) mod browser;
mod client;
mod connection;
mod consent;
pub(crate) mod cookie;
mod cors;
pub(crate) mod errors;
mod exchange;
pub(crate) mod form;
pub(crate) mod gate;
pub(crate) mod intake;
pub(crate) mod json;
mod limits;
pub(crate) mod listener;
pub(crate) mod malformed;
pub(crate) mod parameters;
pub(crate) mod pending;
pub(crate) mod received;
pub(crate) mod reply;
mod revoke;
pub(crate) mod routes;
mod screens;
pub(crate) mod site;
mod sso;
mod token;

pub use limits::Limits;
pub use site::ConsentMode;
