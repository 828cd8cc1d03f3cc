//! Revoking a refresh token, at an endpoint that no page shows.

use http::{Request, Response, Uri};

use crate::body::Body;
use crate::body_format::BodyFormat;
use crate::call::Call;
use crate::call_error::CallError;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::mask::Mask;
use crate::redirect_uri::RedirectUri;
use crate::token_reader::Reader;
use crate::tokens::RefreshToken;

/// `POST …/revoke` with `client_id`, `refresh_token` and `redirect_uri` as JSON, as one public single-page client sends it.
///
/// Not RFC 7009: the token is called `refresh_token`, not `token`. Whether it ends the session too is not known; to end a
/// session, log out of the API.
#[derive(Debug)]
pub struct Revoke<'a> {
    credentials: Credentials,
    redirect_uri: &'a RedirectUri,
    uri: Uri,
    token: &'a RefreshToken,
}

impl<'a> Revoke<'a> {
    pub(crate) fn new(
        credentials: &Credentials,
        redirect_uri: &'a RedirectUri,
        token: &'a RefreshToken,
    ) -> Self {
        Self {
            credentials: credentials.clone().with_format(BodyFormat::Json),
            redirect_uri,
            uri: Endpoint::Revoke.uri(token.home().host()),
            token,
        }
    }
}

impl Call for Revoke<'_> {
    type Output = ();

    fn request(&self) -> Request<Body> {
        self.credentials.post(
            &self.uri,
            [
                Some(("refresh_token", self.token.expose_secret())),
                Some(("redirect_uri", self.redirect_uri.as_str())),
                None,
                None,
            ],
        )
    }

    fn response(&self, response: Response<&[u8]>) -> Result<(), CallError> {
        let secrets =
            [self.token.expose_secret(), self.credentials.secret_text().unwrap_or_default()];
        Reader {
            endpoint: Endpoint::Revoke,
            home: self.token.home(),
            previous: None,
            mask: Mask::new(&secrets),
        }
        .acknowledgement(&response)
    }
}
