//! How the client under test is made: plainly, and from builders that say the opposite of what it must do.

use std::net::SocketAddr;
use std::time::Duration;

use http::{Request, Response};
use reqwest::ClientBuilder;
use rustls::pki_types::CertificateDer;
use workfront_oauth::{Body, Call, Delivery, SendError, Transport, TransportError};
use workfront_oauth_reqwest::Client;

use crate::transport::block_on;

/// Who logs when this client is used, so that a capture of logs that missed them is noticed.
pub(crate) const LOGS: &[&str] = &["hyper_util", "rustls"];

/// What is known of a request whose deadline passes within the TLS handshake: nothing, for reqwest does not say how far it was.
pub(crate) const LATE_HANDSHAKE: Delivery = Delivery::MaybeSent;

#[derive(Debug)]
pub(crate) struct Subject(Client);

impl Subject {
    pub(crate) fn new() -> Self {
        Self(Client::new().unwrap())
    }

    fn from_builder(builder: ClientBuilder) -> Self {
        Self(Client::from_builder(builder).unwrap())
    }

    /// A client whose builder would follow redirects, keep cookies and connections, retry, log all, and not wait.
    pub(crate) fn hostile(root: Option<&CertificateDer<'_>>) -> Self {
        let retry =
            reqwest::retry::for_host("localhost").classify_fn(|attempt| attempt.retryable());
        let builder = with_root(reqwest::Client::builder(), root)
            .redirect(reqwest::redirect::Policy::limited(10))
            .retry(retry)
            .cookie_store(true)
            .referer(true)
            .no_gzip()
            .connection_verbose(true)
            .pool_max_idle_per_host(8)
            .https_only(false)
            .connect_timeout(Duration::from_nanos(1))
            .timeout(Duration::from_nanos(1));
        Self::from_builder(builder)
    }

    pub(crate) fn behind(proxy: SocketAddr) -> Self {
        let proxy = reqwest::Proxy::all(format!("http://{proxy}")).unwrap();
        Self::from_builder(reqwest::Client::builder().proxy(proxy))
    }

    pub(crate) fn trusting(root: &CertificateDer<'_>) -> Self {
        Self::from_builder(with_root(reqwest::Client::builder(), Some(root)))
    }

    pub(crate) fn with_deadline(self, deadline: Duration) -> Self {
        Self(self.0.with_deadline(deadline))
    }

    pub(crate) fn send<C: Call>(&self, call: &C) -> Result<C::Output, SendError> {
        block_on(self.0.send(call))
    }

    /// Sends as the keeper does, which knows the trait alone.
    pub(crate) fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let transport: &dyn Transport = &self.0;
        block_on(transport.send(request))
    }
}

fn with_root(builder: ClientBuilder, root: Option<&CertificateDer<'_>>) -> ClientBuilder {
    match root {
        Some(root) => builder.add_root_certificate(reqwest::Certificate::from_der(root).unwrap()),
        None => builder,
    }
}
