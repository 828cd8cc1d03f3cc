//! Clients that refresh one token after the other, as many at once as there are connections.

use std::time::{Duration, Instant};

use anyhow::Context;
use url::form_urlencoded::byte_serialize;

use crate::connection::Connection;

/// The clients of one server.
pub(crate) struct Refreshing {
    clients: Vec<Client>,
    spoke: Instant,
}

/// One client and its refresh token.
struct Client {
    origin: String,
    connection: Connection,
    /// Everything before the length of the body.
    head: String,
    /// The body but for the refresh token at its end.
    body: String,
    token: String,
    request: String,
}

impl Refreshing {
    /// One client for each of `tokens`. They send `body`, the token at its end, to `path`.
    pub(crate) fn new(
        origin: &str,
        path: &str,
        body: &str,
        tokens: Vec<String>,
    ) -> anyhow::Result<Self> {
        let host = origin.strip_prefix("http://").context("only http is spoken here")?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: "
        );
        let clients = tokens
            .into_iter()
            .map(|token| {
                Ok(Client {
                    origin: origin.to_owned(),
                    connection: Connection::open(origin)?,
                    head: head.clone(),
                    body: body.to_owned(),
                    token,
                    request: String::new(),
                })
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { clients, spoke: Instant::now() })
    }

    /// Every client refreshes once: all requests are sent before the first answer is waited for.
    pub(crate) fn round(&mut self) -> anyhow::Result<()> {
        // A server closes the connections that nobody speaks on while another one is measured.
        if self.spoke.elapsed() > SILENCE {
            self.clients.iter_mut().try_for_each(Client::reconnect)?;
        }
        self.clients.iter_mut().try_for_each(Client::ask)?;
        self.clients.iter_mut().try_for_each(Client::take)?;
        self.spoke = Instant::now();
        Ok(())
    }
}

impl Client {
    fn reconnect(&mut self) -> anyhow::Result<()> {
        self.connection = Connection::open(&self.origin)?;
        Ok(())
    }

    fn ask(&mut self) -> anyhow::Result<()> {
        let Self { connection, head, body, token, request, .. } = self;
        let escaped: usize = byte_serialize(token.as_bytes()).map(str::len).sum();
        request.clear();
        request.push_str(head);
        request.push_str(&(body.len() + escaped).to_string());
        request.push_str("\r\n\r\n");
        request.push_str(body);
        request.extend(byte_serialize(token.as_bytes()));
        connection.send(request.as_bytes())
    }

    fn take(&mut self) -> anyhow::Result<()> {
        let answer = self.connection.answer()?;
        let token = answer
            .member("refresh_token")
            .with_context(|| format!("no tokens: {} {}", answer.head, answer.body))?;
        self.token.clear();
        self.token.push_str(token);
        Ok(())
    }
}

/// Less than any server waits for.
const SILENCE: Duration = Duration::from_secs(1);
