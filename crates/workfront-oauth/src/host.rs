//! Where requests go: a Workfront host, a sandbox on this machine, or a gateway that the vendor decided on.

use std::fmt;
use std::sync::Arc;

use url::Url;

use crate::lane::{Lane, label};
use crate::redirect_uri::is_loopback;

/// The origin of one Workfront environment, and what is known of its customer and lane.
///
/// ```
/// use workfront_oauth::{Host, Lane, Suffix};
/// let host = Host::workfront("myorganization", Lane::MY)?;
/// assert_eq!(host.origin(), "https://myorganization.my.workfront.com");
/// assert_eq!(host, Host::parse("https://MyOrganization.my.workfront.com/")?);
/// assert_eq!(Host::parse("acme.preview.workfront.adobe.com")?.suffix(), Some(Suffix::WorkfrontAdobeCom));
/// assert!(Host::parse("https://myorganization.my.workfront.com.evil.example").is_err());
/// # Ok::<(), workfront_oauth::HostError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Host(Arc<Inner>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Inner {
    origin: String,
    kind: Kind,
    tenant: Option<Tenant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Workfront(Suffix),
    Loopback,
    Gateway,
}

/// A customer and a lane, as the redirect's `domain` and `lane` name them (page 001).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tenant {
    pub(crate) domain: String,
    pub(crate) lane: Lane,
}

/// What follows domain and lane in a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Suffix {
    /// `workfront.com`, as the pages print it.
    WorkfrontCom,
    /// `workfront.adobe.com`, for customers on Adobe's unified shell.
    WorkfrontAdobeCom,
}

impl Suffix {
    /// The suffix without a leading dot.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkfrontCom => "workfront.com",
            Self::WorkfrontAdobeCom => "workfront.adobe.com",
        }
    }
}

/// Why a host was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// A part that must be one DNS label is not.
    #[error("the {what} is not one DNS label: give letters, digits and inner hyphens only")]
    NotALabel {
        /// `domain` or `lane`.
        what: &'static str,
    },
    /// A lane that is neither known nor on the vendor's list.
    #[error("the lane {lane:?} is not known: name it with Lane::named if it is yours")]
    UnknownLane {
        /// The lane that was found: a DNS label.
        lane: String,
    },
    /// Not `{domain}.{lane}.workfront.com` or `.workfront.adobe.com`.
    #[error(
        "not a Workfront host: write it as myorganization.my.workfront.com, with https:// or without, and no port or path"
    )]
    NotWorkfront,
    /// Not a loopback origin.
    #[error(
        "not a sandbox on this machine: write http:// and 127.0.0.1, [::1], localhost or a name under .localhost, and no path"
    )]
    NotLoopback,
    /// Not an https origin.
    #[error("not a gateway: write https:// and a host, and no path, query or user name")]
    NotHttpsOrigin,
}

impl Host {
    /// The host of a customer's environment: `https://{domain}.{lane}.workfront.com`.
    ///
    /// # Errors
    ///
    /// [`HostError::NotALabel`] unless `domain` is one DNS label.
    pub fn workfront(domain: &str, lane: Lane) -> Result<Self, HostError> {
        let (prefix, domain) = split_origin(domain);
        Ok(Self::assemble(prefix, label("domain", domain)?, lane, Suffix::WorkfrontCom))
    }

    /// Reads a Workfront host as a person writes it, in one of the [known lanes](Lane::KNOWN).
    ///
    /// # Errors
    ///
    /// As [`Host::parse_with_lanes`].
    pub fn parse(text: &str) -> Result<Self, HostError> {
        Self::parse_with_lanes(text, &[])
    }

    /// Reads a Workfront host as a person writes it, in a known lane or in one of `lanes`.
    ///
    /// An `origin-` prefix, which goes past the content delivery network, is kept for requests and left aside in
    /// comparisons.
    ///
    /// # Errors
    ///
    /// [`HostError::NotWorkfront`] for any other shape (http, a port, a path, another suffix, one label too many);
    /// [`HostError::UnknownLane`]; [`HostError::NotALabel`].
    pub fn parse_with_lanes(text: &str, lanes: &[Lane]) -> Result<Self, HostError> {
        let name = text.strip_prefix("https://").unwrap_or(text);
        let name = name.strip_suffix('/').unwrap_or(name).to_ascii_lowercase();
        if name.contains(['/', ':', '@']) {
            return Err(HostError::NotWorkfront);
        }
        let (labels, suffix) = [Suffix::WorkfrontAdobeCom, Suffix::WorkfrontCom]
            .into_iter()
            .find_map(|suffix| {
                let labels = name.strip_suffix(suffix.as_str())?.strip_suffix('.')?;
                Some((labels, suffix))
            })
            .ok_or(HostError::NotWorkfront)?;
        let (domain, lane) = labels.split_once('.').ok_or(HostError::NotWorkfront)?;
        if lane.contains('.') {
            return Err(HostError::NotWorkfront);
        }
        let lane = allowed(Lane::named(lane)?, lanes)?;
        let (prefix, domain) = split_origin(domain);
        Ok(Self::assemble(prefix, label("domain", domain)?, lane, suffix))
    }

    /// A sandbox on this machine, over plain http.
    ///
    /// # Errors
    ///
    /// [`HostError::NotLoopback`] unless the origin is http on a loopback address, `localhost` or a name under it.
    pub fn loopback(origin: &str) -> Result<Self, HostError> {
        let url = Url::parse(origin).map_err(|_| HostError::NotLoopback)?;
        if url.scheme() != "http" || !is_loopback(url.host()) || !is_bare_origin(&url) {
            return Err(HostError::NotLoopback);
        }
        Self::elsewhere(&url, Kind::Loopback).ok_or(HostError::NotLoopback)
    }

    /// Any other https origin, such as a reverse proxy of the vendor's own in front of Workfront.
    ///
    /// Secrets and tokens go there. Its argument is a decision of the vendor's, never a setting that a customer or a
    /// request can fill.
    ///
    /// # Errors
    ///
    /// [`HostError::NotHttpsOrigin`] unless it is https, a host, and nothing more than a port.
    pub fn gateway(origin: &str) -> Result<Self, HostError> {
        let url = Url::parse(origin).map_err(|_| HostError::NotHttpsOrigin)?;
        if url.scheme() != "https" || !url.has_host() || !is_bare_origin(&url) {
            return Err(HostError::NotHttpsOrigin);
        }
        Self::elsewhere(&url, Kind::Gateway).ok_or(HostError::NotHttpsOrigin)
    }

    /// The host that signs in users of any customer, in production only: `oauth.my.workfront.com`.
    ///
    /// Seen as the default of Workfront Fusion's "Authentication URL"; it answers the authorization request alone.
    pub fn central() -> Self {
        Self::assemble("", "oauth".to_owned(), Lane::MY, Suffix::WorkfrontCom)
    }

    /// The same customer and lane under another suffix; no change on a loopback or gateway host.
    #[must_use]
    pub fn with_suffix(self, suffix: Suffix) -> Self {
        match (&self.0.kind, &self.0.tenant) {
            (Kind::Workfront(_), Some(tenant)) => {
                let prefix = if self.has_origin_prefix() { ORIGIN_PREFIX } else { "" };
                Self::assemble(prefix, tenant.domain.clone(), tenant.lane.clone(), suffix)
            }
            _ => self,
        }
    }

    /// Says which `domain` and `lane` a loopback or gateway host must answer with; unsaid, they are not compared.
    ///
    /// # Errors
    ///
    /// [`HostError::NotALabel`] unless `domain` is one DNS label; [`HostError::NotLoopback`] for a Workfront host, whose
    /// name already says it.
    pub fn expecting(self, domain: &str, lane: Lane) -> Result<Self, HostError> {
        if let Kind::Workfront(_) = self.0.kind {
            return Err(HostError::NotLoopback);
        }
        let tenant = Tenant { domain: label("domain", split_origin(domain).1)?, lane };
        Ok(Self(Arc::new(Inner {
            origin: self.0.origin.clone(),
            kind: self.0.kind,
            tenant: Some(tenant),
        })))
    }

    /// Scheme, host and port, without a slash at the end: `https://myorganization.my.workfront.com`.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The suffix of a Workfront host; nothing for a loopback or gateway host.
    pub fn suffix(&self) -> Option<Suffix> {
        match self.0.kind {
            Kind::Workfront(suffix) => Some(suffix),
            Kind::Loopback | Kind::Gateway => None,
        }
    }

    /// The customer's domain, where it is known: `myorganization`.
    pub fn domain(&self) -> Option<&str> {
        self.0.tenant.as_ref().map(|tenant| tenant.domain.as_str())
    }

    /// The lane, where it is known: `my`.
    pub fn lane(&self) -> Option<&Lane> {
        self.0.tenant.as_ref().map(|tenant| &tenant.lane)
    }

    pub(crate) fn tenant(&self) -> Option<&Tenant> {
        self.0.tenant.as_ref()
    }

    /// The host of the tenant that a redirect names; both parts have been checked by their types.
    pub(crate) fn of_tenant(tenant: Tenant, suffix: Suffix) -> Self {
        Self::assemble("", tenant.domain, tenant.lane, suffix)
    }

    fn has_origin_prefix(&self) -> bool {
        self.0.origin.starts_with("https://origin-")
    }

    fn assemble(prefix: &str, domain: String, lane: Lane, suffix: Suffix) -> Self {
        Self(Arc::new(Inner {
            origin: format!("https://{prefix}{domain}.{lane}.{}", suffix.as_str()),
            kind: Kind::Workfront(suffix),
            tenant: Some(Tenant { domain, lane }),
        }))
    }

    /// The URL standard takes a few characters into host names that RFC 3986 does not, such as a brace: those are nothing.
    fn elsewhere(url: &Url, kind: Kind) -> Option<Self> {
        let origin = url.origin().ascii_serialization();
        origin.parse::<http::Uri>().ok()?;
        Some(Self(Arc::new(Inner { origin, kind, tenant: None })))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.origin())
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Host({})", self.origin())
    }
}

/// The lane itself, if it is known or on the vendor's list.
pub(crate) fn allowed(lane: Lane, lanes: &[Lane]) -> Result<Lane, HostError> {
    if Lane::KNOWN.contains(&lane) || lanes.contains(&lane) {
        Ok(lane)
    } else {
        Err(HostError::UnknownLane { lane: lane.as_str().to_owned() })
    }
}

fn is_bare_origin(url: &Url) -> bool {
    url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// A domain without the prefix of hosts that go past the content delivery network, and that prefix.
pub(crate) fn split_origin(domain: &str) -> (&'static str, &str) {
    match domain.split_at_checked(ORIGIN_PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(ORIGIN_PREFIX) => (ORIGIN_PREFIX, rest),
        _ => ("", domain),
    }
}

const ORIGIN_PREFIX: &str = "origin-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_example() {
        let host = Host::parse("https://myorganization.my.workfront.com").unwrap();
        assert_eq!(host.domain(), Some("myorganization"));
        assert_eq!(host.lane(), Some(&Lane::MY));
        let preview = Host::parse("myorganization.preview.workfront.com").unwrap();
        assert_eq!(preview.lane(), Some(&Lane::PREVIEW));
    }

    #[test]
    fn every_form_of_a_workfront_host_is_read() {
        let check =
            |text: &str, origin: &str| assert_eq!(Host::parse(text).unwrap().origin(), origin);
        for lane in ["my", "preview", "sb01", "sb02", "testdrive"] {
            check(
                &format!("acme.{lane}.workfront.com"),
                &format!("https://acme.{lane}.workfront.com"),
            );
            check(
                &format!("https://acme.{lane}.workfront.adobe.com/"),
                &format!("https://acme.{lane}.workfront.adobe.com"),
            );
        }
        check("origin-acme.my.workfront.com", "https://origin-acme.my.workfront.com");
        assert_eq!(Host::parse("origin-acme.my.workfront.com").unwrap().domain(), Some("acme"));
        let own = [Lane::named("devtest").unwrap()];
        assert_eq!(
            Host::parse_with_lanes("acme.devtest.workfront.com", &own).unwrap().lane(),
            Some(&own[0])
        );
        let moved = Host::parse("origin-acme.my.workfront.com")
            .unwrap()
            .with_suffix(Suffix::WorkfrontAdobeCom);
        assert_eq!(moved.origin(), "https://origin-acme.my.workfront.adobe.com");
    }

    #[test]
    fn other_hosts_are_refused() {
        let check = |text: &str, expected: HostError| {
            assert_eq!(Host::parse(text), Err(expected), "{text:?}")
        };
        check("acme.devtest.workfront.com", HostError::UnknownLane { lane: "devtest".to_owned() });
        check("a_b.my.workfront.com", HostError::NotALabel { what: "domain" });
        check(".my.workfront.com", HostError::NotALabel { what: "domain" });
        check("acme..workfront.com", HostError::NotALabel { what: "lane" });
        for text in [
            "",
            "workfront.com",
            "my.workfront.com",
            "http://acme.my.workfront.com",
            "acme.my.workfront.com:8443",
            "acme.my.workfront.com/path",
            "https://user@acme.my.workfront.com.evil.example",
            "a.acme.my.workfront.com",
            "acme.my.workfront.com.evil.example",
            "acme.my.evilworkfront.com",
        ] {
            check(text, HostError::NotWorkfront);
        }
        check("evil.example/.my.workfront.com", HostError::NotWorkfront);
        check("evil/.my.workfront.com", HostError::NotWorkfront);
        check("evil?.my.workfront.com", HostError::NotALabel { what: "domain" });
        check("user@acme.my.workfront.com", HostError::NotWorkfront);
    }

    #[test]
    fn a_loopback_host_is_this_machine_and_nothing_else() {
        for text in [
            "http://127.0.0.1:41321",
            "http://[::1]:1",
            "http://localhost",
            "http://myorganization.my.localhost:80/",
        ] {
            assert!(Host::loopback(text).is_ok(), "{text:?}");
        }
        for text in [
            "https://127.0.0.1:1",
            "http://10.0.0.1",
            "http://localhost.evil.example",
            "http://127.0.0.1/x",
            "localhost",
        ] {
            assert_eq!(Host::loopback(text), Err(HostError::NotLoopback), "{text:?}");
        }
        let host = Host::loopback("http://127.0.0.1:41321").unwrap();
        assert_eq!(host.origin(), "http://127.0.0.1:41321");
        assert_eq!(host.domain(), None);
        assert_eq!(host.expecting("acme", Lane::MY).unwrap().domain(), Some("acme"));
    }

    #[test]
    fn a_gateway_is_an_https_origin() {
        assert_eq!(
            Host::gateway("https://gw.example:8443").unwrap().origin(),
            "https://gw.example:8443"
        );
        for text in [
            "http://gw.example",
            "https://gw.example/x",
            "https://gw.example?x",
            "https://u@gw.example",
            "gw",
        ] {
            assert_eq!(Host::gateway(text), Err(HostError::NotHttpsOrigin), "{text:?}");
        }
        let workfront = Host::workfront("acme", Lane::MY).unwrap();
        assert_eq!(workfront.expecting("acme", Lane::MY), Err(HostError::NotLoopback));
    }
}
