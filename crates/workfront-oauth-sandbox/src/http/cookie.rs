//! The session cookie of the sandbox's own pages.
//!
//! Cookies do not tell ports apart, so two tenants on one machine would overwrite each other's: the tenant is in the name.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::authority::{Secret, Tenant};

/// The name of the cookie that holds a browser's session with `tenant`.
pub(crate) fn name(tenant: &Tenant) -> String {
    format!("workfront-sandbox-{}-{}", tenant.domain(), tenant.lane())
}

/// The value of the cookie `name`; nothing when it is absent or sent twice.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(known, value)| (known == name).then_some(value));
    match (found.next(), found.next()) {
        (Some(value), None) => Some(Secret::new(value)),
        _ => None,
    }
}

/// `Set-Cookie` for a browser session. Not `Secure`: the sandbox speaks plain HTTP on the loopback interface.
/// `Lax`, so that the redirect from an app to the authorization page brings it along.
pub(crate) fn set(name: &str, value: &Secret) -> Option<HeaderValue> {
    sensitive(&format!("{name}={}; Path=/; HttpOnly; SameSite=Lax", value.expose_secret()))
}

/// `Set-Cookie` that has the browser forget it.
pub(crate) fn clear(name: &str) -> Option<HeaderValue> {
    sensitive(&format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_is_read_and_two_are_none() {
        let read = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(text));
            read(&headers, "s").map(|value| value.expose_secret().to_owned())
        };
        assert_eq!(read("a=1; s=2; b=3").as_deref(), Some("2"));
        assert_eq!(read("s=2=3").as_deref(), Some("2=3"));
        assert_eq!(read("s=2; s=3"), None);
        assert_eq!(read("as=2; s"), None);
    }
}
