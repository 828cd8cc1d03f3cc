//! Who may talk to the sandbox at all: programs and pages of this machine.
//!
//! A page of some other site can make a browser send requests to a loopback port. It cannot choose the `Host` that the browser
//! names (unless it rebinds its own name to 127.0.0.1, and then the name gives it away), and it cannot leave out `Origin` on a POST.

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Method, StatusCode, Uri};

use super::malformed::Malformed;

/// The `Host` of a request for this machine, as the client wrote it: `127.0.0.1:8080`, `myorganization.my.localhost:8080`.
///
/// # Errors
///
/// 400 when there is none or not one; 421 when it names something that is not on the loopback interface.
pub(crate) fn loopback_host(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Malformed> {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Malformed::new("send one Host header"));
    };
    let host: Authority = host
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(has_a_port_or_none)
        .ok_or_else(|| Malformed::new("the Host header is not a host and a port"))?;
    for named in [Some(&host), uri.authority()].into_iter().flatten() {
        if !is_loopback(named) {
            return Err(Malformed::with_status(
                StatusCode::MISDIRECTED_REQUEST,
                "the sandbox answers to 127.0.0.1, [::1], localhost and names under .localhost only",
            ));
        }
    }
    Ok(host)
}

/// Whether a browser says that a page of another site led to this request, in a header that no page can set.
pub(crate) fn is_led_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    matches!(site, Some(b"cross-site" | b"same-site"))
}

/// Whether a browser says that a page of another origin sends this request.
pub(crate) fn is_cross_site(method: &Method, headers: &HeaderMap, host: &Authority) -> bool {
    if method.is_safe() {
        return false;
    }
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    if is_led_from_elsewhere(headers) {
        return true;
    }
    match origin(headers) {
        Origin::None => false,
        Origin::One(origin) => !origin.eq_ignore_ascii_case(&format!("http://{host}")),
        // A page with `Referrer-Policy: no-referrer` posts its own forms with `Origin: null`; the browser then
        // vouches for it in a header that no page can set.
        Origin::Null => !matches!(site, Some(b"same-origin")),
        Origin::Several => true,
    }
}

/// The `Origin` of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Origin<'r> {
    None,
    Null,
    One(&'r str),
    Several,
}

/// What `Origin` says.
pub(crate) fn origin(headers: &HeaderMap) -> Origin<'_> {
    let mut values = headers.get_all(ORIGIN).iter();
    match (values.next(), values.next()) {
        (None, _) => Origin::None,
        (Some(value), None) => match value.to_str() {
            Ok("null") => Origin::Null,
            Ok(origin) => Origin::One(origin),
            Err(_) => Origin::Several,
        },
        _ => Origin::Several,
    }
}

/// Whether what follows the host is a port: nothing, or a number that one can have.
fn has_a_port_or_none(authority: &Authority) -> bool {
    let rest = authority.as_str().rsplit('@').next().unwrap_or_default();
    rest.len() == authority.host().len() || authority.port_u16().is_some()
}

fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host().to_ascii_lowercase();
    !authority.as_str().contains('@')
        && (matches!(host.as_str(), "127.0.0.1" | "[::1]" | "localhost")
            || host.strip_suffix(".localhost").is_some_and(|name| !name.is_empty()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn host(value: &str) -> Result<Authority, Malformed> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_str(value).unwrap());
        loopback_host(&Uri::from_static("/"), &headers)
    }

    #[test]
    fn only_this_machine_is_answered_for() {
        for good in [
            "127.0.0.1:1",
            "localhost",
            "LOCALHOST:9",
            "[::1]:80",
            "myorganization.my.localhost:8080",
        ] {
            assert_eq!(host(good).unwrap().as_str(), good);
        }
        for bad in [
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com",
            ".localhost",
            "127.0.0.2:1",
            "0.0.0.0:1",
            "a@127.0.0.1",
            "127.0.0.1:1/",
            "",
            "10.0.0.1",
            "localhost.",
            "localhost:",
            "localhost:port",
            "localhost:99999",
            "127.1",
        ] {
            assert!(host(bad).is_err(), "{bad}");
        }
        assert!(loopback_host(&Uri::from_static("/"), &HeaderMap::new()).is_err());
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("127.0.0.1"));
        assert!(loopback_host(&Uri::from_static("http://example.com/"), &headers).is_err());
        headers.append(HOST, HeaderValue::from_static("127.0.0.1"));
        assert!(loopback_host(&Uri::from_static("/"), &headers).is_err());
    }

    #[test]
    fn a_post_from_another_page_is_known() {
        let host: Authority = "127.0.0.1:8080".parse().unwrap();
        let cross = |method: Method, headers: &[(&'static str, &'static str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
                .collect();
            is_cross_site(&method, &headers, &host)
        };
        let own = ("origin", "http://127.0.0.1:8080");
        assert!(!cross(Method::POST, &[]));
        assert!(!cross(Method::POST, &[own, ("sec-fetch-site", "same-origin")]));
        assert!(!cross(Method::POST, &[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!cross(Method::GET, &[("sec-fetch-site", "cross-site")]));
        assert!(cross(Method::POST, &[("origin", "null")]));
        assert!(cross(Method::POST, &[("origin", "http://127.0.0.1:8081")]));
        assert!(cross(Method::POST, &[("origin", "http://example.com")]));
        assert!(cross(Method::POST, &[own, ("sec-fetch-site", "same-site")]));
        assert!(cross(Method::DELETE, &[("sec-fetch-site", "cross-site")]));
    }
}
