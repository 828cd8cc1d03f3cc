//! The server that stands in for Workfront while an example is replayed: it answers what it is told to and keeps what it receives.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::wire::{Message, Received, WireError};

/// A server on a loopback port.
pub struct StandIn {
    server: MockServer,
}

impl StandIn {
    /// Starts a server that answers 200 and no body until told otherwise.
    pub async fn start() -> Self {
        let stand_in = Self { server: MockServer::start().await };
        stand_in.forget().await;
        stand_in
    }

    /// Where it listens, as `http://127.0.0.1:1234`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// Answers everything with this JSON text from now on, and forgets what was received.
    pub async fn answer_json(&self, text: &str) {
        self.server.reset().await;
        let answer = ResponseTemplate::new(200).set_body_raw(text, "application/json");
        Mock::given(any()).respond_with(answer).mount(&self.server).await;
    }

    /// Forgets what was received, and answers with an empty body from now on.
    pub async fn forget(&self) {
        self.server.reset().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&self.server).await;
    }

    /// The one request that was received since the answer was set.
    ///
    /// # Errors
    ///
    /// None came, or several, or it is not well-formed.
    pub async fn received(&self) -> Result<Message, NotReceived> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        let [request] = requests.as_slice() else {
            return Err(NotReceived::Count { count: requests.len() });
        };
        let headers: Vec<(&str, &[u8])> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let received = Received {
            method: request.method.as_str(),
            target: &request.url[url::Position::BeforePath..url::Position::AfterQuery],
            headers: &headers,
            body: &request.body,
        };
        Ok(Message::read(received)?)
    }
}

/// Why there is no request to compare.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotReceived {
    /// Not exactly one arrived.
    #[error("{} arrived instead of one", match count { 0 => "no request".to_owned(), count => format!("{count} requests") })]
    Count {
        /// How many arrived.
        count: usize,
    },
    /// It cannot be read.
    #[error("the request that arrived is malformed: {0}")]
    Malformed(#[from] WireError),
}
