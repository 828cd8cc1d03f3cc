//! Sending one request: over https, or plain http to this machine; no redirect followed, nothing kept, an end to waiting.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::header::LOCATION;
use http::{HeaderMap, Request};
use ureq::config::Config;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::{Host, Url};

use super::mutants::{Conduct, Deviation};
use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

/// An HTTP client for one authorization server.
pub(super) struct Http {
    agent: Agent,
    conduct: Conduct,
}

/// What a server answered.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Http {
    /// A client that trusts the certificates of `ca_file` alone, or the usual ones.
    pub(super) fn new(ca_file: Option<&str>, conduct: Conduct) -> Result<Self, Refused> {
        let mut tls =
            TlsConfig::builder().disable_verification(conduct.is(Deviation::TlsUnverified));
        if let Some(path) = ca_file {
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates(path)?)));
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .http_status_as_error(false)
            // Zero, unlike any other number, gives the redirect back.
            .max_redirects(0)
            .max_idle_connections(0)
            .proxy(None)
            .timeout_global(Some(DEADLINE))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Names::default());
        Ok(Self { agent, conduct })
    }

    /// Sends a request, with a body or with none, and reads the whole answer.
    pub(super) fn send(&self, request: Request<Vec<u8>>) -> Result<Reply, Refused> {
        self.must_be_safe(&request.uri().to_string())?;
        let (parts, body) = request.into_parts();
        let response = if body.is_empty() {
            self.agent.run(Request::from_parts(parts, ()))
        } else {
            self.agent.run(Request::from_parts(parts, body))
        };
        let (parts, mut body) = response.map_err(|error| failure(&error))?.into_parts();
        let body = body.with_config().limit(LONGEST_BODY).read_to_vec();
        let body = body.map_err(|error| failure(&error))?;
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Sends a request and stops at its answer, unless the client is a careless one.
    pub(super) fn call(
        &self,
        request: &Request<Vec<u8>>,
        follows: Deviation,
    ) -> Result<Reply, Refused> {
        let mut request = request.clone();
        let mut reply = self.send(request.clone())?;
        if self.conduct.is(Deviation::RateLimitHammered) {
            for _ in 0..super::mutants::LOOPS {
                if matches!(reply.status, 429 | 503) {
                    reply = self.send(request.clone())?;
                }
            }
        }
        if self.conduct.is(follows)
            && let Some(target) = reply.redirected_from(&request.uri().to_string())
        {
            *request.uri_mut() = target;
            reply = self.send(request)?;
        }
        Ok(reply)
    }

    /// Refuses plain http to another machine.
    pub(super) fn must_be_safe(&self, url: &str) -> Result<(), Refused> {
        let url = Url::parse(url)
            .map_err(|_| Refused::new(Refusal::Insecure, "the address is no absolute URL"))?;
        let safe = match url.scheme() {
            "https" if self.conduct.is(Deviation::LoopbackOnly) => is_loopback(&url),
            "https" => url.has_host(),
            "http" => is_loopback(&url) || self.conduct.is(Deviation::PlainHttpAccepted),
            _ => false,
        };
        if safe && url.username().is_empty() && url.password().is_none() {
            Ok(())
        } else {
            Err(Refused::new(Refusal::Insecure, "the address is neither https nor this machine"))
        }
    }
}

impl Reply {
    /// Where a redirect leads, seen from the address asked.
    fn redirected_from(&self, asked: &str) -> Option<http::Uri> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        let location = self.headers.get(LOCATION)?.to_str().ok()?;
        Url::parse(asked).ok()?.join(location).ok()?.as_str().parse().ok()
    }
}

fn certificates(path: &str) -> Result<Vec<Certificate<'static>>, Refused> {
    let refused = |why: &str| Refused::new(Refusal::Other, format!("the ca_file {why}"));
    let pem = fs::read(path).map_err(|_| refused("cannot be read"))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| refused("is not PEM"))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(refused("holds no certificate")) } else { Ok(certificates) }
}

/// What a failure of ureq's means. Nothing of it is repeated, for it may hold the URL.
fn failure(error: &Error) -> Refused {
    let tls = match error {
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired => true,
        Error::Io(error) => error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>()),
        _ => false,
    };
    if tls {
        return Refused::new(Refusal::Insecure, "the server's certificate is not to be trusted");
    }
    let message = match error {
        Error::Timeout(_) => "the server took too long",
        Error::BodyExceedsLimit(_) => "the answer is too long",
        _ => "no whole answer came",
    };
    Refused::new(Refusal::Transport, message)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => is_local(name),
        None => false,
    }
}

/// Whether a name is this machine's (RFC 6761 section 6.3).
fn is_local(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Looks up names; those of this machine without asking anybody.
#[derive(Debug, Default)]
struct Names {
    elsewhere: DefaultResolver,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if !uri.host().is_some_and(|name| is_local(&name.to_ascii_lowercase())) {
            return self.elsewhere.resolve(uri, config, timeout);
        }
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default);
        let mut addresses = self.empty();
        addresses.push(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
        Ok(addresses)
    }
}

/// Half of what one operation may take, so that a refresh and a second try fit into it.
const DEADLINE: Duration = Duration::from_secs(3);

/// The longest answer that is read, in bytes: room for a token of a megabyte.
const LONGEST_BODY: u64 = 4 << 20;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn safe(url: &str) -> bool {
        Http::new(None, Conduct::default()).unwrap().must_be_safe(url).is_ok()
    }

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        for url in ["https://acme.my.workfront.com", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(safe(url), "{url}");
        }
        assert!(safe("http://acme.my.localhost:1/x"));
        for url in [
            "http://acme.my.workfront.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://127.0.0.1@example.com",
            "https://a@example.com",
            "ftp://127.0.0.1",
            "/x",
        ] {
            assert!(!safe(url), "{url}");
        }
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refused = Http::new(file.path().to_str(), Conduct::default()).err().unwrap();
        assert_eq!(refused.error, Refusal::Other);
        assert!(Http::new(Some("/nonexistent"), Conduct::default()).is_err());
    }
}
