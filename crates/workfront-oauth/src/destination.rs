//! Where a request may go: over https anywhere, over plain http to this machine alone.

use std::net::IpAddr;

use http::Uri;

use crate::transport::{Delivery, TransportError, TransportErrorKind};

/// Where a request goes, as far as the fourth rule of [`Transport`](crate::Transport) asks.
///
/// For whoever writes a transport: ask before a name is looked up or a socket is opened.
///
/// ```
/// use workfront_oauth::{Destination, TransportErrorKind};
/// let to = |uri: &'static str| Destination::of(&http::Uri::from_static(uri));
/// assert!(!to("https://myorganization.my.workfront.com/x")?.is_loopback());
/// assert!(to("http://myorganization.my.localhost:8080/x")?.is_loopback());
/// assert_eq!(to("http://myorganization.my.workfront.com/x").unwrap_err().kind(), TransportErrorKind::Insecure);
/// # Ok::<(), workfront_oauth::TransportError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Destination {
    https: bool,
    loopback: bool,
}

impl Destination {
    /// Reads where a request with this URI would go.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::Insecure`] unless it is https, or plain http to this machine; nothing has been sent then.
    pub fn of(uri: &Uri) -> Result<Self, TransportError> {
        let https = uri.scheme_str() == Some("https");
        let http = uri.scheme_str() == Some("http");
        let host = uri.host().unwrap_or_default();
        // HTTP clients read `a@b` in ways of their own, so such a thing is never this machine.
        let user_name = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        let loopback = is_loopback(host) && !user_name;
        if (https && !host.is_empty()) || (http && loopback) {
            Ok(Self { https, loopback })
        } else {
            Err(TransportError::new(TransportErrorKind::Insecure, Delivery::NotSent))
        }
    }

    /// Whether the connection is encrypted.
    pub fn is_https(self) -> bool {
        self.https
    }

    /// Whether it is this machine: a loopback address, `localhost`, or a name under it (RFC 6761 section 6.3).
    ///
    /// No proxy is asked to go there, and no DNS server to resolve it.
    pub fn is_loopback(self) -> bool {
        self.loopback
    }
}

/// Only spellings that every HTTP client and every resolver reads alike: not `127.1`, not `0x7f000001`.
fn is_loopback(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    if let Ok(address) = literal.unwrap_or(host).parse::<IpAddr>() {
        return address.is_loopback();
    }
    let name = host.to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (name == "localhost" || name.ends_with(".localhost")) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, expected: Option<(bool, bool)>) {
        let uri = Uri::try_from(uri).unwrap();
        let read = Destination::of(&uri).ok().map(|to| (to.is_https(), to.is_loopback()));
        assert_eq!(read, expected, "{uri}");
    }

    #[test]
    fn https_goes_anywhere() {
        check("https://acme.my.workfront.com/x", Some((true, false)));
        check("https://10.0.0.1/x", Some((true, false)));
        check("https://localhost:8443/x", Some((true, true)));
        check("https://a@localhost/x", Some((true, false)));
    }

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        for uri in [
            "http://127.0.0.1:1/x",
            "http://127.8.9.10/x",
            "http://[::1]:1/x",
            "http://localhost/x",
            "http://ACME.My.LocalHost:1/x",
        ] {
            check(uri, Some((false, true)));
        }
        for uri in [
            "http://example.com/x",
            "http://10.0.0.1/x",
            "http://127.1/x",
            "http://0x7f000001/x",
            "http://2130706433/x",
            "http://localhost./x",
            "http://localhost.example.com/x",
            "http://notlocalhost/x",
            "http://127.0.0.1.example.com/x",
            "http://127.0.0.1@example.com/x",
            "http://example.com@127.0.0.1/x",
            "ftp://127.0.0.1/x",
            "/x",
        ] {
            check(uri, None);
        }
    }
}
