//! The endpoints under a host, and which of them an answer came from.

use std::fmt;

use crate::host::Host;

/// An endpoint of Workfront's that requests go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// Where the user's browser is sent (page 001).
    Authorize,
    /// Where codes and refresh tokens are redeemed (page 001).
    Token,
    /// Where a signed JWT is exchanged (page 002).
    Exchange,
    /// Where a refresh token is revoked; on none of the pages, seen in one public single-page client.
    Revoke,
    /// The resource API, `/attask/api/…`.
    Api,
}

impl Endpoint {
    /// The path; of the resource API, its common beginning.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Authorize => "/integrations/oauth2/authorize",
            Self::Token => "/integrations/oauth2/api/v1/token",
            Self::Exchange => "/integrations/oauth2/api/v1/jwt/exchange",
            Self::Revoke => "/integrations/oauth2/api/v1/revoke",
            Self::Api => "/attask/api/",
        }
    }

    /// The whole URL on a host.
    pub fn on(self, host: &Host) -> String {
        format!("{}{}", host.origin(), self.path())
    }

    /// The URL as requests carry it.
    pub(crate) fn uri(self, host: &Host) -> http::Uri {
        // Invariant: `Host` holds an origin made of a checked host name or of what `url` serialised, and the path is a
        // constant, so the text is always a URI; the fallback is never reached and would be refused by any transport.
        http::Uri::try_from(self.on(host)).unwrap_or_default()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authorize => "authorization endpoint",
            Self::Token => "token endpoint",
            Self::Exchange => "JWT exchange",
            Self::Revoke => "revocation endpoint",
            Self::Api => "Workfront API",
        })
    }
}

/// The two addresses that a third party's settings form asks for (page 001, "Set up the third-party application").
///
/// The form's scope field stays empty: Workfront has none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoints {
    /// "Authorization URI": `https://myorganization.my.workfront.com/integrations/oauth2/authorize`.
    pub authorization_uri: String,
    /// "Token URL": `https://myorganization.my.workfront.com/integrations/oauth2/api/v1/token`.
    pub token_url: String,
}
