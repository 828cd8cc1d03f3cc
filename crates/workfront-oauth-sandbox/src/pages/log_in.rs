//! The log-in page: Workfront's own, or that of the identity provider of an organization with single sign-on (page 001, step 1).

use askama::Template;

use super::frame::Frame;
use super::paths;

/// The log-in page.
#[derive(Debug, Clone, Template)]
#[template(path = "log_in.html")]
pub(crate) struct LogInPage {
    /// What is around it.
    pub(crate) frame: Frame,
    /// Who asks for the password.
    pub(crate) host: LogInHost,
    /// The ticket of what the person is in the middle of.
    pub(crate) ticket: String,
    /// What was typed before.
    pub(crate) username: String,
    /// Why that did not work.
    pub(crate) refusal: Option<String>,
}

/// Who asks for the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogInHost {
    /// Workfront itself.
    Workfront,
    /// The built-in stand-in for an organization's identity provider.
    IdentityProvider,
}

impl LogInHost {
    fn title(self) -> &'static str {
        match self {
            Self::Workfront => "Log in to Workfront",
            Self::IdentityProvider => "Log in with your organization",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Self::Workfront => {
                "Use a username and password that the sandbox printed when it started."
            }
            Self::IdentityProvider => {
                "This page stands in for your organization’s identity provider. The usernames and passwords are the ones \
                 that the sandbox printed when it started."
            }
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Workfront => paths::LOG_IN,
            Self::IdentityProvider => paths::SINGLE_SIGN_ON,
        }
    }

    fn is_identity_provider(self) -> bool {
        self == Self::IdentityProvider
    }
}
