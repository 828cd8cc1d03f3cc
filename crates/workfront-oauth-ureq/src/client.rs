//! The client: what it overrides in ureq, and how one request goes.

use std::fmt;
use std::io::Read;
use std::time::Duration;

use http::{Request, Response};
use ureq::config::Config;
use ureq::{Agent, AsSendBody};
use workfront_oauth::{
    BlockingTransport, Body, Call, Delivery, Destination, SendError, TransportError,
    TransportErrorKind,
};
use zeroize::Zeroizing;

use crate::connection::Connection;
use crate::fault;

/// A blocking HTTP client that keeps the rules of [`BlockingTransport`].
///
/// Each request has a connection, and an agent, of its own. A server may close a connection that is kept open just as the next
/// request goes out, and then nobody can tell whether that request arrived; and where ureq's feature `cookies` is on, an agent
/// keeps cookies and cannot be told not to.
#[derive(Clone)]
pub struct Client {
    config: Config,
    deadline: Duration,
}

impl Client {
    /// How long a request may take, from looking up the name to the last byte of the answer, unless told otherwise.
    pub const DEADLINE: Duration = Duration::from_secs(30);
    /// How much of that looking up the name and connecting may take each.
    pub const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
    /// The longest body that is read, in bytes after decoding: a thousand times any token response.
    pub const MAX_BODY: usize = 1 << 20;

    /// A client with an agent's configuration: its proxy, root certificates, user agent, middleware and so on.
    ///
    /// Whatever the agent says of them, redirects are not followed, every status is an answer, plain http goes to this machine
    /// alone and never through a proxy, and the deadlines are [`Client::DEADLINE`] and [`Client::CONNECT_DEADLINE`]. The
    /// agent's pool, its cookies, and a resolver or connector of your own are not used.
    pub fn new(agent: Agent) -> Self {
        Self { config: agent.config().clone(), deadline: Self::DEADLINE }
    }

    /// Allows another time than [`Client::DEADLINE`] for a whole request.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sends a call and reads its answer.
    ///
    /// # Errors
    ///
    /// [`SendError::Transport`] when no answer came, [`SendError::Call`] when it was not a success.
    pub fn send<C: Call + ?Sized>(&self, call: &C) -> Result<C::Output, SendError> {
        let (parts, body) = self.exchange(call.request())?.into_parts();
        Ok(call.response(Response::from_parts(parts, body.as_slice()))?)
    }

    fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Zeroizing<Vec<u8>>>, TransportError> {
        let destination = Destination::of(request.uri())?;
        let (parts, body) = request.into_parts();
        if body.is_empty() {
            self.run(Request::from_parts(parts, ()), destination)
        } else {
            self.run(Request::from_parts(parts, body.expose_secret()), destination)
        }
    }

    fn run<B: AsSendBody>(
        &self,
        request: Request<B>,
        destination: Destination,
    ) -> Result<Response<Zeroizing<Vec<u8>>>, TransportError> {
        let (agent, connection) = Connection::agent(self.config.clone(), request.uri().clone());
        let proxy = self.config.proxy().filter(|_| !destination.is_loopback()).cloned();
        let request = agent
            .configure_request(request)
            .https_only(destination.is_https())
            .proxy(proxy)
            // Zero, unlike any other number, gives the redirect back.
            .max_redirects(0)
            .http_status_as_error(false)
            .accept_encoding("gzip")
            .timeout_global(Some(self.deadline))
            .timeout_resolve(Some(Self::CONNECT_DEADLINE))
            .timeout_connect(Some(Self::CONNECT_DEADLINE))
            .build();
        let delivery = || match connection.was_made() {
            true => Delivery::MaybeSent,
            false => Delivery::NotSent,
        };
        let response = agent.run(request).map_err(|error| fault::read(error, delivery()))?;
        let (parts, body) = response.into_parts();
        // Where the body is compressed, its length is none of the decoded one, but says as much.
        if body.content_length().is_some_and(|length| length > Self::MAX_BODY as u64) {
            return Err(too_large());
        }
        Ok(Response::from_parts(parts, whole(body.into_reader())?))
    }
}

impl BlockingTransport for Client {
    fn send(&self, request: Request<Body>) -> Result<Response<Vec<u8>>, TransportError> {
        let response = self.exchange(request)?;
        Ok(response.map(|mut body| std::mem::take(&mut *body)))
    }
}

impl fmt::Debug for Client {
    /// Without the agent's configuration, whose proxy may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

/// Reads a body to its end, and wipes what it leaves behind when it moves to a larger place.
fn whole(mut from: impl Read) -> Result<Zeroizing<Vec<u8>>, TransportError> {
    let mut body = Zeroizing::new(vec![0; FIRST_PIECE]);
    let mut length = 0;
    loop {
        let room = body.get_mut(length..).unwrap_or_default();
        match from.read(room) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) => return Err(fault::read(error.into(), Delivery::MaybeSent)),
        }
        if length > Client::MAX_BODY {
            return Err(too_large());
        }
        if length == body.len() {
            let mut larger = Zeroizing::new(vec![0; length * 2]);
            larger.iter_mut().zip(body.iter()).for_each(|(to, from)| *to = *from);
            body = larger;
        }
    }
    body.truncate(length);
    Ok(body)
}

fn too_large() -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, Delivery::MaybeSent)
}

/// A token response fits.
const FIRST_PIECE: usize = 4 << 10;
