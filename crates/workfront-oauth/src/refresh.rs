//! Refreshing an access token (page 001, "Set up refreshed access tokens"; page 003, "Request a refresh token").

use std::borrow::Cow;

use http::{Request, Response, Uri};

use crate::body::Body;
use crate::call::Call;
use crate::call_error::CallError;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::mask::Mask;
use crate::redirect_uri::RedirectUri;
use crate::token_reader::Reader;
use crate::token_response::TokenResponse;
use crate::tokens::RefreshToken;

/// The token request with `grant_type=refresh_token`.
///
/// With rotation on, one refresh token is good for one delivery. Store the new one before anything else, and send no two of
/// these at the same time.
#[derive(Debug)]
pub struct Refresh<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) registered: &'a RedirectUri,
    pub(crate) redirect_uri: Option<&'a RedirectUri>,
    pub(crate) uri: Cow<'a, Uri>,
    pub(crate) token: &'a RefreshToken,
}

impl Refresh<'_> {
    /// Sends `redirect_uri` too, as the form example of page 001 and page 003 do.
    #[must_use]
    pub fn with_redirect_uri(self) -> Self {
        Self { redirect_uri: Some(self.registered), ..self }
    }

    /// Leaves `redirect_uri` out, as the JSON example of page 001 and RFC 6749 section 6 do.
    #[must_use]
    pub fn without_redirect_uri(self) -> Self {
        Self { redirect_uri: None, ..self }
    }
}

impl Call for Refresh<'_> {
    type Output = TokenResponse;

    fn request(&self) -> Request<Body> {
        let redirect_uri = self.redirect_uri.map(|uri| ("redirect_uri", uri.as_str()));
        self.credentials.post(
            &self.uri,
            [
                Some(("grant_type", "refresh_token")),
                redirect_uri,
                Some(("refresh_token", self.token.expose_secret())),
                None,
            ],
        )
    }

    fn response(&self, response: Response<&[u8]>) -> Result<TokenResponse, CallError> {
        let secrets =
            [self.token.expose_secret(), self.credentials.secret_text().unwrap_or_default()];
        Reader {
            endpoint: Endpoint::Token,
            home: self.token.home(),
            previous: Some(self.token),
            mask: Mask::new(&secrets),
        }
        .tokens(&response)
    }
}
