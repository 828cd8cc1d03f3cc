//! An error in the words of RFC 6749: `error`, `error_description`, `error_uri`.

use std::fmt;

use crate::mask::Mask;

/// What an error response said (RFC 6749 sections 4.1.2.1 and 5.2).
///
/// Our own secrets are masked in the texts, should the server have echoed them; control characters are replaced. The texts
/// are a stranger's: escape them before a page shows them, and offer `uri` as text, not as a link (section 10.14).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthError {
    /// `error`.
    pub code: OAuthErrorCode,
    /// `error_description`.
    pub description: Option<String>,
    /// `error_uri`.
    pub uri: Option<String>,
}

impl OAuthError {
    pub(crate) fn new(
        code: &str,
        description: Option<&str>,
        uri: Option<&str>,
        mask: Mask<'_>,
    ) -> Self {
        Self {
            code: OAuthErrorCode::read(code, mask),
            description: mask.show_some(description),
            uri: mask.show_some(uri),
        }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "" => f.write_str("an empty error code")?,
            code => f.write_str(code)?,
        }
        match &self.description {
            Some(description) => write!(f, " ({description})"),
            None => Ok(()),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The `error` of an error response.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OAuthErrorCode {
            $($(#[$doc])* $variant,)*
            /// A code of no RFC that this crate knows, kept as text.
            Other(String),
        }

        impl OAuthErrorCode {
            pub(crate) fn read(text: &str, mask: Mask<'_>) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(mask.show(other)),
                }
            }

            /// The code as the wire spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }
    };
}

codes! {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest = "invalid_request",
    /// The client is unknown or its secret is wrong.
    InvalidClient = "invalid_client",
    /// The code, refresh token or JWT is wrong, used, expired or another client's.
    InvalidGrant = "invalid_grant",
    /// This type of application may not do this.
    UnauthorizedClient = "unauthorized_client",
    /// The grant type is not supported.
    UnsupportedGrantType = "unsupported_grant_type",
    /// The scope is not valid; Workfront has none.
    InvalidScope = "invalid_scope",
    /// The user pressed Cancel.
    AccessDenied = "access_denied",
    /// `response_type` is not `code`.
    UnsupportedResponseType = "unsupported_response_type",
    /// The authorization server failed.
    ServerError = "server_error",
    /// The authorization server is overloaded or in maintenance.
    TemporarilyUnavailable = "temporarily_unavailable",
}

impl fmt::Display for OAuthErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
