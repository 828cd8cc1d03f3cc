//! The fourth and fifth results: the core's request carried by a transport, and the documented answer read from it.

use workfront_oauth::{Call, SendError, SignedAssertion};

use super::answer::{Answer, read_by_core};
use super::as_repaired::Scene;
use super::compare::{self, meaning};
use super::our_client::{Asked, OurClient, Shape};
use crate::example::Kind;
use crate::verdict::{Judgement, Verdict};
use crate::wire::Message;

/// One of the two transports.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Carrier {
    /// The asynchronous one.
    Reqwest(workfront_oauth_reqwest::Client),
    /// The blocking one.
    Ureq(Box<workfront_oauth_ureq::Client>),
}

impl Carrier {
    /// Both, with their clients' own settings.
    ///
    /// # Errors
    ///
    /// reqwest cannot be set up on this machine.
    pub fn both() -> Result<(Self, Self), workfront_oauth_reqwest::BuildError> {
        let reqwest = workfront_oauth_reqwest::Client::new()?;
        let ureq = workfront_oauth_ureq::Client::new(ureq::Agent::new_with_defaults());
        Ok((Self::Reqwest(reqwest), Self::Ureq(Box::new(ureq))))
    }

    async fn send<C: Call + ?Sized>(&self, call: &C) -> Result<C::Output, SendError> {
        match self {
            Carrier::Reqwest(client) => client.send(call).await,
            // The call is borrowed, so it cannot move to a thread for blocking work; the others take over this thread's.
            Carrier::Ureq(client) => tokio::task::block_in_place(|| client.send(call)),
        }
    }
}

/// What there is to carry of an example.
#[allow(clippy::exhaustive_enums)] // The two there are.
pub enum Cargo<'a> {
    /// A request as it arrived from the real curl, and the answer that the page shows to it.
    Request {
        /// The documented request.
        shown: &'a Message,
        /// The documented answer.
        answer: &'a Answer,
    },
    /// An answer, to whichever request.
    Answer(&'a Answer),
}

/// Why an example has nothing that a transport could carry.
#[must_use]
pub fn nothing_to_carry(kind: Kind) -> &'static str {
    match kind {
        Kind::Url => {
            "a URL is no request: the browser opens it, or another example's request goes there"
        }
        Kind::Pair => {
            "a pair is no request: the authorization and the token request carry its halves"
        }
        Kind::Openssl => "the command makes a key and sends nothing",
        Kind::Command | Kind::Body | Kind::Response => {
            "there is no documented request to carry: see what is said of it as repaired"
        }
    }
}

/// Sends the core's request through a transport and judges what arrived and what was read.
pub async fn judge(
    cargo: &Cargo<'_>,
    carrier: &Carrier,
    scene: &Scene<'_>,
    assertion: Option<SignedAssertion>,
) -> Judgement {
    let outcome = match cargo {
        Cargo::Request { shown, answer } => {
            carry(Some(shown), answer, carrier, scene, assertion).await
        }
        Cargo::Answer(answer) => carry(None, answer, carrier, scene, assertion).await,
    };
    outcome.unwrap_or_else(|error| {
        Judgement::fail(
            "it does not come through",
            "the request arrives and its answer is read",
            error.to_string(),
        )
    })
}

async fn carry(
    shown: Option<&Message>,
    answer: &Answer,
    carrier: &Carrier,
    scene: &Scene<'_>,
    assertion: Option<SignedAssertion>,
) -> anyhow::Result<Judgement> {
    let shape = shown.map_or_else(Shape::default, Shape::of);
    let client = OurClient::new(&shape, scene.values, &scene.stand_in.origin(), assertion)?;
    let asked = match shown {
        Some(shown) => client.ask(shown)?,
        None => Some(Asked::Tokens(Box::new(client.redeem()?))),
    };
    let read = match asked {
        Some(Asked::Tokens(call)) => {
            scene.stand_in.answer_json(&answer.to_json()).await;
            let tokens = carrier.send(call.as_ref()).await?;
            let (expected, actual) = (answer.meaning(), read_by_core(&tokens, answer));
            compare::judge(
                &expected,
                &actual,
                "the answer is read into other values",
                "the documented answer is read into its values",
            )
        }
        Some(Asked::Api(call)) => {
            scene.stand_in.answer_json(r#"{"data":[]}"#).await;
            carrier.send(&call).await?;
            Judgement::pass("the API's data is read as a working session")
        }
        Some(Asked::Browser { .. }) => return Ok(Judgement::skip(nothing_to_carry(Kind::Url))),
        None => {
            return Ok(Judgement::fail(
                "it does not come through",
                "a request of the core",
                "the core has none",
            ));
        }
    };
    let (Some(shown), Verdict::Pass) = (shown, read.verdict) else {
        return Ok(read);
    };
    let ours = scene.stand_in.received().await?;
    let (expected, actual) = (meaning(shown.members(), None), meaning(ours.members(), None));
    let differs = "what arrives is not the documented request";
    Ok(compare::judge(
        &expected,
        &actual,
        differs,
        "the documented request arrives, and its answer is read into its values",
    ))
}
