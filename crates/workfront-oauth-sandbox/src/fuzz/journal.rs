//! A request written down and read again, for the fuzz targets.

use axum::body::Bytes;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request};

use crate::authority::{Tenant, Timestamp};
use crate::journal::{Answered, Asked, Entry, Journal, Judgement, Record};

/// A request and its answer.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Told<'a> {
    /// The query of the request.
    pub query: &'a str,
    /// `Referer` of the request, and `Location` of the answer.
    pub address: &'a str,
    /// The type of both bodies.
    pub content_type: &'a str,
    /// Both bodies.
    pub body: &'a [u8],
    /// Why it was refused.
    pub why: &'a str,
}

impl<'a> Told<'a> {
    /// A request with a body.
    pub fn new(content_type: &'a str, body: &'a [u8]) -> Self {
        Self { query: "", address: "", content_type, body, why: "" }
    }
}

/// The entry that is read, revealed and masked; nothing if HTTP cannot carry the request.
pub fn journal(told: &Told<'_>) -> Option<(Entry, Entry)> {
    let address = HeaderValue::from_str(told.address).ok()?;
    let content_type = HeaderValue::from_str(told.content_type).ok()?;
    let request = Request::builder()
        .uri(format!("/?{}", told.query))
        .header("referer", &address)
        .header(CONTENT_TYPE, &content_type)
        .body(())
        .ok()?;
    let mut asked = Asked::new(&request);
    asked.add_body(told.body);
    let response = Response::builder()
        .header("location", &address)
        .header(CONTENT_TYPE, &content_type)
        .body(axum::body::Body::empty())
        .ok()?;
    let journal = Journal::default();
    journal.keep(Record {
        at: Timestamp::from_seconds(0),
        tenant: Tenant::new("myorganization", "my").ok()?,
        asked,
        answered: Some(Answered::new(&response, &Bytes::copy_from_slice(told.body))),
        judgement: Judgement::refused("rule", "source", told.why.to_owned()),
        fault: None,
    });
    let read = |reveal| journal.extract(0, reveal).entries.pop();
    Some((read(true)?, read(false)?))
}
