//! A call to any address, whose output is the answer as it came.

use http::{Request, Response, Uri};
use workfront_oauth::{Body, Call, CallError};

/// `GET` to an address that the core's own types might refuse.
pub(crate) struct Get(Uri);

impl Get {
    pub(crate) fn new(uri: impl AsRef<str>) -> Self {
        Self(uri.as_ref().parse().unwrap())
    }
}

impl Call for Get {
    type Output = Response<Vec<u8>>;

    fn request(&self) -> Request<Body> {
        let mut request = Request::new(Body::default());
        *request.uri_mut() = self.0.clone();
        request
    }

    fn response(&self, response: Response<&[u8]>) -> Result<Self::Output, CallError> {
        Ok(response.map(<[u8]>::to_vec))
    }
}
