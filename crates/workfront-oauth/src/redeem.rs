//! Redeeming an authorization code (page 001, "Set up the authorization code flow"; page 003, "Exchange code for tokens").

use std::borrow::Cow;

use http::{Request, Response, Uri};

use crate::authorization_code::AuthorizationCode;
use crate::body::Body;
use crate::call::Call;
use crate::call_error::CallError;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::mask::Mask;
use crate::pkce::CodeVerifier;
use crate::token_reader::Reader;
use crate::token_response::TokenResponse;

/// The token request with `grant_type=authorization_code`.
///
/// Send it once. After a lost answer the code is spent or not, nobody knows; a second try of a spent code can revoke the
/// tokens of the first (RFC 6749 section 4.1.2). Begin a new log-in instead.
#[derive(Debug)]
pub struct Redeem<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) uri: Cow<'a, Uri>,
    pub(crate) code: &'a AuthorizationCode,
}

impl Call for Redeem<'_> {
    type Output = TokenResponse;

    fn request(&self) -> Request<Body> {
        let verifier = self.verifier().map(|verifier| ("code_verifier", verifier));
        self.credentials.post(
            &self.uri,
            [
                Some(("grant_type", "authorization_code")),
                Some(("code", self.code.expose_secret())),
                Some(("redirect_uri", self.code.redirect_uri.as_str())),
                verifier,
            ],
        )
    }

    fn response(&self, response: Response<&[u8]>) -> Result<TokenResponse, CallError> {
        let secrets = [
            self.code.expose_secret(),
            self.verifier().unwrap_or_default(),
            self.credentials.secret_text().unwrap_or_default(),
        ];
        Reader {
            endpoint: Endpoint::Token,
            home: &self.code.home,
            previous: None,
            mask: Mask::new(&secrets),
        }
        .tokens(&response)
    }
}

impl Redeem<'_> {
    fn verifier(&self) -> Option<&str> {
        self.code.verifier.as_ref().map(CodeVerifier::expose_secret)
    }
}
