//! A tenant: an organization's domain and one of its lanes, `myorganization.my`.
//!
//! Both are labels of the host `{domain}.{lane}.workfront.com`, and both come back on the redirect
//! (oauth-app-code-token-flow). Apps, codes and tokens exist in one lane only: a production Client ID means nothing to Preview.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An organization's domain and one lane of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant {
    domain: Arc<str>,
    lane: Arc<str>,
}

impl Tenant {
    /// The tenant `{domain}.{lane}`.
    ///
    /// # Errors
    ///
    /// When `domain` or `lane` is not one lowercase DNS label (RFC 1123 §2.1).
    pub fn new(domain: impl Into<String>, lane: impl Into<String>) -> Result<Self, NotATenant> {
        let (domain, lane) = (domain.into(), lane.into());
        for label in [&domain, &lane] {
            if !is_label(label) {
                return Err(NotATenant { label: label.clone() });
            }
        }
        Ok(Self { domain: domain.into(), lane: lane.into() })
    }

    /// The first label: what the redirect calls `domain`.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The second label: what the redirect calls `lane`.
    pub fn lane(&self) -> &str {
        &self.lane
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.domain, self.lane)
    }
}

impl FromStr for Tenant {
    type Err = NotATenant;

    fn from_str(text: &str) -> Result<Self, NotATenant> {
        let (domain, lane) =
            text.split_once('.').ok_or_else(|| NotATenant { label: text.to_owned() })?;
        Self::new(domain, lane)
    }
}

impl Serialize for Tenant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tenant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Text that names no tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{label:?} is no lowercase DNS label; a tenant is written DOMAIN.LANE, as in myorganization.my"
)]
#[non_exhaustive]
pub struct NotATenant {
    /// The part that is wrong.
    pub label: String,
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_two_labels() {
        let tenant: Tenant = "myorganization.my".parse().unwrap();
        assert_eq!((tenant.domain(), tenant.lane()), ("myorganization", "my"));
        for wrong in ["", "my", ".my", "a.", "a.b.c", "A.my", "a.b/", "-a.my", "a.my-"] {
            assert!(wrong.parse::<Tenant>().is_err(), "{wrong}");
        }
    }
}
