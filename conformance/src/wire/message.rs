//! One request, taken apart.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::fields::{self, FieldsError};
use super::json::Members;

/// A request's parts as some server hands them over, not yet read.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs)] // Four borrowed parts that every server has; any value of them is valid.
pub struct Received<'a> {
    /// The method.
    pub method: &'a str,
    /// The request target: path and query.
    pub target: &'a str,
    /// Header names, in lower case, and values, in their order.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The body.
    pub body: &'a [u8],
}

/// A request, read. `Debug` shows no value: they hold credentials.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The method.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query's parameters in their order.
    pub query: Vec<(String, String)>,
    /// The headers that say something to Workfront, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Who the client says it is, in `Authorization: Basic`.
    pub basic: Option<(String, String)>,
    /// The body.
    pub payload: Payload,
}

/// A body by its content type.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// No body.
    Empty,
    /// Form parameters in their order.
    Form(Vec<(String, String)>),
    /// A JSON object's members in their order.
    Json(Vec<(String, Value)>),
}

/// Headers of the transport, which differ between HTTP clients and mean nothing to Workfront: who speaks, to which address, over
/// which kind of connection, and in which codings it takes the answer.
const TRANSPORT: [&str; 7] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
    "user-agent",
];

impl Message {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// The first part that is not well-formed; the message names it and repeats no value.
    pub fn read(received: Received<'_>) -> Result<Self, WireError> {
        let (path, query) = received.target.split_once('?').unwrap_or((received.target, ""));
        let query =
            fields::read(query).map_err(|error| WireError::Fields { part: "query", error })?;
        let mut headers = Vec::new();
        let mut basic = None;
        let mut content_type = None;
        for (name, value) in received.headers {
            let value = std::str::from_utf8(value)
                .map_err(|_| WireError::Header { name: (*name).to_owned() })?;
            match *name {
                name if TRANSPORT.contains(&name) => {}
                "content-type" if content_type.is_some() => {
                    return Err(WireError::Repeated { name: "content-type" });
                }
                "content-type" => content_type = Some(media_type(value)),
                "authorization" if basic.is_some() => {
                    return Err(WireError::Repeated { name: "authorization" });
                }
                "authorization" if value.starts_with("Basic ") => basic = Some(basic_pair(value)?),
                name => headers.push((name.to_owned(), value.to_owned())),
            }
        }
        let payload = payload(content_type.as_deref(), received.body)?;
        headers.extend(content_type.map(|value| ("content-type".to_owned(), value)));
        headers.sort();
        Ok(Self {
            method: received.method.to_owned(),
            path: path.to_owned(),
            query,
            headers,
            basic,
            payload,
        })
    }

    /// The request's members, each with a name that says where it stands, as `body.grant_type`.
    #[must_use]
    pub fn members(&self) -> Vec<(String, String)> {
        let mut members = vec![
            ("method".to_owned(), self.method.clone()),
            ("path".to_owned(), self.path.clone()),
        ];
        let mut add = |place: &str, name: &str, value: &str| {
            members.push((format!("{place}.{name}"), value.to_owned()))
        };
        self.query.iter().for_each(|(name, value)| add("query", name, value));
        self.headers.iter().for_each(|(name, value)| add("header", name, value));
        if let Some((id, secret)) = &self.basic {
            add("basic", "client_id", id);
            add("basic", "client_secret", secret);
        }
        match &self.payload {
            Payload::Empty => {}
            Payload::Form(fields) => {
                fields.iter().for_each(|(name, value)| add("body", name, value))
            }
            Payload::Json(fields) => fields.iter().for_each(|(name, value)| match value {
                Value::String(text) => add("body", name, text),
                // A number is not the text of its digits: the type is part of the value.
                other => add("body", name, &format!("{other} (not a string)")),
            }),
        }
        members
    }

    /// A body's parameter, whatever its format.
    #[must_use]
    pub fn body_field(&self, name: &str) -> Option<String> {
        let place = format!("body.{name}");
        self.members().into_iter().find_map(|(member, value)| (member == place).then_some(value))
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Why a request cannot be read. No message repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The query or a form body.
    #[error("the {part}: {error}")]
    Fields {
        /// `query` or `body`.
        part: &'static str,
        /// What is wrong with it.
        error: FieldsError,
    },
    /// A header whose value is not text.
    #[error("the header `{name}` is not UTF-8")]
    Header {
        /// Its name.
        name: String,
    },
    /// A header that may stand once.
    #[error("the header `{name}` stands twice")]
    Repeated {
        /// Its name.
        name: &'static str,
    },
    /// `Authorization: Basic` without a base64 pair.
    #[error("`Authorization: Basic` is not followed by the base64 of `client_id:client_secret`")]
    Basic,
    /// A JSON body that is none, or that is no object, or that has a name twice.
    #[error("the body is not one JSON object with each name once")]
    Json,
    /// A body without a content type, or with one that Workfront's pages do not use.
    #[error("a body of {bytes} bytes with {}", content_type.as_deref().map_or_else(|| "no content type".to_owned(), |is| format!("the content type `{is}`")))]
    ContentType {
        /// The content type, if there was one.
        content_type: Option<String>,
        /// The body's length.
        bytes: usize,
    },
    /// A body that is not text.
    #[error("the body is not UTF-8")]
    NotUtf8,
}

fn payload(content_type: Option<&str>, body: &[u8]) -> Result<Payload, WireError> {
    match content_type {
        _ if body.is_empty() => Ok(Payload::Empty),
        Some("application/x-www-form-urlencoded") => {
            let text = std::str::from_utf8(body).map_err(|_| WireError::NotUtf8)?;
            fields::read(text)
                .map(Payload::Form)
                .map_err(|error| WireError::Fields { part: "body", error })
        }
        Some("application/json") => {
            let Members(members) = serde_json::from_slice(body).map_err(|_| WireError::Json)?;
            Ok(Payload::Json(members))
        }
        other => Err(WireError::ContentType {
            content_type: other.map(str::to_owned),
            bytes: body.len(),
        }),
    }
}

/// The media type without its parameters: `charset` changes nothing for either format (RFC 8259, section 11).
fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn basic_pair(value: &str) -> Result<(String, String), WireError> {
    let encoded = value.strip_prefix("Basic ").unwrap_or_default();
    let pair = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(WireError::Basic)?;
    let (id, secret) = pair.split_once(':').ok_or(WireError::Basic)?;
    Ok((id.to_owned(), secret.to_owned()))
}
