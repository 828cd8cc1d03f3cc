//! The client: what it sets on reqwest, and how one request goes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use workfront_oauth::{
    Body, BoxFuture, Call, Delivery, Destination, SendError, Transport, TransportError,
    TransportErrorKind,
};
use zeroize::Zeroizing;

use crate::build_error::BuildError;
use crate::fault;
use crate::loopback::Loopback;

/// An asynchronous HTTP client that keeps the rules of [`Transport`].
///
/// Cloning is cheap. Each request has a connection of its own: a server may close one that is kept open just as the next
/// request goes out, and then nobody can tell whether that request arrived.
#[derive(Clone)]
pub struct Client {
    https: reqwest::Client,
    plain: reqwest::Client,
    deadline: Duration,
}

impl Client {
    /// How long a request may take, from looking up the name to the last byte of the answer, unless told otherwise.
    pub const DEADLINE: Duration = Duration::from_secs(30);
    /// How much of that the connection may take. Whatever passes this one is known not to have been sent.
    pub const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
    /// The longest body that is read, in bytes after decoding: a thousand times any token response.
    pub const MAX_BODY: usize = 1 << 20;

    /// A client with reqwest's own settings: the system's root certificates, the environment's proxy.
    ///
    /// # Errors
    ///
    /// As [`Client::from_builder`].
    pub fn new() -> Result<Self, BuildError> {
        Self::from_builder(reqwest::Client::builder())
    }

    /// A client with a builder's proxies, root certificates, user agent and so on.
    ///
    /// Whatever the builder says of them, redirects and retries are off, cookies are not kept, connections are neither reused
    /// nor logged, answers may be compressed with gzip, and the deadlines are [`Client::DEADLINE`] and
    /// [`Client::CONNECT_DEADLINE`].
    ///
    /// The builder's client sends https requests alone. Plain http, which goes to this machine or nowhere, is sent by another
    /// client that has none of the builder's settings: reqwest cannot be told to leave its proxy aside for one request.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the builder's settings cannot be used, or TLS not be set up.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, BuildError> {
        let plain = reqwest::Client::builder()
            .no_proxy()
            .dns_resolver(Arc::new(Loopback))
            // No connection of its is encrypted, so the system's root certificates need not be read for it.
            .tls_certs_only([]);
        Ok(Self {
            https: restrict(builder.https_only(true)).build()?,
            plain: restrict(plain).build()?,
            deadline: Self::DEADLINE,
        })
    }

    /// Allows another time than [`Client::DEADLINE`] for a whole request.
    ///
    /// With less than [`Client::CONNECT_DEADLINE`], a connection that is not made in time counts as [`Delivery::MaybeSent`].
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sends a call and reads its answer.
    ///
    /// # Errors
    ///
    /// [`SendError::Transport`] when no answer came, [`SendError::Call`] when it was not a success.
    pub async fn send<C: Call + ?Sized>(&self, call: &C) -> Result<C::Output, SendError> {
        let (parts, body) = self.exchange(call.request()).await?.into_parts();
        Ok(call.response(Response::from_parts(parts, body.as_slice()))?)
    }

    async fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Zeroizing<Vec<u8>>>, TransportError> {
        let client =
            if Destination::of(request.uri())?.is_https() { &self.https } else { &self.plain };
        let request = request.map(|body| Bytes::from_owner(Wiped(body)));
        let mut request = reqwest::Request::try_from(request).map_err(fault::read)?;
        *request.timeout_mut() = Some(self.deadline);

        let mut incoming = client.execute(request).await.map_err(fault::read)?;
        // Says nothing of a body that has yet to be decoded; that one is counted as it comes.
        if incoming.content_length().is_some_and(|length| length > Self::MAX_BODY as u64) {
            return Err(too_large());
        }
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = incoming.chunk().await.map_err(fault::read)? {
            append(&mut body, &chunk)?;
        }
        let mut response = Response::new(body);
        *response.status_mut() = incoming.status();
        *response.headers_mut() = std::mem::take(incoming.headers_mut());
        Ok(response)
    }
}

impl Transport for Client {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            let response = self.exchange(request).await?;
            Ok(response.map(|mut body| std::mem::take(&mut *body)))
        })
    }
}

impl fmt::Debug for Client {
    /// Without the builder's default headers, which may hold secrets of the caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

/// Takes from a builder what a token request must not have.
fn restrict(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .cookie_store(false)
        .referer(false)
        .gzip(true)
        .connect_timeout(Client::CONNECT_DEADLINE)
        .pool_max_idle_per_host(0)
        // It would log requests and answers whole.
        .connection_verbose(false)
}

/// A request's body on its way through reqwest, which wipes nothing itself.
struct Wiped(Body);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

/// Adds to a body, and wipes what it leaves behind when it moves to a larger place.
fn append(body: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) -> Result<(), TransportError> {
    let length = body.len() + chunk.len();
    if length > Client::MAX_BODY {
        return Err(too_large());
    }
    if length > body.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(length.next_power_of_two()));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(chunk);
    Ok(())
}

fn too_large() -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, Delivery::MaybeSent)
}
