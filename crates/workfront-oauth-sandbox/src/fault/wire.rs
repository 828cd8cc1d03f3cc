//! Putting a broken answer on the socket, byte by byte.

use std::io;
use std::net::Shutdown;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::response::Parts;
use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};

/// One thing done on the socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Send(Bytes),
    Wait(Duration),
}

/// How the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// In an orderly way: TCP FIN.
    Close,
    /// At once: TCP RST, and what is not yet sent is lost.
    Reset,
}

/// Does `steps` on `socket` and sets up its `ending`; the connection must be dropped after this.
///
/// # Errors
///
/// When the client has gone, which ends a wait as well, or takes nothing for as long as `patience`.
pub(crate) async fn perform(
    socket: &TcpStream,
    steps: &[Step],
    ending: Ending,
    patience: Duration,
) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => timeout(patience, send(socket, bytes)).await??,
            Step::Wait(pause) => wait(socket, *pause).await?,
        }
    }
    match ending {
        Ending::Close => SockRef::from(socket).shutdown(Shutdown::Write),
        Ending::Reset => socket.set_zero_linger(),
    }
}

/// Waits for as long as `pause`.
///
/// # Errors
///
/// When the client has gone before that.
pub(crate) async fn wait(socket: &TcpStream, pause: Duration) -> io::Result<()> {
    match timeout(pause, gone(socket)).await {
        Ok(()) => Err(io::ErrorKind::ConnectionAborted.into()),
        Err(_) => Ok(()),
    }
}

/// Until the client has gone. Looked at now and then: with bytes of its next request unread there is no waking up for it.
async fn gone(socket: &TcpStream) {
    let mut glances = interval(GLANCE);
    loop {
        glances.tick().await;
        let ready = timeout(Duration::ZERO, socket.ready(Interest::READABLE)).await;
        if matches!(ready, Ok(Ok(ready)) if ready.is_read_closed()) {
            return;
        }
    }
}

/// How often to look whether a client that is kept waiting is still there.
const GLANCE: Duration = Duration::from_millis(50);

/// The head of an answer as it is sent, with a `Content-Length` of `length`.
pub(crate) fn as_sent(parts: &Parts, length: u64) -> Bytes {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        parts.status.as_str(),
        parts.status.canonical_reason().unwrap_or("Unknown")
    )
    .into_bytes();
    for (name, value) in &parts.headers {
        if ![CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(name) {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
    }
    head.extend_from_slice(
        format!("content-length: {length}\r\nconnection: close\r\n\r\n").as_bytes(),
    );
    head.into()
}

async fn send(socket: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        socket.writable().await?;
        match socket.try_write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::Response;

    #[test]
    fn the_length_is_what_it_is_told() {
        let (parts, ()) = Response::builder()
            .status(502)
            .header("content-type", "text/html")
            .header("content-length", "5")
            .body(())
            .unwrap()
            .into_parts();
        assert_eq!(
            as_sent(&parts, 7),
            "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 7\r\nconnection: close\r\n\r\n"
        );
    }
}
