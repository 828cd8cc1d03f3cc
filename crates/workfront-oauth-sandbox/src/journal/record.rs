//! What is kept of one request and its answer: bytes as they went over the wire, not yet taken apart.

use std::fmt;

use axum::body::Bytes;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Request};

use super::{Judgement, Struck};
use crate::authority::{Tenant, Timestamp};

/// One request and its answer. It holds secrets, so its `Debug` shows where the request went and nothing else.
pub(crate) struct Record {
    /// The moment as of which it was answered.
    pub(crate) at: Timestamp,
    pub(crate) tenant: Tenant,
    pub(crate) asked: Asked,
    /// Nothing where a fault left nothing.
    pub(crate) answered: Option<Answered>,
    pub(crate) judgement: Judgement,
    pub(crate) fault: Option<Struck>,
}

/// A request as it came.
pub(crate) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) message: Message,
}

/// An answer as it was meant to go out.
pub(crate) struct Answered {
    pub(super) status: u16,
    pub(super) message: Message,
}

/// Header fields and a body. They are copied, for a slice would keep all that its connection has read.
pub(crate) struct Message {
    /// The fields as `name: value`, a line each, and behind them what is kept of the body.
    text: Vec<u8>,
    /// Where the body begins.
    head: usize,
    /// Of the body on the wire.
    pub(super) body_bytes: usize,
    /// A page may show a secret, and its form carries a token against forgery.
    is_page: bool,
}

impl Record {
    /// How much of it has no bound of its own.
    pub(super) fn bytes(&self) -> usize {
        let Asked { path, query, message, .. } = &self.asked;
        let answer = self.answered.as_ref().map_or(0, |answered| answered.message.text.capacity());
        path.capacity()
            + query.as_ref().map_or(0, String::capacity)
            + message.text.capacity()
            + answer
    }
}

impl Asked {
    /// The head of `request`.
    pub(crate) fn new<B>(request: &Request<B>) -> Self {
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            message: Message::new(request.headers(), TYPICAL_BODY_BYTES),
        }
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The body came, too.
    pub(crate) fn add_body(&mut self, body: &[u8]) {
        self.message.add_body(body);
    }
}

impl Answered {
    /// `response`, whose body is `body`.
    pub(crate) fn new(response: &Response, body: &Bytes) -> Self {
        let mut message = Message::new(response.headers(), body.len().min(MOST_BODY_BYTES));
        message.add_body(body);
        Self { status: response.status().as_u16(), message }
    }
}

impl Message {
    /// A message without a body, and with room for one that is kept.
    fn new(headers: &HeaderMap, room: usize) -> Self {
        let parts = || {
            let fields = headers.iter();
            fields.flat_map(|(name, value)| [name.as_ref(), BETWEEN, value.as_bytes(), END])
        };
        let is_page = headers
            .get(CONTENT_TYPE)
            .is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"));
        let head = parts().map(<[u8]>::len).sum();
        let mut text = Vec::with_capacity(head + if is_page { 0 } else { room });
        parts().for_each(|part| text.extend_from_slice(part));
        Self { text, head, body_bytes: 0, is_page }
    }

    fn add_body(&mut self, body: &[u8]) {
        self.body_bytes = body.len();
        if !self.is_page && body.len() <= MOST_BODY_BYTES {
            self.text.extend_from_slice(body);
        }
    }

    /// Names and values, in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let head = self.text.get(..self.head).unwrap_or_default();
        head.split(|byte| [*byte] == *END).filter_map(|line| {
            let at = line.windows(BETWEEN.len()).position(|window| window == BETWEEN)?;
            Some((line.get(..at)?, line.get(at + BETWEEN.len()..)?))
        })
    }

    /// The body, if it is kept.
    pub(super) fn body(&self) -> Option<&[u8]> {
        let body = self.text.get(self.head..)?;
        (body.len() == self.body_bytes).then_some(body)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({} {})", self.asked.method, self.asked.path)
    }
}

/// No name of a field has a colon in it (RFC 9110 §5.1).
const BETWEEN: &[u8] = b": ";

/// No field has an end of line in it (RFC 9110 §5.5).
const END: &[u8] = b"\n";

/// No documented message is longer.
const MOST_BODY_BYTES: usize = 8 * 1024;

/// Of a request to a token endpoint.
const TYPICAL_BODY_BYTES: usize = 256;
