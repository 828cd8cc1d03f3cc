//! HTTP Basic as pages 001 and 003 use it: `base64(client_id:client_secret)`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::malformed::Malformed;
use crate::authority::Secret;

/// A Client ID and client secret from an `Authorization` header, as literally encoded.
#[derive(Debug, Clone)]
pub(crate) struct Basic {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
}

/// The credentials in `Authorization`, or nothing when there is no such header.
pub(crate) fn parse(headers: &HeaderMap) -> Result<Option<Basic>, Malformed> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (header, None) = (values.next(), values.next()) else {
        return Err(Malformed::new("there are two Authorization headers"));
    };
    let Some(header) = header else { return Ok(None) };
    let refusal = || {
        Malformed::new("the Authorization header is not Basic with base64(client_id:client_secret)")
    };
    let (scheme, encoded) =
        header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(refusal)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refusal());
    }
    let pair = STANDARD.decode(encoded.trim()).map_err(|_| refusal())?;
    let pair = String::from_utf8(pair).map_err(|_| refusal())?;
    let (client_id, client_secret) = pair.split_once(':').ok_or_else(refusal)?;
    Ok(Some(Basic { client_id: client_id.to_owned(), client_secret: Secret::new(client_secret) }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn header(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn documented_example() {
        // Page 001: `Authorization: Basic <base64(client_id:client_secret)>`.
        let pair = STANDARD.encode("an-id:a:secret");
        let basic = parse(&header(&format!("Basic {pair}"))).unwrap().unwrap();
        assert_eq!(
            (basic.client_id.as_str(), basic.client_secret.expose_secret()),
            ("an-id", "a:secret")
        );
        assert!(parse(&header(&format!("bAsIc {pair}"))).unwrap().is_some());
        assert!(parse(&HeaderMap::new()).unwrap().is_none());
    }

    #[test]
    fn anything_else_is_refused() {
        for value in [
            "",
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic YQ==",
            "Basic /w==",
            "Bearer YTpi",
            "**Basic YTpi**",
        ] {
            assert!(parse(&header(value)).is_err(), "{value}");
        }
        let mut twice = header("Basic YTpi");
        twice.append(AUTHORIZATION, HeaderValue::from_static("Basic YTpi"));
        assert!(parse(&twice).is_err());
    }
}
