//! A connection that is kept open, for requests written by hand: a load that costs next to nothing itself.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::Context;

/// One open connection to a server on this machine.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// One answer.
pub(crate) struct Answer<'a> {
    pub(crate) head: &'a str,
    pub(crate) body: &'a str,
}

impl Connection {
    /// Connects to an origin such as `http://127.0.0.1:8080`.
    pub(crate) fn open(origin: &str) -> anyhow::Result<Self> {
        let address = origin.strip_prefix("http://").context("only http is spoken here")?;
        let stream =
            TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: vec![0; MOST_BYTES] })
    }

    /// Sends a whole request.
    pub(crate) fn send(&mut self, request: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(request)?)
    }

    /// Waits for the answer to the request that was sent last.
    pub(crate) fn answer(&mut self) -> anyhow::Result<Answer<'_>> {
        let mut length = 0;
        loop {
            let room = self.received.get_mut(length..).unwrap_or_default();
            let read = self.stream.read(room)?;
            anyhow::ensure!(read > 0, "the server hung up, or its answer is too long");
            length += read;
            if whole(self.received.get(..length).unwrap_or_default()).is_some() {
                break;
            }
        }
        // Read twice, for the loop above cannot lend what it still fills.
        whole(self.received.get(..length).unwrap_or_default()).context("half an answer")
    }
}

impl Answer<'_> {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The text member `name` of a flat JSON body.
    pub(crate) fn member(&self, name: &str) -> Option<&str> {
        let (_, after) = self.body.split_once(name)?;
        after.strip_prefix("\":\"")?.split('"').next()
    }
}

/// The answer that these bytes are, once they are all there.
fn whole(bytes: &[u8]) -> Option<Answer<'_>> {
    let (head, body) = std::str::from_utf8(bytes).ok()?.split_once("\r\n\r\n")?;
    let answer = Answer { head, body };
    let length: usize = answer.header("content-length")?.parse().ok()?;
    (body.len() == length).then_some(answer)
}

const MOST_BYTES: usize = 16 * 1024;
