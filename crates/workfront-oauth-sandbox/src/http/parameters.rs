//! The parameters of a request, whichever of the two encodings or the query they came in.
//!
//! "Request and response parameters MUST NOT be included more than once", and one sent without a value counts as not sent (RFC 6749
//! §3.1, §3.2).

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::malformed::Malformed;
use super::{form, json};

/// Named values, each name at most once.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

/// How strictly parameters are read. Everything is refused that RFC 6749 §3.2 and RFC 8259 §4 refuse, unless a defect says otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    /// A repeated name is not refused; the last value counts.
    pub(crate) repeated: bool,
    /// A JSON number, list or object is taken for its text.
    pub(crate) coerced: bool,
}

/// How a body wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`.
    Json,
}

impl Parameters {
    /// The parameters of the part of a URL behind `?`.
    pub(crate) fn from_query(query: &str) -> Result<Self, Malformed> {
        Self::distinct(form::parse(query.as_bytes())?, Reading::default())
    }

    /// The parameters of a body, read as its `Content-Type` says.
    pub(crate) fn from_body(
        headers: &HeaderMap,
        body: &[u8],
        reading: Reading,
    ) -> Result<(Self, Encoding), Malformed> {
        let encoding = encoding(headers)?;
        let pairs = match encoding {
            Encoding::Form => form::parse(body)?,
            Encoding::Json => json::parse(body, reading)?,
        };
        Ok((Self::distinct(pairs, reading)?, encoding))
    }

    /// The value of `name`, unless it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value.as_str()))
            .filter(|value| !value.is_empty())
    }

    /// The names, in the order they came.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    fn distinct(mut pairs: Vec<(String, String)>, reading: Reading) -> Result<Self, Malformed> {
        if reading.repeated {
            pairs.reverse();
            return Ok(Self(pairs));
        }
        for (at, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().skip(at + 1).any(|(other, _)| other == name) {
                return Err(Malformed::new(format!(
                    "the parameter {} is sent twice (RFC 6749 section 3.1 forbids it)",
                    json::shown(name)
                )));
            }
        }
        Ok(Self(pairs))
    }
}

/// The encoding that `Content-Type` names; with `charset`, only UTF-8.
fn encoding(headers: &HeaderMap) -> Result<Encoding, Malformed> {
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(Malformed::new("the body is compressed; send it as it is"));
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(content_type), None) = (types.next(), types.next()) else {
        return Err(Malformed::new(
            "send one Content-Type: application/x-www-form-urlencoded or application/json",
        ));
    };
    let text = content_type.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let encoding = match parts.next() {
        Some("application/x-www-form-urlencoded") => Encoding::Form,
        Some("application/json") => Encoding::Json,
        _ => {
            return Err(Malformed::new(
                "the Content-Type is neither application/x-www-form-urlencoded nor application/json",
            ));
        }
    };
    for part in parts {
        if let Some(charset) = part.strip_prefix("charset=")
            && charset.trim_matches('"') != "utf-8"
        {
            return Err(Malformed::new("the charset is not UTF-8"));
        }
    }
    Ok(encoding)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn body(content_type: &'static str, body: &[u8]) -> Result<(Parameters, Encoding), Malformed> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Parameters::from_body(&headers, body, Reading::default())
    }

    #[test]
    fn both_encodings_give_the_same() {
        let (form, _) = body("application/x-www-form-urlencoded", b"a=1&b=x%20y").unwrap();
        let (json, encoding) =
            body("Application/JSON; charset=\"UTF-8\"", br#"{"a":"1","b":"x y"}"#).unwrap();
        assert!(form == json);
        assert_eq!((encoding, json.get("b"), json.get("c")), (Encoding::Json, Some("x y"), None));
    }

    #[test]
    fn empty_is_absent_and_twice_is_refused() {
        let parameters = Parameters::from_query("a=&b=1").unwrap();
        assert_eq!((parameters.get("a"), parameters.get("b")), (None, Some("1")));
        for query in ["a=1&a=1", "a=&a=1", "a&%61"] {
            assert!(Parameters::from_query(query).is_err(), "{query}");
        }
    }

    #[test]
    fn a_lenient_reader_keeps_the_last_and_takes_anything_for_text() {
        let reading = Reading { repeated: true, coerced: true };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = br#"{"a":"1","a":["2"],"b":3}"#;
        let (parameters, _) = Parameters::from_body(&headers, body, reading).unwrap();
        assert_eq!((parameters.get("a"), parameters.get("b")), (Some("2"), Some("3")));
    }

    #[test]
    fn another_type_of_body_is_refused() {
        for content_type in [
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/jsonx",
        ] {
            assert!(body(content_type, b"").is_err(), "{content_type}");
        }
        assert!(Parameters::from_body(&HeaderMap::new(), b"a=1", Reading::default()).is_err());
        assert!(body("application/json", b"a=1").is_err());
        assert!(body("application/x-www-form-urlencoded", b"{\"a\":\"%\"}").is_err());
    }
}
