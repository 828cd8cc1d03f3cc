//! The parsers of the sandbox, for fuzz targets: each takes any bytes, and gives what was understood.
//!
//! Not for anybody else; it changes as the targets need it. [`World`] is the authority as seen by its parsers of redirect URLs,
//! keys, JSON Web Tokens and policies, which only mean something with apps and users around them.

mod journal;
mod upload;
mod words;
mod world;

pub use journal::{Told, journal};
pub use upload::{Field, parts};
pub use words::{
    callback, client_id, clock, duration, moment, secret_hash, tenant, version, whole_number,
};
pub use world::World;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::fault::{Fault, NotAFault};
use crate::http::parameters::{Parameters, Reading};
use crate::http::{
    basic as basic_header, cookie as cookies, form as forms, gate, json as json_body,
};

/// The pairs of a form or a query.
pub fn form(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    forms::parse(bytes).ok()
}

/// A value as the pages and redirects of the sandbox write it into a query.
pub fn encoded(value: &str) -> String {
    forms::encode(value)
}

/// The members of a JSON body of the token endpoint.
pub fn json(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    json_body::parse(bytes, Reading::default()).ok()
}

/// The names of the parameters in a body of this `Content-Type`.
pub fn parameters(content_type: &[u8], body: &[u8]) -> Option<Vec<String>> {
    let headers = with(CONTENT_TYPE, content_type)?;
    let (parameters, _) = Parameters::from_body(&headers, body, Reading::default()).ok()?;
    Some(parameters.names().map(str::to_owned).collect())
}

/// Client ID and client secret of a value of `Authorization`.
pub fn basic(bytes: &[u8]) -> Option<(String, String)> {
    let basic = basic_header::parse(&with(AUTHORIZATION, bytes)?).ok()??;
    Some((basic.client_id, basic.client_secret.expose_secret().to_owned()))
}

/// The cookie `name` of a value of `Cookie`.
pub fn cookie(bytes: &[u8], name: &str) -> Option<String> {
    let value = cookies::read(&with(COOKIE, bytes)?, name)?;
    Some(value.expose_secret().to_owned())
}

/// A value of `Host` that names this machine.
pub fn host(bytes: &[u8]) -> Option<String> {
    let host = gate::loopback_host(&Uri::from_static("/"), &with(HOST, bytes)?).ok()?;
    Some(host.as_str().to_owned())
}

/// A fault, as the control port takes it.
pub fn fault(bytes: &[u8]) -> Option<Result<Fault, NotAFault>> {
    let fault: Fault = serde_json::from_slice(bytes).ok()?;
    let armed = crate::fault::Book::default().arm(vec![fault.clone()]);
    Some(armed.map(|_| fault))
}

fn with(name: HeaderName, bytes: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_bytes(bytes).ok()?);
    Some(headers)
}
