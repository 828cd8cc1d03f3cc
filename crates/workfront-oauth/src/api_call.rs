//! The one call to the resource API that this crate makes: does the token work?

use http::{Request, Response, Uri};

use crate::api_error::ApiError;
use crate::api_version::ApiVersion;
use crate::body::Body;
use crate::call::Call;
use crate::call_error::{CallError, CallErrorKind};
use crate::endpoint::Endpoint;
use crate::host::Host;
use crate::mask::Mask;
use crate::token_reader::is_html;
use crate::tokens::AccessToken;

/// `GET /attask/api/v…/proj/search` with the header `sessionID` (page 003, "Validate access token").
///
/// The answer's data is left aside: a person without projects has a working token too.
#[derive(Debug)]
pub struct Validate {
    host: Host,
    uri: Uri,
    access_token: AccessToken,
}

impl Validate {
    /// A call with a token from the caller's own storage.
    pub fn new(host: Host, access_token: AccessToken, version: ApiVersion) -> Self {
        let text = format!("{}{version}/proj/search", Endpoint::Api.on(&host));
        // Invariant: an origin, a constant path and a number make a URI.
        let uri = Uri::try_from(text).unwrap_or_default();
        Self { host, uri, access_token }
    }
}

impl Call for Validate {
    type Output = ();

    fn request(&self) -> Request<Body> {
        let mut request = Request::new(Body::default());
        *request.uri_mut() = self.uri.clone();
        self.access_token.apply_to(request.headers_mut());
        request
    }

    fn response(&self, response: Response<&[u8]>) -> Result<(), CallError> {
        let status = response.status();
        let secrets = [self.access_token.expose_secret()];
        let json = serde_json::from_slice::<serde::de::IgnoredAny>(response.body()).is_ok();
        let kind = if status.is_redirection() {
            CallErrorKind::Redirected
        } else if !json && is_html(&response) {
            CallErrorKind::Html
        } else if let Some(error) = ApiError::read_masked(&response, Mask::new(&secrets)) {
            CallErrorKind::Api(error)
        } else if !json {
            CallErrorKind::NotJson
        } else {
            return Ok(());
        };
        Err(CallError::new(Endpoint::Api, &self.host, status, response.headers(), kind))
    }
}
