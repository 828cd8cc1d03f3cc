//! The redirect URL: checked once, kept byte for byte.

use std::net::IpAddr;
use std::sync::Arc;

use url::{Host, Url};

use crate::value_error::ValueError;

/// Where Workfront sends the user back to; must equal one of the application's registered redirect URLs (page 001).
///
/// The text is kept as it was given and sent as it was given, in the authorization request and again in the token
/// request: Workfront compares, and a URL parser's "normalised" copy (a slash added, a port dropped) is another URL.
///
/// Accepted: `https`; `http` on a loopback host (RFC 8252 section 7.3); a private-use scheme named after a domain, as
/// `com.example.app:/callback`, for mobile apps (RFC 8252 section 7.1). Workfront registers no fragment, no relative path
/// and no wildcard.
///
/// ```
/// use workfront_oauth::RedirectUri;
/// let uri = RedirectUri::new("https://APP.example/cb?tenant=7")?;
/// assert_eq!(uri.as_str(), "https://APP.example/cb?tenant=7");
/// assert!(RedirectUri::new("http://app.example/cb").is_err());
/// # Ok::<(), workfront_oauth::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectUri(Arc<str>);

impl RedirectUri {
    /// Checks and keeps a redirect URL.
    ///
    /// # Errors
    ///
    /// [`ValueError::RedirectUri`] with the rule that is broken.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = text.into();
        match complaint(&text) {
            Some(why) => Err(ValueError::RedirectUri { why }),
            None => Ok(Self(text.into())),
        }
    }

    /// The redirect URL, byte for byte as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first rule that the text breaks.
fn complaint(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty: give the URL that is registered on the application");
    }
    if text.len() > MAX_BYTES {
        return Some("it is longer than 2,048 bytes: register a shorter one");
    }
    // The URL standard's parser repairs these silently; what it would repair is not what the server compares.
    if !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Some(
            "it has a space, a control character or a character outside ASCII: percent-encode it",
        );
    }
    if text.contains('\\') {
        return Some("it has a backslash: use a slash");
    }
    let Ok(url) = Url::parse(text) else {
        return Some(NOT_ABSOLUTE);
    };
    // The parser reads `https:app.example` and `https:///app.example` as if two slashes stood there.
    if matches!(url.scheme(), "http" | "https") {
        let authority = text.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
        if authority.is_empty() || authority.starts_with(['/', '?']) {
            return Some(NOT_ABSOLUTE);
        }
        if authority.split(['/', '?']).next().is_some_and(|host| host.contains('@')) {
            return Some(USER_NAME);
        }
    }
    if text.contains('#') {
        return Some(
            "it has a fragment, which Workfront does not register: remove # and what follows",
        );
    }
    if text.contains('*') {
        return Some("it has a wildcard, which Workfront does not register: write one exact URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(USER_NAME);
    }
    match url.scheme() {
        "https" if url.has_host() => None,
        "http" if is_loopback(url.host()) => None,
        "http" => Some("plain http is for loopback hosts only: use https"),
        scheme if scheme.contains('.') => None,
        _ => Some(
            "its scheme is neither https nor a private-use scheme: name a private-use scheme after your domain, as com.example.app",
        ),
    }
}

/// Whether a host is this machine: a loopback address, `localhost`, or a name under it (RFC 6761 section 6.3).
pub(crate) fn is_loopback(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

const NOT_ABSOLUTE: &str = "it is not an absolute URL: begin with https:// and a host";

const USER_NAME: &str = "it has a user name or password: remove what stands before the @";

/// Longer than any real redirect URL, shorter than what makes an authorization URL too long for a CDN (8,892 bytes).
const MAX_BYTES: usize = 2_048;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, accepted: bool) {
        let result = RedirectUri::new(text);
        assert_eq!(result.is_ok(), accepted, "{text:?}: {result:?}");
        if let Ok(uri) = result {
            assert_eq!(uri.as_str(), text, "kept byte for byte");
        }
    }

    #[test]
    fn urls_that_workfront_can_register_are_kept_byte_for_byte() {
        check("https://app.example", true);
        check("https://app.example/", true);
        check("https://APP.example:443/a/../b?x=1&y=%2B", true);
        check("http://127.0.0.1:8734/cb", true);
        check("http://[::1]/cb", true);
        check("http://localhost:3000", true);
        check("http://app.localhost/cb", true);
        check("com.example.app:/oauth", true);
        check("com.example.app://oauth/cb", true);
    }

    #[test]
    fn urls_that_workfront_cannot_register_are_refused() {
        for text in [
            "",
            "/cb",
            "app.example/cb",
            "https://",
            "http://app.example/cb",
            "http://10.0.0.1/cb",
            "https://app.example/cb#",
            "https://app.example/cb#x",
            "https://*.app.example/cb",
            "https://user@app.example/cb",
            "https://user:pass@app.example/cb",
            "https:\\\\app.example",
            "https:app.example/cb",
            "https:/app.example/cb",
            "https:///app.example/cb",
            "https://@app.example/cb",
            "https://:@app.example/cb",
            "http:127.0.0.1/cb",
            "https://app.example/ cb",
            "https://app.example/\tcb",
            "https://app.exämple/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "myapp:/cb",
        ] {
            check(text, false);
        }
        check(&format!("https://app.example/{}", "a".repeat(MAX_BYTES)), false);
    }
}
