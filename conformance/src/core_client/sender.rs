//! The transport that a core client was told to use.

use std::fmt;
use std::fs;
use std::time::Duration;

use http::{Request, Response};
use tokio::runtime::Runtime;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use workfront_oauth::{BlockingTransport, Body, Call, SendError, Transport, TransportError};

use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

/// A transport by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[non_exhaustive]
pub enum TransportKind {
    /// `workfront-oauth-reqwest`.
    Reqwest,
    /// `workfront-oauth-ureq`.
    Ureq,
}

impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reqwest => "reqwest",
            Self::Ureq => "ureq",
        })
    }
}

/// A transport, and what it runs on.
pub(super) enum Sender {
    Reqwest(workfront_oauth_reqwest::Client, Runtime),
    Ureq(Box<workfront_oauth_ureq::Client>),
}

impl Sender {
    /// A transport to one server, that trusts the certificates of `ca_file` alone, or the usual ones.
    pub(super) fn new(
        kind: TransportKind,
        base_url: &str,
        ca_file: Option<&str>,
    ) -> Result<Self, Refused> {
        let unusable = |why: &str| Refused::new(Refusal::Other, why);
        let pem = match ca_file {
            Some(path) => Some(fs::read(path).map_err(|_| unusable("the ca_file cannot be read"))?),
            None => None,
        };
        match kind {
            TransportKind::Reqwest => {
                let mut builder = reqwest::Client::builder();
                if let Some(pem) = pem {
                    let roots = reqwest::Certificate::from_pem_bundle(&pem);
                    let roots = roots.map_err(|_| unusable("the ca_file is not PEM"))?;
                    builder = builder.tls_certs_only(roots);
                } else if base_url.starts_with("http:") {
                    // The system's are many, take a while to read, and are of no use there.
                    builder = builder.tls_certs_only([]);
                }
                let client = workfront_oauth_reqwest::Client::from_builder(builder)
                    .map_err(|_| unusable("reqwest cannot be set up"))?;
                let runtime = tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .build()
                    .map_err(|_| unusable("no thread can be started"))?;
                Ok(Self::Reqwest(client.with_deadline(DEADLINE), runtime))
            }
            TransportKind::Ureq => {
                let mut config = ureq::Agent::config_builder();
                if let Some(pem) = pem {
                    let roots =
                        certificates(&pem).map_err(|_| unusable("the ca_file is not PEM"))?;
                    let tls = TlsConfig::builder().root_certs(RootCerts::from(roots)).build();
                    config = config.tls_config(tls);
                }
                let client = workfront_oauth_ureq::Client::new(config.build().new_agent());
                Ok(Self::Ureq(Box::new(client.with_deadline(DEADLINE))))
            }
        }
    }

    /// Sends a call and reads its answer.
    pub(super) fn send<C: Call>(&self, call: &C) -> Result<C::Output, SendError> {
        match self {
            Self::Reqwest(client, runtime) => runtime.block_on(client.send(call)),
            Self::Ureq(client) => client.send(call),
        }
    }

    /// Sends a request that is no call of the core's.
    pub(super) fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        match self {
            // The trait's, which is what a keeper would use.
            Self::Reqwest(client, runtime) => {
                let transport: &dyn Transport = client;
                runtime.block_on(transport.send(request))
            }
            Self::Ureq(client) => {
                let transport: &dyn BlockingTransport = client.as_ref();
                transport.send(request)
            }
        }
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, ureq::Error> {
    let items: Vec<_> = parse_pem(pem).collect::<Result<_, _>>()?;
    let certificate = |item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    };
    Ok(items.into_iter().filter_map(certificate).collect())
}

/// Less than half of what one operation may take, so that a refresh and a second try fit into it.
const DEADLINE: Duration = Duration::from_secs(3);
