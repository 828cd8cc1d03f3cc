//! The parsers of the HTTP side, for fuzz targets: each takes any bytes and says whether they were accepted.

use http::header::{AUTHORIZATION, COOKIE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::fault::Fault;
use crate::http::parameters::Reading;
use crate::http::{
    basic as basic_header, cookie as cookies, form as forms, gate, json as json_body,
};

/// A form or a query.
pub fn form(bytes: &[u8]) -> bool {
    forms::parse(bytes).is_ok()
}

/// A JSON body of the token endpoint.
pub fn json(bytes: &[u8]) -> bool {
    json_body::parse(bytes, Reading::default()).is_ok()
}

/// The value of `Authorization`.
pub fn basic(bytes: &[u8]) -> bool {
    with(AUTHORIZATION, bytes)
        .is_some_and(|headers| basic_header::parse(&headers).is_ok_and(|basic| basic.is_some()))
}

/// The value of `Cookie`.
pub fn cookie(bytes: &[u8]) -> bool {
    with(COOKIE, bytes).is_some_and(|headers| cookies::read(&headers, "s").is_some())
}

/// The value of `Host`. What is accepted names this machine.
pub fn host(bytes: &[u8]) -> bool {
    with(HOST, bytes)
        .is_some_and(|headers| gate::loopback_host(&Uri::from_static("/"), &headers).is_ok())
}

/// A fault, as the control port takes it.
pub fn fault(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Fault>(bytes).is_ok()
}

fn with(name: HeaderName, bytes: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_bytes(bytes).ok()?);
    Some(headers)
}
