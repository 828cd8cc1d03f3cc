//! Adobe Workfront's OAuth 2.0 without I/O: requests out, responses in.
//!
//! Workfront lets applications in through a dialect of its own: JSON or form bodies, a token of the type `sessionID` that goes
//! in a header of that name, `domain` and `lane` on the redirect, an exchange of signed JWTs that is not RFC 7523. This crate
//! builds those requests and reads those answers, and leaves the sending to the HTTP client that you already use:
//! `workfront-oauth-reqwest`, `workfront-oauth-ureq`, or a few lines of your own around [`Call`].
//!
//! It performs no I/O and reads no clock, no environment and no randomness: `now` and [`Entropy`] are arguments. So the same
//! calls with the same arguments give the same bytes, as in this whole log-in of a [`WebApp`]:
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//! use workfront_oauth::{Browser, Call, Callback, ClientId, ClientSecret, Entropy, Host, RedirectUri, WebApp};
//!
//! let app = WebApp::new(
//!     Host::parse("myorganization.my.workfront.com")?,
//!     ClientId::new("00112233445566778899aabbccddeeff")?,
//!     ClientSecret::new("a-client-secret")?,
//!     RedirectUri::new("https://app.example/callback")?,
//! )
//! .with_pkce();
//!
//! // The user wants in. Draw 48 random bytes (feature `getrandom`: `Entropy::from_os()`), and send the browser to `url`.
//! let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
//! let browser = Browser::cookie("the value of this browser's session cookie")?;
//! let (url, pending) = app.authorize(Entropy::from_bytes([7; 48]), &browser, now);
//! assert_eq!(
//!     url,
//!     "https://myorganization.my.workfront.com/integrations/oauth2/authorize\
//!      ?client_id=00112233445566778899aabbccddeeff\
//!      &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
//!      &response_type=code\
//!      &state=BwcHBwcHBwcHBwcHBwcHBw\
//!      &code_challenge_method=S256\
//!      &code_challenge=3Ev4DHdHPRMPoN6GukAY_pi7IUAF5qWJHRK6kURvnoE"
//! );
//!
//! // Keep `pending` under its state. The browser comes back:
//! let callback = Callback::parse(
//!     "/callback?code=c0de&domain=myorganization&lane=my&state=BwcHBwcHBwcHBwcHBwcHBw",
//! )?;
//! let code = pending.complete(callback, &browser, now + Duration::from_secs(30))?;
//!
//! // The token request, as page 001 shows it first: HTTP Basic, and JSON.
//! let redeem = app.redeem(&code)?;
//! let request = redeem.request();
//! assert_eq!(request.method(), "POST");
//! assert_eq!(request.uri(), "https://myorganization.my.workfront.com/integrations/oauth2/api/v1/token");
//! assert_eq!(
//!     request.headers()["authorization"],
//!     "Basic MDAxMTIyMzM0NDU1NjY3Nzg4OTlhYWJiY2NkZGVlZmY6YS1jbGllbnQtc2VjcmV0"
//! );
//! assert_eq!(
//!     request.body().expose_secret(),
//!     br#"{"grant_type":"authorization_code","code":"c0de","redirect_uri":"https://app.example/callback","code_verifier":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#
//! );
//!
//! // The answer, as page 001 prints it.
//! let answer = http::Response::new(
//!     &br#"{"token_type":"sessionID","access_token":"0123456789abcdef0123456789abcdef","refresh_token":"string","expires_in":0,"wid":"string"}"#[..],
//! );
//! let tokens = redeem.response(answer)?;
//! assert_eq!(tokens.refresh_token().map(|token| token.expose_secret()), Some("string"));
//!
//! // Every call to Workfront's API carries the token so.
//! let mut headers = http::HeaderMap::new();
//! tokens.apply_to(&mut headers)?;
//! assert_eq!(headers["sessionID"], "0123456789abcdef0123456789abcdef");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where things are
//!
//! | you have | you want | use |
//! | --- | --- | --- |
//! | a server with a client secret | tokens of a user | [`WebApp`] |
//! | a browser or mobile app, no secret | tokens of a user | [`SinglePageApp`] |
//! | a private key, a Customer ID, a User ID | a session without a user at hand | [`MachineApp`] |
//! | no session store | a callback that proves itself | [`SealedState`] |
//! | a failed call | what to do about it | [`CallError::diagnosis`], [`CallError::may_have_acted`] |
//!
//! # Pages
//!
//! The documentation cites Workfront's pages by number: 000 is *Create OAuth2 applications for Workfront integrations*
//! (`create-oauth-application`), 001 *… using the authorization code flow* (`oauth-app-code-token-flow`), 002 and 004 *… using
//! JWT flow* (`oauth-app-jwt-flow`, in Chinese and in German), 003 *… using PKCE flow* (`oauth-app-pkce-flow`).
//!
//! # Features
//!
//! None is on by default, and none changes what the others do.
//!
//! - `getrandom`: `Entropy::from_os`.
//! - `aws-lc-rs`: `AwsLcSigner`, the fast RS256 signer, and `PrivateKey`; needs a C compiler to build.
//! - `rsa`: `RsaSigner`, RS256 in pure Rust with an open advisory, and `PrivateKey`.
//!
//! Without a signer, sign with whatever you have: [`Assertion::signing_input`] and [`Assertion::with_signature`], or a
//! [`Signer`] of your own around a key service.
//!
//! # Secrets
//!
//! Secrets are newtypes that `Debug` does not print and `Display` does not know; `expose_secret` is the only way out. Memory
//! that this crate owns is wiped when dropped, which is hygiene and not a promise: what you passed in as a `String`, and what
//! an HTTP client copies, is out of its hands. Header values that hold secrets are marked sensitive. Errors hold none, and
//! mask those that a server echoes.
//!
//! Not affiliated with Adobe.

mod api_call;
mod api_error;
mod api_version;
mod assertion;
mod authorization_code;
mod body;
mod body_format;
mod browser;
mod call;
mod call_error;
mod callback;
mod callback_error;
mod checks;
mod client_secret;
mod credentials;
mod destination;
mod diagnosis;
mod echo;
mod endpoint;
mod entropy;
#[cfg(feature = "getrandom")]
mod entropy_os;
mod exchange;
mod home;
mod host;
mod identifiers;
mod json_member;
#[cfg(feature = "__keys")]
mod key_error;
mod lane;
mod lifetime;
mod login;
mod machine_app;
mod mask;
mod oauth_error;
#[cfg(feature = "__keys")]
mod pem;
mod pending;
mod pkce;
#[cfg(feature = "__keys")]
mod private_key;
#[cfg(feature = "__keys")]
mod public_half;
mod redeem;
mod redirect_uri;
mod refresh;
mod registration;
mod retry_after;
mod revoke;
mod sealed_state;
mod secret;
mod signer;
#[cfg(feature = "aws-lc-rs")]
mod signer_aws_lc;
#[cfg(feature = "rsa")]
mod signer_rsa;
mod single_page_app;
mod state;
mod token_answer;
mod token_reader;
mod token_response;
mod token_type;
mod tokens;
mod transport;
mod value_error;
mod web_app;
mod workfront_error;

pub use api_call::Validate;
pub use api_error::{ApiError, ApiMeaning};
pub use api_version::ApiVersion;
pub use assertion::{Assertion, AssertionError, SignedAssertion};
pub use authorization_code::AuthorizationCode;
pub use body::Body;
pub use body_format::BodyFormat;
pub use browser::{Browser, BrowserSecret};
pub use call::Call;
pub use call_error::{CallError, CallErrorKind, TokenResponseProblem};
pub use callback::Callback;
pub use callback_error::CallbackError;
pub use client_secret::ClientSecret;
pub use credentials::SecretIn;
pub use destination::Destination;
pub use diagnosis::Diagnosis;
pub use endpoint::{Endpoint, Endpoints};
pub use entropy::Entropy;
#[cfg(feature = "getrandom")]
pub use entropy_os::EntropyError;
pub use exchange::Exchange;
pub use home::{Home, NotOurs};
pub use host::{Host, HostError, Suffix};
pub use identifiers::{ClientId, CustomerId, UserId};
#[cfg(feature = "__keys")]
pub use key_error::KeyError;
pub use lane::Lane;
pub use lifetime::Lifetime;
pub use machine_app::MachineApp;
pub use oauth_error::{OAuthError, OAuthErrorCode};
pub use pending::{PendingAuthorization, PendingParts, ResumeError};
pub use pkce::{CodeChallenge, CodeVerifier};
#[cfg(feature = "__keys")]
pub use private_key::PrivateKey;
pub use redeem::Redeem;
pub use redirect_uri::RedirectUri;
pub use refresh::Refresh;
pub use retry_after::RetryAfter;
pub use revoke::Revoke;
pub use sealed_state::SealedState;
pub use signer::{SignError, Signer};
#[cfg(feature = "aws-lc-rs")]
pub use signer_aws_lc::AwsLcSigner;
#[cfg(feature = "rsa")]
pub use signer_rsa::RsaSigner;
pub use single_page_app::SinglePageApp;
pub use state::State;
pub use token_response::TokenResponse;
pub use token_type::{TokenType, UnknownTokenType};
pub use tokens::{AccessToken, RefreshToken};
pub use transport::{
    BlockingTransport, BoxFuture, Delivery, SendError, Transport, TransportError,
    TransportErrorKind,
};
pub use value_error::ValueError;
pub use web_app::WebApp;
pub use workfront_error::WorkfrontError;
