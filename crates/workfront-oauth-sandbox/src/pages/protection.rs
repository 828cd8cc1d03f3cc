//! The headers that keep a page to itself: no script, no frame, no copy in a cache, no address in a `Referer`.
//!
//! RFC 6749 §10.13 and RFC 9700 §4.16 ask for the frame headers, §4.2 for the referrer policy.

use http::HeaderName;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};

/// Where the forms of a page may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormsLead<'a> {
    /// To this site and no further.
    Here,
    /// To this site, and from there on a redirect to this redirect URL.
    BackTo(&'a str),
}

/// The headers of every page, but for those that every answer has.
pub(crate) fn headers(forms: FormsLead<'_>) -> [(HeaderName, String); 3] {
    [
        (CONTENT_SECURITY_POLICY, content_security_policy(forms)),
        (X_FRAME_OPTIONS, "DENY".into()),
        (REFERRER_POLICY, "no-referrer".into()),
    ]
}

/// The policy of a logo: should its bytes ever be taken for a document, it is one that can do nothing.
pub(crate) const LOGO_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

fn content_security_policy(forms: FormsLead<'_>) -> String {
    let action = match forms {
        FormsLead::Here => "'self'".to_owned(),
        FormsLead::BackTo(redirect_url) => match scheme(redirect_url) {
            // `http:` lets `https:` in as well.
            Some(scheme) => format!("'self' https: {scheme}:"),
            None => "'self'".to_owned(),
        },
    };
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action {action}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The scheme of `url`, if it has one.
///
/// Chromium holds `form-action` against every hop of the redirect that a form leads to, and an app's callback may send the
/// browser on to an address nobody here has heard of: so the scheme is named, and no host.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let first = scheme.bytes().next()?;
    let is_scheme = first.is_ascii_alphabetic()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_here_or_back_to_the_app() {
        for (forms, action) in [
            (FormsLead::Here, "form-action 'self';"),
            (FormsLead::BackTo("https://app.example/cb"), "form-action 'self' https: https:;"),
            (FormsLead::BackTo("http://127.0.0.1:8080/cb"), "form-action 'self' https: http:;"),
            (
                FormsLead::BackTo("com.example.app:/cb"),
                "form-action 'self' https: com.example.app:;",
            ),
            (FormsLead::BackTo("x; script-src *:"), "form-action 'self';"),
            (FormsLead::BackTo("no scheme"), "form-action 'self';"),
        ] {
            let policy = content_security_policy(forms);
            assert!(policy.contains(action), "{forms:?}: {policy}");
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script-src"));
        }
    }

    #[test]
    fn every_page_is_kept_to_itself() {
        let headers = headers(FormsLead::Here);
        let value = |name: &str| {
            headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        assert_eq!(value("x-frame-options"), Some("DENY"));
        assert_eq!(value("referrer-policy"), Some("no-referrer"));
        assert!(
            value("content-security-policy")
                .is_some_and(|policy| policy.contains("frame-ancestors 'none'"))
        );
    }
}
