//! The addresses that the settings of a third-party application ask for (page 001, "Set up the third-party application").

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    frame: Frame,
    addresses: Vec<Address>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    id: &'static str,
    name: &'static str,
    url: String,
}

impl HomePage {
    /// The page of the tenant that is served at `base`, as `http://127.0.0.1:8080`.
    pub(crate) fn new(frame: Frame, base: &str) -> Self {
        let addresses = ADDRESSES
            .iter()
            .map(|(id, name, path)| Address { id, name, url: format!("{base}{path}") })
            .collect();
        Self { frame, addresses }
    }
}

const ADDRESSES: &[(&str, &str, &str)] = &[
    ("authorization-uri", "Authorization URI", "/integrations/oauth2/authorize"),
    ("token-url", "Token URL", "/integrations/oauth2/api/v1/token"),
    ("exchange-url", "JWT exchange URL", "/integrations/oauth2/api/v1/jwt/exchange"),
    ("revoke-url", "Revoke URL", "/integrations/oauth2/api/v1/revoke"),
    ("api-url", "API, for example", "/attask/api/v22.0/proj/search"),
];
