//! Adobe Workfront's side of OAuth 2.0 as one local program, for trying out integrations that the real service no longer lets anybody
//! create an application for.
//!
//! ```
//! use std::time::Duration;
//! use workfront_oauth_sandbox::Sandbox;
//! use workfront_oauth_sandbox::authority::AppKind;
//!
//! let sandbox = Sandbox::start();
//! let app = sandbox.app(AppKind::Web).expect("a new sandbox has one app of each type");
//! let token_url = format!("{}/integrations/oauth2/api/v1/token", sandbox.url());
//! sandbox.consent_as("planner"); // logged in, and every app is allowed
//! sandbox.advance(Duration::from_secs(121))?; // every code is expired now
//! println!("{}", sandbox.explain()); // why requests were refused
//! # assert!(app.client_secret.is_some() && token_url.starts_with("http://127.0.0.1:"));
//! # Ok::<(), workfront_oauth_sandbox::ClockError>(())
//! ```
//!
//! It has its own parsers and its own cryptography checks, and shares no protocol code with any client: a mistake made twice would
//! not be seen. It serves the loopback interface only and must never guard anything real.

mod attask;
pub mod authority;
mod clock;
mod control;
pub mod defects;
pub mod fault;
#[cfg(feature = "__fuzz")]
#[doc(hidden)]
pub mod fuzz;
mod http;
pub mod journal;
mod pages;
pub mod policy;
mod sandbox;
pub mod storage;

pub use clock::{Clock, ClockError, ClockMode};
pub use http::{ConsentMode, Limits};
pub use sandbox::{
    Announcement, AppAnnounced, Sandbox, SandboxBuilder, StartError, TenantAnnounced, UserAnnounced,
};
