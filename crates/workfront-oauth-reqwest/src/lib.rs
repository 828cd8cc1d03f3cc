//! The reqwest transport of `workfront-oauth`: its calls, sent from asynchronous programs.
//!
//! ```
//! use workfront_oauth::{ClientId, ClientSecret, Host, RedirectUri, WebApp};
//! use workfront_oauth_reqwest::Client;
//!
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # runtime.block_on(async {
//! # let answer = serde_json::json!({ "token_type": "sessionID", "access_token": "abc", "refresh_token": "def" });
//! # let answer = wiremock::ResponseTemplate::new(200).set_body_json(answer);
//! # let server = wiremock::MockServer::start().await;
//! # wiremock::Mock::given(wiremock::matchers::method("POST")).respond_with(answer).mount(&server).await;
//! let host = Host::parse("myorganization.my.workfront.com")?;
//! # let host = Host::loopback(&server.uri())?;
//! let app = WebApp::new(
//!     host,
//!     ClientId::new("00112233445566778899aabbccddeeff")?,
//!     ClientSecret::new("a-client-secret")?,
//!     RedirectUri::new("https://app.example/callback")?,
//! );
//! let client = Client::new()?;
//!
//! let stored = app.refresh_token("the refresh token that was stored")?;
//! let tokens = client.send(&app.refresh(&stored)?).await?;
//!
//! assert!(tokens.rotated(), "so the new one is stored before anything else");
//! # assert_eq!(tokens.access_token().expose_secret(), "abc");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the client does, whatever its builder says
//!
//! | rule | why |
//! | --- | --- |
//! | A redirect is an answer, and an error | a 307 would repeat code, verifier and secret elsewhere (RFC 9110 section 15.4.8) |
//! | Nothing is sent twice, no connection is used twice | the first delivery spends a code and rotates a refresh token, even if its answer is lost |
//! | No cookie is kept | a token request is no session of a user's |
//! | 30 seconds for a request, 10 of them for the connection | reqwest alone waits for ever; [`Client::with_deadline`] changes the 30 |
//! | 1 MiB of body, counted after decoding | a few kilobytes of gzip can unpack to gigabytes |
//! | https, or plain http to this machine | the requests hold secrets |
//! | Plain http without a proxy and without DNS | a sandbox at `http://myorganization.my.localhost:8080` needs neither, and both are other machines |
//!
//! Errors hold no URL and say whether the request can have arrived: only what fails before there is a connection is
//! [`NotSent`](workfront_oauth::Delivery::NotSent).
//!
//! # What it leaves to the builder
//!
//! Proxies, root certificates, DNS, the user agent and default headers, for https: also for https to this machine, which thus
//! goes through the builder's proxy. None of that reaches plain http. Whoever turns off the verification of certificates in the
//! builder has turned it off here.
//!
//! # Secrets
//!
//! Neither reqwest nor hyper nor rustls logs a header's value or a body at any level, and the one setting of reqwest's that
//! would, `connection_verbose`, is turned off. A request's body is wiped once reqwest drops it, an answer's once it is read; the
//! buffers in which hyper and rustls assemble and encrypt them are theirs and are not wiped.

mod build_error;
mod client;
mod fault;
mod loopback;

pub use build_error::BuildError;
pub use client::Client;
