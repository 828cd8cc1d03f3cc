//! What a browser sends with a file in it, for the fuzz targets.

use axum::body::Bytes;
use http::header::CONTENT_TYPE;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Uri};

use crate::authority::Timestamp;
use crate::http::received::Received;
use crate::pages::read_parts;

/// A field: its name, the name of its file if it holds one, and what it holds.
pub type Field = (String, Option<String>, Vec<u8>);

/// The fields of a form of this `Content-Type`.
pub fn parts(content_type: &[u8], body: &[u8]) -> Option<Vec<Field>> {
    let received = received(Some(content_type), body)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
    let parts = runtime.block_on(read_parts(&received)).ok()?;
    Some(parts.into_iter().map(|part| (part.name, part.file_name, part.data)).collect())
}

/// A request with `body`.
pub(super) fn received(content_type: Option<&[u8]>, body: &[u8]) -> Option<Received> {
    let mut headers = HeaderMap::new();
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_bytes(content_type).ok()?);
    }
    Some(Received {
        method: Method::POST,
        uri: Uri::from_static("/"),
        headers,
        body: Bytes::copy_from_slice(body),
        host: Authority::from_static("127.0.0.1"),
        now: Timestamp::from_seconds(0),
    })
}
