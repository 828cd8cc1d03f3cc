//! TLS in front of a sandbox, which itself speaks plain HTTP: what a client trusts is the client's own affair, and is judged.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

/// A listener that passes on what it deciphers, byte for byte. It ends when dropped.
pub(super) struct Front {
    url: String,
    files: TempDir,
    // Dropping it ends the listener and its connections.
    _runtime: Runtime,
}

impl Front {
    /// Listens on a free port, in front of the plain server at `url`.
    pub(super) fn start(url: &str) -> Result<Self, String> {
        let behind: SocketAddr = url
            .trim_start_matches("http://")
            .parse()
            .map_err(|_| format!("{url} is no address"))?;
        let (authority, other) = (authority()?, authority()?);
        let files = tempfile::tempdir().map_err(said)?;
        for (name, authority) in [(TRUSTED, &authority), (OTHER, &other)] {
            std::fs::write(files.path().join(name), authority.pem()).map_err(said)?;
        }
        let acceptor = TlsAcceptor::from(Arc::new(config(&authority)?));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(said)?;
        let listener =
            runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).map_err(said)?;
        let port = listener.local_addr().map_err(said)?.port();
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not trust the certificate ends here, and that is its right.
                    let Ok(mut client) = acceptor.accept(client).await else { return };
                    let Ok(mut server) = TcpStream::connect(behind).await else { return };
                    _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Ok(Self { url: format!("https://127.0.0.1:{port}"), files, _runtime: runtime })
    }

    /// Where it is.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A file with the certificate that vouches for it.
    pub(super) fn certificate(&self) -> PathBuf {
        self.file(TRUSTED)
    }

    /// A file with a certificate that vouches for others.
    pub(super) fn other_certificate(&self) -> PathBuf {
        self.file(OTHER)
    }

    fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.files.path().join(name)
    }
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Result<Authority, String> {
    let mut params = CertificateParams::new(Vec::new()).map_err(said)?;
    params.distinguished_name.push(DnType::CommonName, "an authority of this run");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(said)?).map_err(said)
}

fn config(authority: &Authority) -> Result<ServerConfig, String> {
    let key = KeyPair::generate().map_err(said)?;
    let mut params = CertificateParams::new(vec![Ipv4Addr::LOCALHOST.to_string()]).map_err(said)?;
    // A subject of its own: one that is also its issuer's is taken for signed by itself, whoever signed it.
    params.distinguished_name.push(DnType::CommonName, "a server of this run");
    // Without it, those that check strictly refuse the certificate.
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&key, authority).map_err(said)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(said)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .map_err(said)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

const TRUSTED: &str = "trusted.pem";
const OTHER: &str = "other.pem";
