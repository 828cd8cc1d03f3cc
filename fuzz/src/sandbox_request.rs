//! Requests to the sandbox: what stands in their headers, and in bodies of both encodings.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::{Host, Url, form_urlencoded};
use workfront_oauth_sandbox::fuzz;

/// Reads the first line as each header in turn, and the rest as a body in each encoding.
///
/// Holds: what is accepted was read as an independent reader reads it; a `Host` that is let in is one that a browser connects to
/// this machine for; no name is accepted twice.
pub fn sandbox_request(data: &[u8]) {
    let (line, body) = match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, data),
    };
    if let Some(pairs) = fuzz::form(body) {
        let expected: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        assert_eq!(pairs, expected);
        for (name, value) in pairs {
            let written = format!("{}={}", fuzz::encoded(&name), fuzz::encoded(&value));
            assert_eq!(fuzz::form(written.as_bytes()), Some(vec![(name, value)]), "{written}");
        }
    }
    if let Some(members) = fuzz::json(body) {
        let Ok(Value::Object(expected)) = serde_json::from_slice(body) else {
            panic!("an object that serde_json does not read");
        };
        assert_eq!(members.len(), expected.len(), "a name twice");
        for (name, value) in members {
            assert_eq!(expected.get(&name), Some(&Value::String(value)));
        }
    }
    for content_type in [line, b"application/x-www-form-urlencoded", b"application/json"] {
        if let Some(names) = fuzz::parameters(content_type, body) {
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), names.len(), "a name twice");
        }
    }
    if let Some((client_id, client_secret)) = fuzz::basic(line) {
        assert!(!client_id.contains(':'), "split at the first colon");
        let pair = STANDARD.encode(format!("{client_id}:{client_secret}"));
        let text = String::from_utf8_lossy(line);
        assert!(text.to_ascii_lowercase().starts_with("basic "), "{text}");
        assert!(text.trim_end().ends_with(&pair), "{text} is not {pair}");
    }
    if let Some(cookie) = fuzz::cookie(line, "s") {
        assert!(!cookie.contains(';'), "{cookie} is two");
        assert!(String::from_utf8_lossy(line).contains(&format!("s={cookie}")));
    }
    if let Some(host) = fuzz::host(line) {
        let url = Url::parse(&format!("http://{host}/"));
        let is_here = match url.as_ref().map(Url::host) {
            Ok(Some(Host::Ipv4(address))) => address.is_loopback(),
            Ok(Some(Host::Ipv6(address))) => address.is_loopback(),
            Ok(Some(Host::Domain(name))) => name == "localhost" || name.ends_with(".localhost"),
            Ok(None) => false,
            // No browser goes there at all.
            Err(_) => true,
        };
        assert!(is_here, "{host} is let in, and a browser finds it at {url:?}");
    }
}
