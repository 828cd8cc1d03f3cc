//! How the members of a token request are written: as a form or as JSON.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use serde::Serializer;
use url::form_urlencoded::byte_serialize;

use crate::body::Body;

/// The format of a token request's body.
///
/// Workfront's pages show both, and real clients use both with every way to authenticate; this crate never tries one and
/// then the other, since the first try spends the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyFormat {
    /// `application/x-www-form-urlencoded`: the only one that RFC 6749 section 4.1.3 defines (page 001, example 2).
    Form,
    /// `application/json` (page 001, example 1).
    Json,
}

/// One member of a request's body.
pub(crate) type Pair<'a> = (&'static str, &'a str);

impl BodyFormat {
    /// The headers of every request in this format; made once for an application.
    pub(crate) fn headers(self, authorization: Option<HeaderValue>) -> HeaderMap {
        let content_type = match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }

    /// A POST of the members, in their order.
    pub(crate) fn post(
        self,
        uri: &Uri,
        headers: &HeaderMap,
        members: &[Option<Pair<'_>>],
    ) -> Request<Body> {
        let body = match self {
            Self::Form => form(members),
            Self::Json => json(members),
        };
        let mut request = Request::new(Body::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers.clone();
        request
    }
}

fn form(members: &[Option<Pair<'_>>]) -> Vec<u8> {
    let mut body = with_room_for(members, 3);
    for (name, value) in members.iter().flatten() {
        if !body.is_empty() {
            body.push(b'&');
        }
        // Every member's name is made of letters and underscores, which forms write as they are.
        body.extend_from_slice(name.as_bytes());
        body.push(b'=');
        // Codes and verifiers are spelt as they are; one look at them, without an early end so that many bytes are looked at at
        // once, is quicker than the piecemeal encoder.
        if value.bytes().fold(true, |all, byte| all & is_spelt_as_it_is(byte)) {
            body.extend_from_slice(value.as_bytes());
            continue;
        }
        for piece in byte_serialize(value.as_bytes()) {
            body.extend_from_slice(piece.as_bytes());
        }
    }
    body
}

/// The bytes that `application/x-www-form-urlencoded` leaves alone (URL standard, section 1.3).
fn is_spelt_as_it_is(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_')
}

fn json(members: &[Option<Pair<'_>>]) -> Vec<u8> {
    let mut body = with_room_for(members, 6);
    // Invariant: writing text to memory does not fail.
    let _ = serde_json::Serializer::new(&mut body).collect_map(members.iter().flatten().copied());
    body
}

/// Room for the longest spelling of every value, so that the body never grows: growing leaves copies of secrets behind.
fn with_room_for(members: &[Option<Pair<'_>>], longest_spelling: usize) -> Vec<u8> {
    // Four quotes, a colon and a comma around a member of JSON; a form has fewer.
    let room = |(name, value): &Pair<'_>| name.len() + value.len() * longest_spelling + 6;
    Vec::with_capacity(2 + members.iter().flatten().map(room).sum::<usize>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: BodyFormat, members: &[Option<Pair<'_>>], expected: &str) {
        let uri = Uri::from_static("https://myorganization.my.workfront.com/x");
        let request = format.post(&uri, &format.headers(None), members);
        assert_eq!(std::str::from_utf8(request.body().expose_secret()).unwrap(), expected);
    }

    #[test]
    fn reserved_characters_survive_both_formats() {
        let members = [Some(("code", "a+b/c= &é\"\\\u{1}")), None, Some(("grant_type", "x"))];
        check(BodyFormat::Form, &members, "code=a%2Bb%2Fc%3D+%26%C3%A9%22%5C%01&grant_type=x");
        check(BodyFormat::Json, &members, r#"{"code":"a+b/c= &é\"\\\u0001","grant_type":"x"}"#);
    }

    #[test]
    fn a_body_never_grows_while_it_is_written() {
        for character in ["a", "+", "é", "\u{1}", "\u{7f}", "\u{10ffff}"] {
            let value = character.repeat(100);
            let members = [Some(("code", value.as_str())), Some(("state", value.as_str()))];
            for (write, longest) in [(form as fn(&[_]) -> _, 3), (json, 6)] {
                let room = with_room_for(&members, longest).capacity();
                let written: Vec<u8> = write(&members);
                assert!(written.len() <= room && written.capacity() == room, "{character:?}");
            }
        }
    }
}
