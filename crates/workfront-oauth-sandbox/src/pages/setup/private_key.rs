//! **Download private key**: gives back, as a file, what the page before it holds.
//!
//! The sandbox keeps no private key, and a page without a script cannot make a file. So the page sends what it shows, and gets
//! it back as one; the address says nothing, and the journal masks it.

use axum::extract::State;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::handlers::shown;
use crate::http::malformed::Malformed;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::pages::protection::LOGO_POLICY;
use crate::pages::visitor::Visitor;

/// `POST`: the file.
pub(crate) async fn download(State(site): State<Site>, received: Received) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let sent = match visitor.form(&site, &received) {
        Ok(sent) => sent,
        Err(reply) => return *reply,
    };
    let pem = sent.get("private_key_pem").unwrap_or_default().replace("\r\n", "\n");
    if !is_private_key(&pem) {
        let why = "private_key_pem is no private key in PEM form";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return visitor.unreadable(&site, Malformed::with_status(status, why));
    }
    Reply::new(StatusCode::OK, shown("setup.private-key", "the private key goes to its owner"))
        .with(CONTENT_TYPE, "application/x-pem-file")
        .with(CONTENT_DISPOSITION, "attachment; filename=\"private.key\"")
        .with(CONTENT_SECURITY_POLICY, LOGO_POLICY)
        .body(format!("{}\n", pem.trim_end()).into_bytes())
}

/// Whether this is one PEM block with a private key's label, and nothing that a browser could make a page of.
fn is_private_key(text: &str) -> bool {
    let inside = text
        .trim()
        .strip_prefix("-----BEGIN PRIVATE KEY-----\n")
        .and_then(|rest| rest.strip_suffix("\n-----END PRIVATE KEY-----"));
    inside.is_some_and(|inside| {
        inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\n".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::is_private_key;

    #[test]
    fn nothing_but_a_key_comes_back() {
        assert!(is_private_key(
            "-----BEGIN PRIVATE KEY-----\nAAAA\nBB==\n-----END PRIVATE KEY-----\n"
        ));
        for wrong in [
            "",
            "<script>",
            "-----BEGIN PRIVATE KEY-----\n<b>\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        ] {
            assert!(!is_private_key(wrong), "{wrong}");
        }
    }
}
