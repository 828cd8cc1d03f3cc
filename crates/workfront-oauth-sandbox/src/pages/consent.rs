//! The consent page: which app asks, what it will be able to do, **Cancel** and **Allow access**.
//!
//! The two lines of permission are Workfront's own, and there are no scopes to choose from (page 001).

use askama::Template;

use super::frame::Frame;

/// The consent page.
#[derive(Debug, Clone, Template)]
#[template(path = "consent.html")]
pub(crate) struct ConsentPage {
    /// What is around it.
    pub(crate) frame: Frame,
    /// Who asks.
    pub(crate) app: AskingApp,
    /// The name of the account that is asked about.
    pub(crate) account_name: String,
    /// And what is typed to log in to it.
    pub(crate) username: String,
    /// The ticket that binds the answer to this request, app and person.
    pub(crate) ticket: String,
    /// Where the browser goes next, for the person to see.
    pub(crate) goes_to: String,
    /// The request itself, for a server that believes a form without a ticket: the defect `srv-consent-no-csrf`.
    pub(crate) forgeable: Option<String>,
    /// Whether the name stands in the page as it is, markup and all: the defect `srv-unescaped-name`.
    pub(crate) unescaped: bool,
}

/// What the consent page says of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AskingApp {
    /// **Name**.
    pub(crate) name: String,
    /// The address of its logo, if it has one.
    pub(crate) logo: Option<String>,
    /// **Description**.
    pub(crate) description: String,
    /// **App Description URL**, if it is one that a person can be sent to.
    pub(crate) description_url: Option<String>,
    /// **Privacy policy URL**, likewise.
    pub(crate) privacy_policy_url: Option<String>,
    /// **Developer name**.
    pub(crate) developer: String,
}

impl AskingApp {
    fn has_more(&self) -> bool {
        !self.description.is_empty() || self.has_links()
    }

    fn has_links(&self) -> bool {
        self.description_url.is_some()
            || self.privacy_policy_url.is_some()
            || !self.developer.is_empty()
    }

    fn initial(&self) -> String {
        initial(&self.name)
    }
}

/// The letter that stands for an app without a logo.
pub(crate) fn initial(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .map_or_else(|| "?".to_owned(), |character| character.to_uppercase().collect())
}

/// `url`, if following it from a page leads to a web page and to nothing else.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url).ok()?;
    matches!(parsed.scheme(), "https" | "http").then(|| parsed.into())
}

/// Where a redirect URL leads, short enough to be read: the origin, or the scheme of a mobile app.
pub(crate) fn place_of(redirect_url: &str) -> String {
    match url::Url::parse(redirect_url) {
        Ok(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => redirect_url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(
            web_address("https://app.example/about").as_deref(),
            Some("https://app.example/about")
        );
        for inert in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "about",
            "JAVASCRIPT:x",
            " \tjavascript:x",
        ] {
            assert_eq!(web_address(inert), None, "{inert}");
        }
    }

    #[test]
    fn an_app_without_a_logo_has_a_letter() {
        for (name, letter) in
            [("planner", "P"), ("«ß»", "SS"), ("", "?"), ("<b>", "B"), ("\u{202e}", "?")]
        {
            assert_eq!(initial(name), letter, "{name}");
        }
    }

    #[test]
    fn a_person_sees_where_the_browser_goes() {
        for (url, place) in [
            ("https://app.example/callback?x=1", "https://app.example"),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1:8080"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            assert_eq!(place_of(url), place);
        }
    }
}
