//! Adobe Workfront's OAuth 2.0 without I/O: requests out, responses in.
//!
//! See the crate's README for what Workfront's dialect is.

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
mod diagnosis;
mod endpoint;
mod entropy;
#[cfg(feature = "getrandom")]
mod entropy_os;
mod exchange;
mod home;
mod host;
mod identifiers;
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
