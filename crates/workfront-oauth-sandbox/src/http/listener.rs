//! Accepting connections and handing each request to a service, under the limits of [`Limits`].

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::connection::Connection;
use super::limits::Limits;

/// The socket that a request came in on, for a fault to break.
#[derive(Debug, Clone)]
pub(crate) struct Socket(pub(crate) Arc<TcpStream>);

/// Marks an answer that a fault has already put on the wire, or that is to be none: the connection is dropped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hangup;

/// Binds `address`, which must be on the loopback interface.
pub(crate) fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    if !address.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "{address} is not a loopback address, and the sandbox serves this machine only"
            ),
        ));
    }
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves `listener` until `stop` changes; then the connections end with the runtime.
pub(crate) async fn serve<S, F>(
    listener: TcpListener,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
    service: S,
) where
    S: Fn(Request<Body>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(limits.connections));
    loop {
        let free = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        // Also while every slot is taken: nobody may keep the sandbox from stopping.
        let (Ok(slot), accepted) = (tokio::select! {
            free = free => free,
            _ = stop.changed() => return,
        }) else {
            return;
        };
        // A connection that failed before it was accepted, or no file descriptor left: neither ends the sandbox.
        let Ok((stream, _)) = accepted else {
            tokio::task::yield_now().await;
            continue;
        };
        let service = service.clone();
        tokio::spawn(async move {
            connection(stream, limits, service).await;
            drop(slot);
        });
    }
}

async fn connection<S, F>(stream: TcpStream, limits: Limits, service: S)
where
    S: Fn(Request<Body>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    // Without it, a drip of single bytes would arrive as one.
    let _ = stream.set_nodelay(true);
    let stream = Arc::new(stream);
    let socket = Socket(Arc::clone(&stream));
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(socket.clone());
        let answer = service(request);
        async move {
            let answer = answer.await;
            if answer.extensions().get::<Hangup>().is_some() { Err(Dropped) } else { Ok(answer) }
        }
    });
    // How a connection ends is the client's affair; what was asked and answered is in the journal.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MOST_HEAD_BYTES)
        // The date is the sandbox's, not the machine's.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(Connection::new(stream, limits.write)), service)
        .await;
}

/// The reason that the HTTP machinery is given for dropping a connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("dropped by a fault")]
struct Dropped;

/// The longest head of a request: request line and headers.
const MOST_HEAD_BYTES: usize = 64 * 1024;

/// A service that cannot fail, for the router's sake.
pub(crate) fn infallible<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
