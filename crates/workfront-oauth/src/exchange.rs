//! Exchanging a signed JWT for an access token (page 002, "Exchange the JWT").

use http::{Request, Response};

use crate::assertion::SignedAssertion;
use crate::body::Body;
use crate::body_format::BodyFormat;
use crate::call::Call;
use crate::call_error::CallError;
use crate::endpoint::Endpoint;
use crate::machine_app::MachineApp;
use crate::mask::Mask;
use crate::token_reader::Reader;
use crate::token_response::TokenResponse;

/// `POST …/jwt/exchange` with `client_id`, `client_secret` and `jwt_token` as a form.
///
/// Not RFC 7523: no `grant_type`, no `assertion`, and the client secret is needed besides the signature. The JWT goes as it
/// is: what page 002 calls "base64-encoded JWT" already is its compact form.
#[derive(Debug)]
pub struct Exchange<'a> {
    pub(crate) app: &'a MachineApp,
    pub(crate) assertion: &'a SignedAssertion,
}

impl Call for Exchange<'_> {
    type Output = TokenResponse;

    fn request(&self) -> Request<Body> {
        let app = self.app;
        BodyFormat::Form.post(
            &app.exchange_uri,
            &app.headers,
            &[
                Some(("client_id", app.home.client_id().as_str())),
                Some(("client_secret", app.client_secret.expose_secret())),
                Some(("jwt_token", self.assertion.expose_secret())),
            ],
        )
    }

    fn response(&self, response: Response<&[u8]>) -> Result<TokenResponse, CallError> {
        let secrets = [self.app.client_secret.expose_secret(), self.assertion.expose_secret()];
        Reader {
            endpoint: Endpoint::Exchange,
            home: &self.app.home,
            previous: None,
            mask: Mask::new(&secrets),
        }
        .tokens(&response)
    }
}
