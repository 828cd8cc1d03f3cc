//! The ureq transport of `workfront-oauth`: its calls, sent from blocking programs.
//!
//! ```
//! use workfront_oauth::{ClientId, ClientSecret, Host, RedirectUri, WebApp};
//! use workfront_oauth_ureq::Client;
//!
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let answer = serde_json::json!({ "token_type": "sessionID", "access_token": "abc", "refresh_token": "def" });
//! # let answer = wiremock::ResponseTemplate::new(200).set_body_json(answer);
//! # let server = runtime.block_on(wiremock::MockServer::start());
//! # let mock = wiremock::Mock::given(wiremock::matchers::method("POST")).respond_with(answer);
//! # runtime.block_on(mock.mount(&server));
//! let host = Host::parse("myorganization.my.workfront.com")?;
//! # let host = Host::loopback(&server.uri())?;
//! let app = WebApp::new(
//!     host,
//!     ClientId::new("00112233445566778899aabbccddeeff")?,
//!     ClientSecret::new("a-client-secret")?,
//!     RedirectUri::new("https://app.example/callback")?,
//! );
//! let client = Client::new(ureq::agent());
//!
//! let stored = app.refresh_token("the refresh token that was stored")?;
//! let tokens = client.send(&app.refresh(&stored)?)?;
//!
//! assert!(tokens.rotated(), "so the new one is stored before anything else");
//! # assert_eq!(tokens.access_token().expose_secret(), "abc");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the client does, whatever its agent says
//!
//! | rule | why |
//! | --- | --- |
//! | Any status is an answer, with its body | ureq alone drops the body of a 4xx, which says what was wrong |
//! | A redirect is an answer, and an error | followed, it would lead away from the server that was meant |
//! | Nothing is sent twice, no connection is used twice | the first delivery spends a code and rotates a refresh token, even if its answer is lost |
//! | No cookie is kept | a token request is no session of a user's |
//! | 30 seconds for a request, 10 of them each for the name and for the connection | ureq alone waits for ever; [`Client::with_deadline`] changes the 30 |
//! | 1 MiB of body, counted after decoding | a few kilobytes of gzip can unpack to gigabytes |
//! | https, or plain http to this machine | the requests hold secrets |
//! | This machine without a proxy and without DNS | a sandbox at `http://myorganization.my.localhost:8080` needs neither, and both are other machines |
//!
//! Errors hold no URL and say whether the request can have arrived: what fails before there is a connection, TLS included, is
//! [`NotSent`](workfront_oauth::Delivery::NotSent).
//!
//! # What it leaves to the agent
//!
//! Its proxy, root certificates, user agent, middleware, and deadlines for single steps, where they are shorter. Not its
//! connector or resolver, if you gave it one of your own, for ureq lends those to nobody. Whoever turns off the verification of
//! certificates in the agent has turned it off here.
//!
//! # Secrets
//!
//! At `debug` ureq logs a request's method and host and the values of harmless headers (`content-type`, `user-agent`, …), at
//! `trace` also its path and, of a redirect, the whole `location`; never a body. Where a server or a proxy could put a secret
//! into that location, keep `ureq` above `trace`. An answer's body is wiped once it is read; the buffers in which ureq and rustls
//! assemble and encrypt requests are theirs and are not wiped.

mod client;
mod connection;
mod fault;

pub use client::Client;
