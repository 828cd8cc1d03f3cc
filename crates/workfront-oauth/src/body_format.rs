//! How the members of a token request are written: as a form or as JSON.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Uri};
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
    /// A POST of the members, in their order.
    pub(crate) fn post(
        self,
        uri: &Uri,
        authorization: Option<&HeaderValue>,
        members: &[Option<Pair<'_>>],
    ) -> Request<Body> {
        let (content_type, body) = match self {
            Self::Form => ("application/x-www-form-urlencoded", form(members)),
            Self::Json => ("application/json", json(members)),
        };
        let mut request = Request::new(Body::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value.clone());
        }
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
        for piece in byte_serialize(value.as_bytes()) {
            body.extend_from_slice(piece.as_bytes());
        }
    }
    body
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
        let request = format.post(&uri, None, members);
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
