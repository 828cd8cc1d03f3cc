//! A lane: which environment of a customer a host belongs to.

use std::borrow::Cow;
use std::fmt;

use crate::host::HostError;

/// The second label of a Workfront host: `my` in `myorganization.my.workfront.com` (page 001).
///
/// Applications exist per lane: a Client ID of production is unknown to Preview.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lane(Cow<'static, str>);

impl Lane {
    /// Production.
    pub const MY: Self = Self(Cow::Borrowed("my"));
    /// The Preview environment, overwritten from production every week.
    pub const PREVIEW: Self = Self(Cow::Borrowed("preview"));
    /// The first custom refresh sandbox.
    pub const SB01: Self = Self(Cow::Borrowed("sb01"));
    /// The second custom refresh sandbox.
    pub const SB02: Self = Self(Cow::Borrowed("sb02"));
    /// Trial accounts; seen in public clients, not on the pages.
    pub const TESTDRIVE: Self = Self(Cow::Borrowed("testdrive"));

    /// The lanes that a host name is accepted with unless the vendor names more.
    pub const KNOWN: [Self; 5] = [Self::MY, Self::PREVIEW, Self::SB01, Self::SB02, Self::TESTDRIVE];

    /// A lane of the vendor's own list, for an environment that [`Lane::KNOWN`] does not have.
    ///
    /// # Errors
    ///
    /// [`HostError::NotALabel`] unless the name is one DNS label.
    pub fn named(name: &str) -> Result<Self, HostError> {
        let label = label("lane", name)?;
        Ok(Self(Cow::Owned(label)))
    }

    /// The lane's label, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One DNS label in lower case: letters, digits, inner hyphens, at most 63 characters (RFC 1123 section 2.1).
///
/// Whatever else could end a label and begin a path, a port or another host is refused here, which is what keeps a
/// redirect's `domain` from naming somebody else's server.
pub(crate) fn label(what: &'static str, text: &str) -> Result<String, HostError> {
    let inside = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let sound = (1..=63).contains(&text.len())
        && text.bytes().all(inside)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if sound { Ok(text.to_ascii_lowercase()) } else { Err(HostError::NotALabel { what }) }
}
