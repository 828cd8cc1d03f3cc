//! Sending the core's request as its bytes say it, with no HTTP client in between that could change it.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use workfront_oauth::Body;

/// Writes one HTTP/1.1 request to a port of this machine and waits for the answer's end.
///
/// # Errors
///
/// The system's, or a request that no HTTP message can hold.
pub async fn send(request: &http::Request<Body>, port: u16) -> io::Result<()> {
    let target = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut message = format!(
        "{} {target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n",
        request.method()
    )
    .into_bytes();
    for (name, value) in request.headers() {
        message.extend_from_slice(
            &[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat(),
        );
    }
    if !request.body().is_empty() {
        message
            .extend_from_slice(format!("content-length: {}\r\n", request.body().len()).as_bytes());
    }
    message.extend_from_slice(b"\r\n");
    message.extend_from_slice(request.body().expose_secret());

    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(&message).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    if answer.starts_with(b"HTTP/1.1 200 ") {
        Ok(())
    } else {
        let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
        Err(io::Error::other(format!(
            "the server answered `{}`",
            String::from_utf8_lossy(line).escape_debug()
        )))
    }
}
