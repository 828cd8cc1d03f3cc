//! Redirect URLs: which may be registered, when one in a request is the registered one, and how parameters are added.
//!
//! Kept and compared byte for byte. A URL is parsed to judge it and never to rewrite it.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::app::AppKind;
use super::refusal::{ErrorCode, Refusal, Rule};
use super::rules;
use crate::defects::Defect;
use crate::policy::Policy;
use crate::policy::choice::{ErrorText, RedirectHttp, RedirectMatching, RedirectSchemes};

/// Judges a URL that is to be registered.
pub(super) fn register(
    text: &str,
    kind: AppKind,
    policy: &Policy,
    defect: Option<Defect>,
) -> Result<(), Refusal> {
    let broken = |one: Defect| defect == Some(one);
    let refuse = |rule: &'static Rule, why: &str| {
        let why = format!("the redirect URL {} {why}", quoted(text));
        Err(Refusal::new(rule, ErrorCode::Unprocessable, why).about("redirect_urls"))
    };
    let form = &rules::APP_REDIRECT_URL;
    if text.len() > LONGEST {
        return refuse(form, "has more than 2,000 characters");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse(form, "has a space, a control character or one outside ASCII");
    }
    let Ok(url) = Url::parse(text) else {
        return refuse(form, "has no protocol, or is no URL");
    };
    if text.contains('#') && !broken(Defect::RegistersFragments) {
        return refuse(form, "has a fragment");
    }
    if text.contains('*') {
        return refuse(form, "has a wildcard");
    }
    if text.contains('\\') || has_relative_path(text) {
        return refuse(form, "has a relative path");
    }
    if !url.username().is_empty() || url.password().is_some() || has_userinfo(text) {
        return refuse(form, "has a user name");
    }
    let scheme = &rules::APP_REDIRECT_SCHEME;
    match url.scheme() {
        "https" | "http" => {
            if is_public_address(&url) {
                return refuse(form, "has a public IP address");
            }
            if url.scheme() == "https" || broken(Defect::RegistersPlainHttp) {
                return Ok(());
            }
            match policy.redirect_http {
                RedirectHttp::Any => Ok(()),
                RedirectHttp::Loopback if is_loopback(&url) => Ok(()),
                RedirectHttp::Loopback => refuse(scheme, "has http: and is not a loopback address"),
                RedirectHttp::Refuse => refuse(scheme, "has http:, which is set to be refused"),
            }
        }
        "javascript" | "data" if broken(Defect::RegistersScripts) => Ok(()),
        other if ACTED_ON.contains(&other) => {
            refuse(scheme, "has a protocol that leads to no app: a browser acts on it itself")
        }
        other
            if !other.contains('.')
                && policy.redirect_schemes == RedirectSchemes::ReverseDomain =>
        {
            let why = "has a protocol that is neither https: nor a reversed domain name (com.example.app:)";
            refuse(scheme, why)
        }
        _ if kind != AppKind::SinglePage => {
            refuse(scheme, "has a private-use protocol, which is for mobile apps alone")
        }
        _ => Ok(()),
    }
}

/// `text` in quotation marks, and no longer than a message can be.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{:?}", format!("{}…", text.get(..end).unwrap_or_default())),
        None => format!("{text:?}"),
    }
}

/// Whether `asked` is the registered URL.
pub(super) fn matches(
    registered: &str,
    asked: &str,
    kind: AppKind,
    matching: RedirectMatching,
    defect: Option<Defect>,
) -> bool {
    match defect {
        Some(Defect::RedirectPrefix) if asked.starts_with(registered) => return true,
        Some(Defect::RedirectIgnoresCase) if asked.eq_ignore_ascii_case(registered) => return true,
        Some(Defect::RedirectAnyPort) if same_but_for_port(registered, asked) => return true,
        _ => {}
    }
    if registered == asked {
        return true;
    }
    let loopback = || {
        kind == AppKind::SinglePage
            && without_loopback_port(registered)
                .is_some_and(|rest| without_loopback_port(asked) == Some(rest))
    };
    match matching {
        RedirectMatching::Exact => false,
        RedirectMatching::LoopbackPort => loopback(),
        RedirectMatching::TrailingSlash => {
            loopback()
                || registered.strip_suffix('/').unwrap_or(registered)
                    == asked.strip_suffix('/').unwrap_or(asked)
        }
    }
}

/// Where a person's browser is sent, with what is added to the redirect URL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirection {
    /// The redirect URL, as registered and asked for.
    pub redirect_uri: String,
    /// What is added to its query, in order. A code is among it: do not log it.
    pub parameters: Vec<(&'static str, String)>,
    pub(super) query_lost: bool,
}

impl Redirection {
    pub(super) fn to(redirect_uri: &str) -> Self {
        Self { redirect_uri: redirect_uri.to_owned(), parameters: Vec::new(), query_lost: false }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.insert(0, (name, value.into()));
        self
    }

    /// Adds what RFC 6749 §4.1.2.1 says about an error.
    pub(super) fn with_error(self, refusal: &Refusal, text: ErrorText) -> Self {
        let to = match refusal.description(text) {
            Some(description) => self.with("error_description", description),
            None => self,
        };
        to.with("error", refusal.error.name())
    }

    /// The URL to send the browser to. A query that was registered is kept (RFC 6749 §3.1.2).
    pub fn location(&self) -> String {
        let mut location = self.redirect_uri.clone();
        if self.query_lost
            && let Some(at) = location.find('?')
        {
            location.truncate(at);
        }
        // Only the defect that registers fragments lets one get here.
        let fragment = location.find('#').map(|at| location.split_off(at)).unwrap_or_default();
        for (name, value) in &self.parameters {
            let separator = match location.split_once('?') {
                None => "?",
                Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
                Some(_) => "&",
            };
            location.push_str(separator);
            location.push_str(name);
            location.push('=');
            for part in url::form_urlencoded::byte_serialize(value.as_bytes()) {
                // A plus for a space is read so by forms alone; %20 is read so by everybody.
                location.push_str(if part == "+" { "%20" } else { part });
            }
        }
        location + &fragment
    }
}

/// Whether the host is this machine: a loopback address, `localhost`, or a name under it.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_public_address(url: &Url) -> bool {
    fn v4(address: Ipv4Addr) -> bool {
        !(address.is_loopback() || address.is_private() || address.is_link_local())
    }
    fn v6(address: Ipv6Addr) -> bool {
        match address.to_ipv4_mapped() {
            Some(address) => v4(address),
            None => {
                !(address.is_loopback()
                    || address.is_unique_local()
                    || address.is_unicast_link_local())
            }
        }
    }
    match url.host() {
        Some(Host::Ipv4(address)) => v4(address),
        Some(Host::Ipv6(address)) => v6(address),
        _ => false,
    }
}

/// The part between protocol and query, as written.
fn hierarchical(text: &str) -> &str {
    let rest = text.split_once(':').map_or(text, |(_, rest)| rest);
    rest.split(['?', '#']).next().unwrap_or(rest)
}

fn has_relative_path(text: &str) -> bool {
    hierarchical(text).split('/').any(|segment| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    })
}

fn has_userinfo(text: &str) -> bool {
    hierarchical(text)
        .strip_prefix("//")
        .and_then(|rest| rest.split('/').next())
        .is_some_and(|authority| authority.contains('@'))
}

/// Whether a page at `origin` is one at the registered URL, by the rule for `redirect_uri`: where its port does not matter, that
/// of the page does not either.
pub(crate) fn is_origin_of(registered: &str, origin: &str, matching: RedirectMatching) -> bool {
    let Ok(url) = Url::parse(registered) else { return false };
    if url.origin().is_tuple() && url.origin().ascii_serialization() == origin {
        return true;
    }
    let host = |text| without_loopback_port(text).map(|(host, _)| host);
    let of_any_port = without_loopback_port(origin).filter(|(_, rest)| rest.is_empty());
    matching != RedirectMatching::Exact
        && of_any_port.is_some_and(|(page, _)| host(registered) == Some(page))
}

/// A loopback `http:` URL without its port: host, and what follows.
fn without_loopback_port(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("http://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    ["127.0.0.1", "[::1]", "localhost"].into_iter().find_map(|host| {
        let port = authority.strip_prefix(host)?;
        let is_port = match port.strip_prefix(':') {
            Some(digits) => digits.parse::<u16>().is_ok() && !digits.starts_with('+'),
            None => port.is_empty(),
        };
        is_port.then_some((host, rest))
    })
}

fn same_but_for_port(registered: &str, asked: &str) -> bool {
    let (Ok(mut registered), Ok(mut asked)) = (Url::parse(registered), Url::parse(asked)) else {
        return false;
    };
    registered.set_port(None).is_ok() && asked.set_port(None).is_ok() && registered == asked
}

/// Protocols by which a browser runs, shows, fetches or writes something itself, instead of handing the URL to an app.
const ACTED_ON: [&str; 21] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "moz-extension",
    "resource",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];
/// The longest redirect URL, in bytes.
const LONGEST: usize = 2_000;
/// How many characters of one a message repeats.
const QUOTED: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str, kind: AppKind) -> Result<(), &'static str> {
        register(text, kind, &Policy::default(), None).map_err(|refusal| refusal.rule.id)
    }

    #[test]
    fn the_words_of_the_setup_page_decide_what_is_registered() {
        for right in [
            "https://app.example/callback",
            "https://app.example",
            "https://app.example:8443/a?b=c",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:80/",
            "https://192.168.1.4/callback",
        ] {
            assert_eq!(rule(right, AppKind::Web), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "app.example/callback",
            "/callback",
            "https://app.example/#top",
            "https://app.example/#",
            "https://*.app.example/",
            "https://app.example/a/../b",
            "https://app.example/a/%2E%2e/b",
            "https://app.example/./b",
            "https://app.example/a\\b",
            "https://user@app.example/",
            "https://@app.example/",
            "https://8.8.8.8/callback",
            "https://[2001:4860:4860::8888]/",
            "https://[::ffff:8.8.8.8]/",
            "https://134744072/",
            "https://app.example/ b",
            "https://app.exämple/",
            "https://",
        ] {
            assert_eq!(rule(wrong, AppKind::Web), Err("app.redirect-url"), "{wrong}");
        }
        assert!(rule(&format!("https://a.example/{}", "a".repeat(2_000)), AppKind::Web).is_err());
    }

    #[test]
    fn only_safe_protocols_are_registered() {
        for wrong in [
            "http://app.example/",
            "http://192.168.1.4/",
            "javascript:alert(1)",
            "data:text/html,hello",
            "vbscript:x",
            "file:///etc/passwd",
            "JavaScript:alert(1)",
            "blob:https://app.example/1",
            "view-source:https://app.example/",
            "myapp://callback",
            "com.example.app:/callback",
        ] {
            assert_eq!(rule(wrong, AppKind::Web), Err("app.redirect-scheme"), "{wrong}");
        }
        assert_eq!(rule("com.example.app:/callback", AppKind::SinglePage), Ok(()));
        assert_eq!(rule("myapp://callback", AppKind::SinglePage), Ok(()));
        for scheme in ACTED_ON {
            let url = format!("{scheme}://callback");
            assert!(rule(&url, AppKind::SinglePage).is_err(), "{url}");
        }
    }

    #[test]
    fn near_misses_are_no_match() {
        let registered = "https://app.example/callback";
        for asked in [
            "https://app.example/callback/",
            "https://app.example/Callback",
            "https://APP.example/callback",
            "https://app.example:443/callback",
            "https://app.example:8443/callback",
            "https://user@app.example/callback",
            "https://app.example/callback?x=1",
            "https://app.example/callback#x",
            "https://app.example/a/../callback",
            "https://app.example/%63allback",
            "https://app.example.evil.example/callback",
            "https://app.example\\callback",
            "http://app.example/callback",
            "//app.example/callback",
            "",
        ] {
            for kind in AppKind::ALL {
                let matching = RedirectMatching::LoopbackPort;
                assert!(!matches(registered, asked, kind, matching, None), "{asked}");
            }
        }
    }

    #[test]
    fn a_loopback_address_of_a_mobile_app_may_have_any_port() {
        use AppKind::{SinglePage, Web};
        use RedirectMatching::{Exact, LoopbackPort};
        let registered = "http://127.0.0.1/callback";
        for (asked, kind, matching, expected) in [
            ("http://127.0.0.1:5000/callback", SinglePage, LoopbackPort, true),
            ("http://127.0.0.1:5000/callback", SinglePage, Exact, false),
            ("http://127.0.0.1:5000/callback", Web, LoopbackPort, false),
            ("http://127.0.0.1:5000/other", SinglePage, LoopbackPort, false),
            ("http://127.0.0.1:99999/callback", SinglePage, LoopbackPort, false),
            ("http://127.0.0.1:+80/callback", SinglePage, LoopbackPort, false),
            ("http://127.0.0.1.evil.example/callback", SinglePage, LoopbackPort, false),
            ("http://localhost:5000/callback", SinglePage, LoopbackPort, false),
        ] {
            assert_eq!(matches(registered, asked, kind, matching, None), expected, "{asked}");
        }
    }

    #[test]
    fn a_page_of_a_loopback_address_may_have_any_port() {
        use RedirectMatching::{Exact, LoopbackPort, TrailingSlash};
        let registered = "http://127.0.0.1/callback";
        for (origin, matching, expected) in [
            ("http://127.0.0.1", Exact, true),
            ("http://127.0.0.1:5173", Exact, false),
            ("http://127.0.0.1:5173", LoopbackPort, true),
            ("http://127.0.0.1:5173", TrailingSlash, true),
            ("https://127.0.0.1:5173", LoopbackPort, false),
            ("http://localhost:5173", LoopbackPort, false),
            ("http://127.0.0.1:5173/", LoopbackPort, false),
            ("http://127.0.0.1:99999", LoopbackPort, false),
            ("http://127.0.0.1.evil.example", LoopbackPort, false),
            ("null", LoopbackPort, false),
        ] {
            assert_eq!(is_origin_of(registered, origin, matching), expected, "{origin}");
        }
        assert!(!is_origin_of("https://a.example/", "https://a.example:8443", LoopbackPort));
        assert!(!is_origin_of("com.example.app:/cb", "null", LoopbackPort));
    }

    #[test]
    fn a_trailing_slash_matters_unless_the_policy_says_otherwise() {
        let is_match = |matching| {
            matches("https://a.example/b", "https://a.example/b/", AppKind::Web, matching, None)
        };
        assert!(!is_match(RedirectMatching::Exact) && is_match(RedirectMatching::TrailingSlash));
    }

    #[test]
    fn a_registered_query_is_kept_and_values_are_encoded() {
        for (uri, expected) in [
            ("https://a.example/", "https://a.example/?code=1&state=a%20b%2B%26%C3%A9"),
            ("https://a.example/?x=y", "https://a.example/?x=y&code=1&state=a%20b%2B%26%C3%A9"),
            ("https://a.example/?", "https://a.example/?code=1&state=a%20b%2B%26%C3%A9"),
            ("com.example.app:/cb", "com.example.app:/cb?code=1&state=a%20b%2B%26%C3%A9"),
        ] {
            let to = Redirection::to(uri).with("state", "a b+&é").with("code", "1");
            assert_eq!(to.location(), expected);
        }
    }
}
