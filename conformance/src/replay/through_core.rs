//! The third result: the core says the same, from the same inputs.

use workfront_oauth::{AwsLcSigner, Call as _, CodeVerifier, Host, PrivateKey, SignedAssertion};

use super::answer::{Answer, read_by_core};
use super::as_repaired::{CERTIFICATE, PRIVATE_KEY, Pair, Scene};
use super::compare::{self, meaning};
use super::our_client::{Asked, OurClient, Shape};
use super::{plain_http, shell};
use crate::example::{Example, Kind};
use crate::verdict::Judgement;
use crate::wire::Message;

/// Judges the core by the documented request `shown`, as it arrived from the real curl, or by the example's own text.
pub async fn judge(
    example: &Example,
    shown: Option<&Message>,
    scene: &Scene<'_>,
    assertion: Option<SignedAssertion>,
) -> Judgement {
    let text = scene.values.fill(&example.as_repaired);
    let outcome = match (example.kind, shown) {
        (Kind::Command | Kind::Body, Some(shown)) => request(shown, scene, assertion).await,
        (Kind::Url, Some(shown)) => url(shown, text.trim(), scene).await,
        (Kind::Response, _) => response(&text, scene),
        (Kind::Pair, _) => pair(&text),
        (Kind::Openssl, _) => key(scene).await,
        (Kind::Command | Kind::Body | Kind::Url, None) => {
            return Judgement::inconclusive(
                "there is no documented request to compare with: see what is said of it as repaired",
            );
        }
    };
    outcome.unwrap_or_else(|error| {
        Judgement::fail(WHAT_DIFFERS, "the core takes the example's values", error.to_string())
    })
}

const WHAT_DIFFERS: &str = "the core does not say what the example says";

async fn request(
    shown: &Message,
    scene: &Scene<'_>,
    assertion: Option<SignedAssertion>,
) -> anyhow::Result<Judgement> {
    let client =
        OurClient::new(&Shape::of(shown), scene.values, &scene.stand_in.origin(), assertion)?;
    let Some(asked) = client.ask(shown)? else {
        return Ok(Judgement::fail(
            WHAT_DIFFERS,
            "a request of the core for this endpoint and grant type",
            "the core has none",
        ));
    };
    scene.stand_in.forget().await;
    let mut verifier = None;
    let request = match asked {
        Asked::Browser { url, verifier: own } => {
            verifier = own;
            http::Request::get(url).body(workfront_oauth::Body::default())?
        }
        Asked::Tokens(call) => call.request(),
        Asked::Api(call) => call.request(),
    };
    plain_http::send(&request, scene.stand_in.port()).await?;
    let ours = scene.stand_in.received().await?;
    let expected = meaning(shown.members(), scene.printed_verifier);
    let actual = meaning(ours.members(), verifier.as_deref());
    Ok(compare::judge(
        &expected,
        &actual,
        WHAT_DIFFERS,
        "the core's request is the documented one, member by member",
    ))
}

async fn url(shown: &Message, text: &str, scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    if !shown.query.is_empty() {
        return request(shown, scene, None).await;
    }
    let host = Host::parse(&scene.values.host)?;
    let Some(ours) = OurClient::endpoint(&host, shown, scene.values) else {
        return Ok(Judgement::fail(WHAT_DIFFERS, text, "the core has no endpoint of this path"));
    };
    let side = |url: &str| vec![(String::from("url"), url.to_owned())];
    Ok(compare::judge(&side(text), &side(&ours), WHAT_DIFFERS, "the core has the same URL"))
}

fn response(text: &str, scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    let answer = Answer::fill(text, scene.values).map_err(anyhow::Error::msg)?;
    let client = OurClient::new(&Shape::default(), scene.values, &scene.stand_in.origin(), None)?;
    let json = answer.to_json();
    let tokens = client.redeem()?.response(http::Response::new(json.as_bytes()))?;
    let actual = read_by_core(&tokens, &answer);
    Ok(compare::judge(
        &answer.meaning(),
        &actual,
        "the core reads something else",
        "the core reads every member into its place",
    ))
}

fn pair(text: &str) -> anyhow::Result<Judgement> {
    let pair = Pair::read(text)?;
    let ours = CodeVerifier::new(pair.verifier)?.challenge();
    let side = |challenge: &str| vec![(String::from("code_challenge"), challenge.to_owned())];
    let (expected, actual) = (side(&pair.challenge), side(ours.as_str()));
    Ok(compare::judge(
        &expected,
        &actual,
        WHAT_DIFFERS,
        "the core makes the same challenge of the verifier",
    ))
}

/// The key that the documented command made is one that the core reads, holds against its certificate and signs with.
async fn key(scene: &Scene<'_>) -> anyhow::Result<Judgement> {
    let read = |name: &str| tokio::fs::read_to_string(scene.directory.join(name));
    let key = PrivateKey::from_pem(&zeroize::Zeroizing::new(read(PRIVATE_KEY).await?))?;
    key.matches_certificate(&read(CERTIFICATE).await?)?;
    let signature = AwsLcSigner::new(&key)?.sign_now(SIGNED)?;
    let at = |name: &str| scene.directory.join(name);
    tokio::fs::write(at("signature"), signature).await?;
    let openssl = |words: &'static [&'static str]| {
        shell::openssl(scene.programs, words, scene.directory, SIGNED)
    };
    let public_key = openssl(&["openssl", "x509", "-in", CERTIFICATE, "-noout", "-pubkey"]).await?;
    tokio::fs::write(at("public.key"), public_key).await?;
    openssl(&["openssl", "dgst", "-sha256", "-verify", "public.key", "-signature", "signature"])
        .await?;
    Ok(Judgement::pass(
        "the core reads the key, finds it to be the certificate's, and openssl verifies what it signs",
    ))
}

const SIGNED: &[u8] = b"what is signed";
