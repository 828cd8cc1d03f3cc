//! How a request of ureq's gets its connection: names of this machine without DNS, and a note once there is one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::Uri;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport,
};
use ureq::{Agent, Error};
use workfront_oauth::Destination;

/// Whether a request's connection was made, TLS included.
///
/// The last link of ureq's chain of connectors, so that whatever fails before it has not sent the request.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    to: Uri,
    made: Arc<AtomicBool>,
}

impl Connection {
    /// An agent for one request, and what will be known of its connection.
    pub(crate) fn agent(config: Config, to: Uri) -> (Agent, Self) {
        let connection = Self { to, made: Arc::default() };
        let connector = DefaultConnector::default().chain(connection.clone());
        (Agent::with_parts(config, connector, Names::default()), connection)
    }

    pub(crate) fn was_made(&self) -> bool {
        self.made.load(Ordering::Relaxed)
    }
}

impl<In: Transport> Connector<In> for Connection {
    type Out = In;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<In>, Error> {
        // The way to a proxy is made by the same chain, before the way through it.
        if *details.uri == self.to && chained.is_some() {
            self.made.store(true, Ordering::Relaxed);
        }
        Ok(chained)
    }
}

/// Looks up names; those of this machine without asking anybody (RFC 6761 section 6.3).
#[derive(Debug, Default)]
struct Names {
    elsewhere: DefaultResolver,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let is_name =
            uri.host().is_some_and(|host| host.to_ascii_lowercase().ends_with("localhost"));
        let here = Destination::of(uri).is_ok_and(Destination::is_loopback);
        if !(is_name && here) {
            return self.elsewhere.resolve(uri, config, timeout);
        }
        let port =
            uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let here = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
        let here = here.into_iter().map(|address| SocketAddr::new(address, port));
        let mut addresses = self.empty();
        config.ip_family().keep_wanted(here).for_each(|address| addresses.push(address));
        Ok(addresses)
    }
}
