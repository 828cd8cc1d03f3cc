//! Where a request goes, and which parameters arrive there.

use url::Url;

use super::{first, two, unescaped};
use crate::curl;

/// An endpoint without the host, and without the path before it.
pub(super) fn relative_endpoint(texts: &[&str]) -> bool {
    let text = first(texts).trim_start();
    text.strip_prefix("curl").unwrap_or(text).trim_start().trim_start_matches('\'').starts_with('/')
}

/// A form or a query whose values do not come out as they went in, because reserved characters were not encoded (RFC 6749,
/// appendix B): a parameter is cut at an `&`, a `+` becomes a blank.
pub(super) fn value_arrives_changed(texts: &[&str]) -> bool {
    let text = unescaped(first(texts)).replace('\n', "");
    let fields = match (text.split_once("--data '"), text.split_once('?')) {
        (Some((_, data)), _) => data.trim_end_matches('\''),
        // Other options of curl encode what they send, or send JSON.
        _ if text.contains("--header") => return false,
        (None, Some((_, query))) => query,
        (None, None) if text.contains("://") => return false,
        (None, None) => &text,
    };
    url::form_urlencoded::parse(fields.as_bytes())
        .any(|(name, value)| !PARAMETERS.contains(&&*name) || value.contains(' '))
}

/// The parameters of the pages' forms and queries.
const PARAMETERS: [&str; 11] = [
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "jwt_token",
    "redirect_uri",
    "refresh_token",
    "response_type",
];

/// The placeholder is a whole URL, and a scheme stands before it: the scheme's name becomes the host.
pub(super) fn scheme_stands_twice(texts: &[&str]) -> bool {
    Url::parse(first(texts).trim()).is_ok_and(|url| url.host_str() == Some("https"))
}

/// curl takes a URL without a scheme for plain HTTP (`man curl`, URL).
pub(super) fn no_tls(texts: &[&str]) -> bool {
    curl::parse(first(texts))
        .is_ok_and(|command| !command.url.contains("://") && !command.url.starts_with('/'))
}

/// A URL ends where its line ends.
pub(super) fn url_on_two_lines(texts: &[&str]) -> bool {
    first(texts).trim().lines().count() > 1
}

/// A version of the API that has been switched off: 14 and older on 30 September 2025, 15 was to follow that December (the vendor's
/// "API versioning and support").
pub(super) fn retired_version(texts: &[&str]) -> bool {
    let version =
        first(texts).split_once("/attask/api/v").and_then(|(_, rest)| rest.split_once('.'));
    version
        .and_then(|(number, _)| number.parse::<u32>().ok())
        .is_some_and(|number| number <= NEWEST_RETIRED)
}

const NEWEST_RETIRED: u32 = 14;

/// A host to be replaced that nothing marks as such: pasted as it is, the request goes to whoever has that name.
pub(super) fn somebody_elses_host(texts: &[&str]) -> bool {
    Url::parse(first(texts).trim())
        .is_ok_and(|url| url.host_str().is_some_and(|host| host.starts_with("yourdomain.")))
}

/// RFC 6749 sections 4.1.3 and 6 know only forms.
pub(super) fn json_where_a_form_is_due(texts: &[&str]) -> bool {
    !first(texts).contains("application/x-www-form-urlencoded")
}

/// The same request with `redirect_uri` in one of its two forms only.
pub(super) fn form_and_json_differ(texts: &[&str]) -> bool {
    let (json, form) = two(texts);
    json.contains("redirect_uri") != form.contains("redirect_uri")
}

/// An authorization request without `state` (RFC 6749 section 4.1.1; RFC 9700 section 2.1).
pub(super) fn no_state(texts: &[&str]) -> bool {
    texts.iter().all(|query| {
        let query = unescaped(query);
        url::form_urlencoded::parse(query.as_bytes()).all(|(name, _)| name != "state")
    })
}

/// HTTP Basic takes the form-encoded id and secret, so that a colon in the id cannot end it (RFC 6749 section 2.3.1).
pub(super) fn pair_not_encoded_first(texts: &[&str]) -> bool {
    first(texts).contains("base64(client_id:client_secret)")
}
