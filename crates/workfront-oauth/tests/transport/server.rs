//! A server on a bare socket, for what no HTTP server would do.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// Answers each connection with the same script, one connection after the other, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// One connection: the socket, or TLS over it.
pub(crate) struct Connection<S> {
    pub(crate) stream: S,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(script: impl Fn(Connection<TcpStream>) + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (theirs, ends) = (Arc::clone(&requests), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let stream = stream.unwrap();
                // A client that never hangs up must not hold the test for ever.
                stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
                script(Connection { stream, requests: Arc::clone(&theirs) });
            }
        });
        Self { address, requests, over, thread: Some(thread) }
    }

    /// A server that reads one request a connection and answers it with these bytes.
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |mut connection| {
            connection.read_request();
            connection.send(&answer);
            connection.wait_for_the_client_to_hang_up();
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that have arrived, as they were sent.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread from waiting for a connection.
        drop(TcpStream::connect(self.address));
        let ended = self.thread.take().map(JoinHandle::join);
        // In a test that fails already, a second panic would hide the first.
        if let (Some(Err(_)), false) = (ended, std::thread::panicking()) {
            panic!("the server's script failed");
        }
    }
}

impl<S: Read + Write> Connection<S> {
    /// The same connection, with something over its socket.
    pub(crate) fn over<T>(self, wrap: impl FnOnce(S) -> T) -> Connection<T> {
        Connection { stream: wrap(self.stream), requests: self.requests }
    }

    /// Reads one request, to the end of its body, and keeps it.
    pub(crate) fn read_request(&mut self) {
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        while !is_whole(&request) {
            match self.stream.read(&mut piece) {
                Ok(0) | Err(_) => break,
                Ok(read) => request.extend_from_slice(&piece[..read]),
            }
        }
        self.requests.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
    }

    /// Sends bytes; a client that has hung up meanwhile does not matter.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).and_then(|()| self.stream.flush());
    }

    /// Keeps the connection open for as long as the client does.
    pub(crate) fn wait_for_the_client_to_hang_up(&mut self) {
        let mut rest = [0; 4096];
        while matches!(self.stream.read(&mut rest), Ok(1..)) {}
    }
}

impl Connection<TcpStream> {
    /// Ends the connection with a reset instead of a farewell.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

/// Whether a request has arrived to its end; one without a length has no body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or(0)
}
