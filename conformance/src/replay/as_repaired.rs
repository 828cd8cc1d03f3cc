//! The second result: the repaired text, run by the real programs.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answer::Answer;
use super::compare::{self, Members};
use super::shell;
use super::stand_in::StandIn;
use super::values::Values;
use crate::errata::{self, Erratum};
use crate::example::{Example, Kind};
use crate::programs::Programs;
use crate::verdict::{Judgement, Verdict};
use crate::wire::Message;

/// What the replay of one example works with.
#[allow(clippy::exhaustive_structs)] // Borrowed parts that the replay puts together.
pub struct Scene<'a> {
    /// The programs of this machine.
    pub programs: &'a Programs,
    /// The run's values.
    pub values: &'a Values,
    /// The server of this example.
    pub stand_in: &'a StandIn,
    /// A directory of this example's own.
    pub directory: &'a Path,
    /// The code verifier that the example's page prints, if it does.
    pub printed_verifier: Option<&'a str>,
}

/// What came of it: the judgement, and the request if there was one.
#[non_exhaustive]
pub struct Repaired {
    /// What was found.
    pub judgement: Judgement,
    /// The documented request as it arrived from the real curl.
    pub request: Option<Message>,
}

/// Runs the repaired text.
pub async fn judge(example: &Example, errata: &[Erratum], scene: &Scene<'_>) -> Repaired {
    let text = scene.values.fill(&example.as_repaired);
    let outcome = match example.kind {
        Kind::Command => command(example, &text, scene).await,
        Kind::Url => send(example, vec!["curl".into(), text.trim().into()], scene).await,
        Kind::Body => body(example, &text, scene).await,
        Kind::Response => response(example, &text, scene).await.map(without_request),
        Kind::Pair => pair(&text, scene).await.map(without_request),
        Kind::Openssl => openssl(example, &text, scene).await.map(without_request),
    };
    let mut repaired = outcome.unwrap_or_else(|error| {
        without_request(Judgement::fail(WHAT_FAILED, "it runs to its end", error.to_string()))
    });
    let left = errata::found(errata, example, &example.as_repaired);
    if repaired.judgement.verdict == Verdict::Pass && !left.is_empty() {
        let still = "the checks of the errata still find something in the repaired text";
        repaired.judgement = Judgement::fail(still, "no erratum", left.join(" "));
    }
    repaired
}

const WHAT_FAILED: &str = "the repaired text does not do what the example means";

async fn command(example: &Example, text: &str, scene: &Scene<'_>) -> anyhow::Result<Repaired> {
    let words = shell::words(scene.programs, text).await?;
    send(example, words, scene).await
}

async fn body(example: &Example, text: &str, scene: &Scene<'_>) -> anyhow::Result<Repaired> {
    let path = example
        .means
        .iter()
        .find_map(|(name, value)| (name == "path").then_some(value.as_str()))
        .unwrap_or("/");
    let url = format!("https://{}{path}", scene.values.host);
    send(example, vec!["curl".into(), "--data-raw".into(), text.trim_end().into(), url], scene)
        .await
}

async fn send(
    example: &Example,
    words: Vec<String>,
    scene: &Scene<'_>,
) -> anyhow::Result<Repaired> {
    scene.stand_in.forget().await;
    shell::send(scene.programs, words, &scene.values.host, &scene.stand_in.origin()).await?;
    let request = scene.stand_in.received().await?;
    let expected = means(example, scene.values);
    let judgement = if example.kind == Kind::Url {
        let (expected, actual) = (compare::of_url(expected), compare::of_url(request.members()));
        compare::judge(&expected, &actual, WHAT_FAILED, "curl sent the URL that the example means")
    } else {
        let actual = without_curls_own(request.members(), &expected);
        compare::judge(
            &expected,
            &actual,
            WHAT_FAILED,
            "curl sent the request that the example means",
        )
    };
    Ok(Repaired { judgement, request: Some(request) })
}

async fn response(example: &Example, text: &str, scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    let answer = Answer::fill(text, scene.values).map_err(anyhow::Error::msg)?;
    scene.stand_in.answer_json(&answer.to_json()).await;
    let url = format!("https://{}/", scene.values.host);
    let ended = shell::send(
        scene.programs,
        vec!["curl".into(), url],
        &scene.values.host,
        &scene.stand_in.origin(),
    )
    .await?;
    let arrived = Answer::fill(&String::from_utf8(ended.stdout)?, scene.values)
        .map_err(anyhow::Error::msg)?;
    let expected = means(example, scene.values);
    Ok(compare::judge(
        &expected,
        &arrived.members(),
        WHAT_FAILED,
        "curl fetched the answer that the example means, as strict JSON",
    ))
}

async fn pair(text: &str, scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    let pair = Pair::read(text)?;
    let digest = ["openssl", "dgst", "-sha256", "-binary"];
    let hash =
        shell::openssl(scene.programs, &digest, scene.directory, pair.verifier.as_bytes()).await?;
    let challenge = URL_SAFE_NO_PAD.encode(hash);
    let (expected, actual) = (
        vec![("code_challenge".into(), challenge)],
        vec![("code_challenge".into(), pair.challenge)],
    );
    Ok(compare::judge(
        &expected,
        &actual,
        "the challenge is not the verifier's",
        "openssl hashes the verifier to the challenge",
    ))
}

async fn openssl(example: &Example, text: &str, scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    let words = shell::words(scene.programs, text).await?;
    shell::openssl(scene.programs, &words, scene.directory, b"").await?;
    let public_half = |arguments: &'static [&'static str]| {
        shell::openssl(scene.programs, arguments, scene.directory, b"")
    };
    let of_key = public_half(&["openssl", "pkey", "-in", PRIVATE_KEY, "-pubout"]).await?;
    let of_certificate =
        public_half(&["openssl", "x509", "-in", CERTIFICATE, "-noout", "-pubkey"]).await?;
    let details = public_half(&["openssl", "x509", "-in", CERTIFICATE, "-noout", "-text"]).await?;
    let details = String::from_utf8_lossy(&details);
    let value = |label: &str| {
        let value = details.lines().find_map(|line| line.trim().strip_prefix(label));
        value.unwrap_or_default().trim().trim_matches(['(', ')']).to_owned()
    };
    let bits = value("Public-Key:");
    let mut actual = vec![
        fact("private_key", PRIVATE_KEY),
        fact("certificate", CERTIFICATE),
        fact("bits", bits.trim_end_matches(" bit")),
        fact("signature", &value("Signature Algorithm:")),
    ];
    if of_key != of_certificate {
        actual.push(fact("the certificate", "does not hold the key's public half"));
    }
    let expected = means(example, scene.values);
    Ok(compare::judge(
        &expected,
        &actual,
        WHAT_FAILED,
        "openssl made a key and a certificate that belong together",
    ))
}

/// The names that the pages' command gives its two files.
pub const PRIVATE_KEY: &str = "private.key";
/// The file that is uploaded to Workfront.
pub const CERTIFICATE: &str = "certificate_pub.crt";

/// A code verifier and its challenge, as page 003 prints them.
#[derive(serde::Deserialize)]
#[non_exhaustive]
pub struct Pair {
    /// The member `code_verifier`.
    #[serde(rename = "code_verifier")]
    pub verifier: String,
    /// The member `code_challenge`.
    #[serde(rename = "code_challenge")]
    pub challenge: String,
}

impl Pair {
    /// Reads the JSON.
    ///
    /// # Errors
    ///
    /// It is no JSON, or one of the two is missing.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

fn means(example: &Example, values: &Values) -> Members {
    example.means.iter().map(|(name, value)| (name.clone(), values.fill(value))).collect()
}

/// curl adds `Accept: */*` where the command says nothing of it.
fn without_curls_own(mut members: Members, expected: &Members) -> Members {
    let asked = expected.iter().any(|(name, _)| name == "header.accept");
    members.retain(|(name, value)| asked || name != "header.accept" || value != "*/*");
    members
}

fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn without_request(judgement: Judgement) -> Repaired {
    Repaired { judgement, request: None }
}
