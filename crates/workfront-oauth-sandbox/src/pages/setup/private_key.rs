//! **Download private key**: gives back, as a file, what the page before it holds.
//!
//! The sandbox keeps no private key, and a page without a script cannot make a file. So the page sends what it shows, and gets
//! it back as one; the address says nothing, and the journal masks it. What it shows is sealed: nothing else comes back, and a key
//! that nobody can be shown again is not lost with a session that has ended meanwhile.

use axum::extract::State;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::handlers::shown;
use crate::http::parameters::{Parameters, Reading};
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;
use crate::pages::answer::page;
use crate::pages::frame::Frame;
use crate::pages::notice::{Because, Notice, WayOn};
use crate::pages::protection::{FormsLead, LOGO_POLICY};

/// The seal of the private key `pem`, for the form that sends it.
pub(super) fn seal(site: &Site, pem: &str) -> String {
    site.shell.form_key.seal(pem.trim())
}

/// `POST`: the file.
pub(crate) async fn download(State(site): State<Site>, received: Received) -> Reply {
    let read = Parameters::from_body(&received.headers, &received.body, Reading::default());
    let sent = match read {
        Ok((sent, _)) => sent,
        Err(malformed) => {
            let judgement = Judgement::refused("page.form", "RFC 9110 §15.5.1", malformed.why);
            let because = Because::from(&judgement);
            let notice = Notice::refused(Frame::new(&site.tenant), because);
            return page(&site, malformed.status, judgement, &notice, FormsLead::Here);
        }
    };
    // A text area sends CRLF for the end of a line.
    let pem = sent.get("private_key_pem").unwrap_or_default().replace("\r\n", "\n");
    let seal = sent.get("seal").unwrap_or_default();
    if !site.shell.form_key.has_sealed(pem.trim(), seal) {
        let why = "this sandbox has not shown this private key since it was started";
        let judgement = Judgement::refused("page.seal", "RFC 6749 §10.12", why);
        let notice = Notice::stale_form(Frame::new(&site.tenant), WayOn::apps());
        return page(&site, StatusCode::FORBIDDEN, judgement, &notice, FormsLead::Here);
    }
    Reply::new(StatusCode::OK, shown("setup.private-key", "the private key goes to its owner"))
        .with(CONTENT_TYPE, "application/x-pem-file")
        .with(CONTENT_DISPOSITION, "attachment; filename=\"private.key\"")
        .with(CONTENT_SECURITY_POLICY, LOGO_POLICY)
        .body(format!("{}\n", pem.trim()).into_bytes())
}
