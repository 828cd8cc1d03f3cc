//! How the client under test is made: plainly, and from agents that say the opposite of what it must do.

use std::net::SocketAddr;
use std::time::Duration;

use http::{Request, Response};
use rustls::pki_types::CertificateDer;
use ureq::config::{Config, ConfigBuilder};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use workfront_oauth::{BlockingTransport, Body, Call, Delivery, SendError, TransportError};
use workfront_oauth_ureq::Client;

/// Who logs when this client is used, so that a capture of logs that missed them is noticed.
pub(crate) const LOGS: &[&str] = &["ureq", "rustls"];

/// What is known of a request whose deadline passes within the TLS handshake: the connection was not made.
pub(crate) const LATE_HANDSHAKE: Delivery = Delivery::NotSent;

#[derive(Debug)]
pub(crate) struct Subject(Client);

impl Subject {
    pub(crate) fn new() -> Self {
        Self(Client::new(ureq::agent()))
    }

    fn from_config(config: ConfigBuilder<AgentScope>) -> Self {
        Self(Client::new(config.build().new_agent()))
    }

    /// A client whose agent would follow redirects, keep cookies (by its feature) and connections, take statuses for errors,
    /// and not wait.
    pub(crate) fn hostile(root: Option<&CertificateDer<'_>>) -> Self {
        let config = with_root(Config::builder(), root)
            .max_redirects(10)
            .max_redirects_will_error(true)
            .http_status_as_error(true)
            .accept_encoding("identity")
            .max_idle_connections(8)
            .https_only(true)
            .timeout_global(Some(Duration::from_nanos(1)))
            .timeout_resolve(Some(Duration::from_nanos(1)))
            .timeout_connect(Some(Duration::from_nanos(1)));
        Self::from_config(config)
    }

    pub(crate) fn behind(proxy: SocketAddr) -> Self {
        let proxy = ureq::Proxy::new(&format!("http://{proxy}")).unwrap();
        Self::from_config(Config::builder().proxy(Some(proxy)))
    }

    pub(crate) fn trusting(root: &CertificateDer<'_>) -> Self {
        Self::from_config(with_root(Config::builder(), Some(root)))
    }

    pub(crate) fn with_deadline(self, deadline: Duration) -> Self {
        Self(self.0.with_deadline(deadline))
    }

    pub(crate) fn send<C: Call>(&self, call: &C) -> Result<C::Output, SendError> {
        self.0.send(call)
    }

    /// Sends as the keeper does, which knows the trait alone.
    pub(crate) fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let transport: &dyn BlockingTransport = &self.0;
        transport.send(request)
    }
}

fn with_root(
    config: ConfigBuilder<AgentScope>,
    root: Option<&CertificateDer<'_>>,
) -> ConfigBuilder<AgentScope> {
    let Some(root) = root else { return config };
    let roots = RootCerts::from(vec![Certificate::from_der(root).to_owned()]);
    config.tls_config(TlsConfig::builder().root_certs(roots).build())
}
