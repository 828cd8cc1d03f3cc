//! Replaying the documented examples: as printed, as repaired, by the core, and through both transports.
//!
//! ```text
//! as-printed  --errata checks--> as_printed
//! as-repaired --bash, curl-----> stand-in --wire--> the documented request --compare--> as_repaired (with what it must mean)
//! values ------core, plain-----> stand-in --wire--> the core's request ------compare--> core        (with the documented one)
//! values ------core, transport-> stand-in --wire--> the same through a client -compare--> reqwest, ureq
//!              documented answer <--'                read by the core --------compare-->             (with what it says)
//! ```
//!
//! The documented request is what the real curl sent, so the core is never compared with a second copy of itself.

pub mod answer;
pub mod as_printed;
pub mod as_repaired;
pub mod compare;
pub mod our_client;
pub mod plain_http;
pub mod shell;
pub mod signing;
pub mod stand_in;
pub mod through_core;
pub mod through_transport;
pub mod values;

use workfront_oauth::SignedAssertion;
use zeroize::Zeroizing;

use self::answer::Answer;
use self::as_repaired::{PRIVATE_KEY, Pair, Scene};
use self::stand_in::StandIn;
use self::through_transport::{Cargo, Carrier, nothing_to_carry};
use self::values::Values;
use crate::errata::Erratum;
use crate::example::{Example, Kind};
use crate::programs::Programs;
use crate::report::ExampleRow;
use crate::secrets::Secrets;
use crate::verdict::Judgement;
use crate::wire::Message;

/// A replay of a set of examples with one seed.
pub struct Replay<'a> {
    examples: &'a [Example],
    errata: &'a [Erratum],
    programs: &'a Programs,
    values: Values,
    assertion: Option<SignedAssertion>,
    reqwest: Carrier,
    ureq: Carrier,
}

impl<'a> Replay<'a> {
    /// Draws the values of a seed, tells the secret ones to `secrets`, and has the JWT signed if an example carries one.
    ///
    /// # Errors
    ///
    /// There is no key to sign with.
    pub async fn prepare(
        (examples, errata): (&'a [Example], &'a [Erratum]),
        programs: &'a Programs,
        seed: u64,
        (reqwest, ureq): (Carrier, Carrier),
        secrets: &mut Secrets,
    ) -> anyhow::Result<Self> {
        let mut values = Values::from_seed(seed);
        let mut assertion = None;
        if examples.iter().any(|example| example.as_repaired.contains(JWT)) {
            let signed = signing::sign(programs, &values, secrets).await?;
            secrets.add("signed JWT of the core", signed.ours.expose_secret());
            values.jwt = Some(signed.documented);
            assertion = Some(signed.ours);
        }
        values.confide(secrets);
        Ok(Self { examples, errata, programs, values, assertion, reqwest, ureq })
    }

    /// Replays one example. Returns its row and the port that was served for it.
    ///
    /// # Errors
    ///
    /// There is no directory for temporary files.
    pub async fn example(
        &self,
        example: &Example,
        secrets: &mut Secrets,
    ) -> std::io::Result<(ExampleRow, u16)> {
        let stand_in = StandIn::start().await;
        let directory = tempfile::tempdir()?;
        let printed_verifier = self.printed_verifier(&example.page);
        let scene = Scene {
            programs: self.programs,
            values: &self.values,
            stand_in: &stand_in,
            directory: directory.path(),
            printed_verifier: printed_verifier.as_deref(),
        };
        let repaired = as_repaired::judge(example, self.errata, &scene).await;
        // The command makes it, if the example is one that does.
        if let Ok(key) = tokio::fs::read_to_string(scene.directory.join(PRIVATE_KEY)).await {
            secrets.add_private_key(&Zeroizing::new(key));
        }
        let shown = repaired.request.as_ref();
        let core = through_core::judge(example, shown, &scene, self.assertion.clone()).await;
        let answer = self.answer_to(example);
        let reqwest = self.carried(example, shown, &answer, &self.reqwest, &scene).await;
        let ureq = self.carried(example, shown, &answer, &self.ureq, &scene).await;
        let visible = |judgement| visible(judgement, &stand_in, secrets);
        let row = ExampleRow {
            id: example.id.clone(),
            page: example.page.clone(),
            lines: example.lines,
            kind: example.kind.word().to_owned(),
            errata: example.errata.clone(),
            as_printed: visible(as_printed::judge(example, self.errata)),
            as_repaired: visible(repaired.judgement),
            core: visible(core),
            reqwest: visible(reqwest),
            ureq: visible(ureq),
        };
        Ok((row, stand_in.port()))
    }

    async fn carried(
        &self,
        example: &Example,
        shown: Option<&Message>,
        answer: &Result<Answer, String>,
        carrier: &Carrier,
        scene: &Scene<'_>,
    ) -> Judgement {
        let cargo = match (example.kind, shown, answer) {
            (Kind::Command | Kind::Body, Some(shown), Ok(answer)) => {
                Cargo::Request { shown, answer }
            }
            (Kind::Response, _, Ok(answer)) => Cargo::Answer(answer),
            (Kind::Command | Kind::Body | Kind::Response, _, Err(why)) => {
                return Judgement::fail(
                    "it does not come through",
                    "the documented answer is JSON",
                    why.clone(),
                );
            }
            (Kind::Command | Kind::Body, None, Ok(_)) => {
                return Judgement::inconclusive(nothing_to_carry(example.kind));
            }
            (Kind::Url | Kind::Pair | Kind::Openssl, ..) => {
                return Judgement::skip(nothing_to_carry(example.kind));
            }
        };
        through_transport::judge(&cargo, carrier, scene, self.assertion.clone()).await
    }

    /// The answer that the page shows to an example: itself if it is one, else the next one on the page, else its last one. The pages of the exchange show none.
    fn answer_to(&self, example: &Example) -> Result<Answer, String> {
        if example.kind == Kind::Response {
            return self.filled_answer(example);
        }
        let on_page = |other: &&Example| other.kind == Kind::Response && other.page == example.page;
        let mut responses: Vec<_> = self.examples.iter().filter(on_page).collect();
        responses.sort_by_key(|response| response.lines);
        let next =
            responses.iter().find(|response| response.lines >= example.lines).or(responses.last());
        match next {
            Some(response) => self.filled_answer(response),
            None => Ok(Answer::access_token_alone(&self.values)),
        }
    }

    fn filled_answer(&self, response: &Example) -> Result<Answer, String> {
        Answer::fill(&self.values.fill(&response.as_repaired), &self.values)
    }

    fn printed_verifier(&self, page: &str) -> Option<String> {
        let pair =
            self.examples.iter().find(|other| other.kind == Kind::Pair && other.page == page)?;
        Pair::read(&pair.as_repaired).ok().map(|pair| pair.verifier)
    }
}

const JWT: &str = "{base64_encoded_JWT}";

/// A judgement that can be shown: without the run's secrets, and without the port, which differs from run to run.
fn visible(judgement: Judgement, stand_in: &StandIn, secrets: &Secrets) -> Judgement {
    let shown = |text: &str| secrets.redact(text).replace(&stand_in.origin(), "http://stand-in");
    Judgement {
        verdict: judgement.verdict,
        reason: shown(&judgement.reason),
        expected: shown(&judgement.expected),
        actual: shown(&judgement.actual),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
