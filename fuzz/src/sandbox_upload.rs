//! What a browser sends with a file in it, and what the control port takes for an app: the same fields in two forms.

use serde_json::Value;
use workfront_oauth_sandbox::authority::{AppKind, AppSettings, Logo};
use workfront_oauth_sandbox::fuzz::{self, Field};

use crate::sandbox_world::{check_refusal, world};

/// Reads the input as a form with the boundary `b`, as the body of a request of the control port, and as a logo.
///
/// Holds: what a field holds stood in the body as it is, and reads back from another form; a form has a field once; what is
/// saved is what was sent; a logo is a small picture and no document.
pub fn sandbox_upload(data: &[u8]) {
    check_logo(data);
    if let Some(parts) = fuzz::parts(b"multipart/form-data; boundary=b", data) {
        assert!(parts.len() <= 200);
        for (_, _, held) in &parts {
            let is_in = held.is_empty() || data.windows(held.len()).any(|window| window == held);
            assert!(is_in, "a part holds what was not sent");
        }
        check_again(&parts);
        check_form(&parts);
    }
    for kind in AppKind::ALL {
        let Some(settings) = world().patch(kind, data) else { continue };
        let Ok(Value::Object(sent)) = serde_json::from_slice(data) else {
            panic!("an app was changed by something that is no JSON object");
        };
        let kept = serde_json::to_value(&settings).unwrap_or_default();
        for (name, value) in sent {
            assert_eq!(kept.get(&name), Some(&value), "{name} is not what was sent");
        }
        check_saved(kind, settings);
    }
}

/// The same fields, framed anew.
fn check_again(parts: &[Field]) {
    let is_plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let plain = |(name, file_name, held): &&Field| {
        is_plain(name)
            && !name.is_empty()
            && file_name.as_deref().is_none_or(is_plain)
            && !held.windows(BOUNDARY.len()).any(|window| window == BOUNDARY.as_bytes())
    };
    let parts: Vec<Field> = parts.iter().filter(plain).cloned().collect();
    let mut body = Vec::new();
    for (name, file_name, held) in &parts {
        let file = file_name.as_ref().map(|name| format!("; filename=\"{name}\""));
        let file = file.unwrap_or_default();
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(held);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    assert_eq!(fuzz::parts(content_type.as_bytes(), &body), Some(parts));
}

fn check_form(parts: &[Field]) {
    let text = |name: &str| {
        let part = parts.iter().find(|(known, ..)| known == name);
        part.map(|(_, _, held)| String::from_utf8_lossy(held).into_owned()).unwrap_or_default()
    };
    for kind in AppKind::ALL {
        let Some(settings) = world().submit(kind, parts) else { continue };
        for (at, (name, ..)) in parts.iter().enumerate() {
            let again = parts.iter().skip(at + 1).any(|(other, ..)| other == name);
            assert!(!again || name == "redirect_url", "{name} came twice");
        }
        assert_eq!(settings.name, text("name").trim());
        assert_eq!(settings.description, text("description").replace("\r\n", "\n"));
        assert_eq!(settings.description_url, text("description_url").trim());
        assert!(settings.redirect_urls.iter().all(|url| !url.is_empty() && url.trim() == url));
        check_saved(kind, settings);
    }
}

fn check_saved(kind: AppKind, settings: AppSettings) {
    match world().clone().save(kind, settings.clone()) {
        Ok(kept) => assert_eq!(kept, Some(settings)),
        Err(refusal) => check_refusal(&refusal),
    }
}

fn check_logo(data: &[u8]) {
    match Logo::new(data.to_vec()) {
        Ok(logo) => {
            assert!(data.len() <= Logo::BYTES && logo.bytes() == data);
            assert!(!data.starts_with(b"<") && !data.starts_with(b"%"), "a document");
            let written = serde_json::to_string(&logo).unwrap_or_default();
            assert!(serde_json::from_str::<Logo>(&written).is_ok_and(|read| read == logo));
        }
        Err(refusal) => check_refusal(&refusal),
    }
}

/// Longer than what a fuzzer comes upon by itself.
const BOUNDARY: &str = "another-boundary";
