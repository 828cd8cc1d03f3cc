//! Each of the five results on the documented examples, and on some that are deliberately wrong.

use super::*;
use crate::verdict::{Unjudged, Verdict};

async fn replay(examples: &[Example]) -> Vec<ExampleRow> {
    let errata = crate::errata::all().unwrap();
    let programs = Programs::find(std::env::var_os("PATH").as_deref()).unwrap();
    let mut secrets = Secrets::default();
    let carriers = Carrier::both().unwrap();
    let replay =
        Replay::prepare((examples, &errata), &programs, 7, carriers, &mut secrets).await.unwrap();
    let mut rows = Vec::new();
    for example in examples {
        rows.push(replay.example(example, &mut secrets).await.unwrap().0);
    }
    let report = serde_json::to_value(&rows).unwrap();
    secrets.scan(&report).unwrap();
    rows
}

const INCONCLUSIVE: Verdict = Verdict::NotJudged(Unjudged::Inconclusive);

fn documented(id: &str) -> Example {
    crate::example::all().unwrap().into_iter().find(|example| example.id == id).unwrap()
}

/// The example with its repaired text changed.
fn repaired_as(example: &Example, from: &str, to: &str) -> Example {
    assert!(example.as_repaired.contains(from), "{from}");
    Example { as_repaired: example.as_repaired.replacen(from, to, 1), ..example.clone() }
}

fn verdicts(row: &ExampleRow) -> [Verdict; 5] {
    row.results().map(|(_, judgement)| judgement.verdict)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_example_passes_whatever_applies_to_its_kind() {
    for (example, row) in
        crate::example::all().unwrap().iter().zip(replay(&crate::example::all().unwrap()).await)
    {
        let carried = match example.kind {
            Kind::Command | Kind::Body | Kind::Response => Verdict::Pass,
            Kind::Url | Kind::Pair | Kind::Openssl => Verdict::NotJudged(Unjudged::Skip),
        };
        assert_eq!(
            verdicts(&row),
            [Verdict::Pass, Verdict::Pass, Verdict::Pass, carried, carried],
            "{row:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erratum_that_is_gone_and_one_that_is_new_are_noticed() {
    let printed = documented("001-token-template");
    let mended =
        Example { as_printed: printed.as_printed.replace("</span>", ""), ..printed.clone() };
    let sound = documented("001-host");
    let worse = Example { as_printed: sound.as_printed.replace("https", "http"), ..sound.clone() };
    let rows = replay(&[printed, mended, worse]).await;

    assert_eq!(rows[0].as_printed.verdict, Verdict::Pass, "{:#?}", rows[0].as_printed);
    assert!(
        rows[1].as_printed.expected.contains("E8") && !rows[1].as_printed.actual.contains("E8"),
        "{:#?}",
        rows[1].as_printed
    );
    assert_eq!(
        (rows[2].as_printed.expected.as_str(), rows[2].as_printed.verdict),
        ("sound, no erratum", Verdict::Fail)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_does_not_repair_is_noticed() {
    let example = documented("001-token-json");
    let rows = replay(&[
        repaired_as(&example, "\"authorization_code\"", "\"**authorization_code**\""),
        repaired_as(&example, "'", ""),
        repaired_as(&example, "<workfront host>", "evil.example"),
        repaired_as(&example, "curl ", "curl --location "),
    ])
    .await;
    let [bold, unclosed, elsewhere, followed] = rows.as_slice() else { panic!("four rows") };

    assert_eq!(bold.as_repaired.expected, "body.grant_type = authorization_code");
    assert_eq!(bold.as_repaired.actual, "body.grant_type = **authorization_code**");
    // The core has no request of such a grant type, so it cannot be right by accident.
    assert_eq!(
        verdicts(bold),
        [Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Fail, Verdict::Fail]
    );
    assert!(
        unclosed.as_repaired.actual.starts_with("the single quote opened at line "),
        "{}",
        unclosed.as_repaired.actual
    );
    assert_eq!(
        verdicts(unclosed),
        [Verdict::Pass, Verdict::Fail, INCONCLUSIVE, INCONCLUSIVE, INCONCLUSIVE]
    );
    let host = "the URL is not one of https://myorganization.my.workfront.com: an example is sent there and nowhere else";
    assert_eq!(elsewhere.as_repaired.actual, host);
    // It works, and is an erratum all the same.
    assert_eq!(
        (followed.as_repaired.verdict, followed.as_repaired.actual.as_str()),
        (Verdict::Fail, "E23")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_the_cores_is_noticed_in_the_core_and_on_both_ways() {
    let example = documented("001-token-json");
    let mut without = repaired_as(&example, ",\n\"redirect_uri\": \"<redirect_url>\"", "");
    without.means.retain(|(name, _)| name != "body.redirect_uri");
    let rows = replay(&[without, documented("001-token-response")]).await;
    // The core sends the redirect URL always.
    assert_eq!(
        verdicts(&rows[0]),
        [Verdict::Pass, Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Fail],
        "{rows:#?}"
    );
    for judgement in [&rows[0].core, &rows[0].reqwest, &rows[0].ureq] {
        assert_eq!(judgement.expected, "body.redirect_uri = (absent)");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_each_requests_own() {
    let example = documented("003-authorize");
    let right = "r-Jd5JtWMBfjRSq4Cjldx9XLerqNL4pJJHE3cYHb84g";
    let printed = "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw";
    let rows = replay(&[
        documented("003-pkce-pair"),
        example.clone(),
        repaired_as(&example, right, printed),
    ])
    .await;
    assert_eq!(rows[1].core.verdict, Verdict::Pass, "{:#?}", rows[1].core);
    assert_eq!(rows[2].core.verdict, Verdict::Fail);
    assert_eq!(rows[2].core.expected, format!("query.code_challenge = {printed}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pair_and_a_wrong_key_are_noticed() {
    let pair = documented("003-pkce-pair");
    let openssl = documented("002-openssl");
    let rows = replay(&[
        repaired_as(&pair, "N28zVMs", "N28zVMx"),
        repaired_as(&openssl, "rsa:2048", "rsa:1024"),
        repaired_as(&openssl, " -subj /CN=workfront-jwt", ""),
    ])
    .await;
    let failed = [Verdict::Pass, Verdict::Fail, Verdict::Fail];
    rows.iter().for_each(|row| assert_eq!(verdicts(row)[..3], failed, "{row:#?}"));
    assert_eq!(
        (rows[1].as_repaired.expected.as_str(), rows[1].as_repaired.actual.as_str()),
        ("bits = 2048", "bits = 1024")
    );
    assert!(rows[1].core.actual.contains("1024"), "{}", rows[1].core.actual);
    assert!(
        rows[2].as_repaired.actual.starts_with("openssl failed with status 1: "),
        "{}",
        rows[2].as_repaired.actual
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_json_or_says_something_else_is_noticed() {
    let answer = documented("001-token-response");
    let commented = repaired_as(&answer, "\"string\",", "\"string\", // the value of sessionID");
    let other = repaired_as(&answer, "\"expires_in\": 0", "\"expires_in\": 3600");
    let unreadable = repaired_as(&answer, "\"expires_in\": 0", "\"expires_in\": []");
    let rows = replay(&[commented, other, unreadable]).await;
    assert_eq!(
        verdicts(&rows[0]),
        [Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Fail, Verdict::Fail]
    );
    assert!(
        rows[0].as_repaired.actual.starts_with("it is not a JSON object: "),
        "{}",
        rows[0].as_repaired.actual
    );
    assert_eq!(verdicts(&rows[1])[1], Verdict::Fail);
    assert_eq!(verdicts(&rows[2])[2..], [Verdict::Fail; 3], "{rows:#?}");
    // The port differs from run to run, and the report must not.
    assert!(
        rows[2].ureq.actual.contains("the token endpoint at http://stand-in answered 200"),
        "{}",
        rows[2].ureq.actual
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_the_run_stands_in_a_finding() {
    let mut example = documented("001-token-json");
    for (name, value) in &mut example.means {
        if name == "body.code" || name == "basic.client_secret" {
            *value = String::from("another");
        }
    }
    let rows = replay(&[example]).await;
    let actual = &rows[0].as_repaired.actual;
    assert!(actual.contains("body.code = [authorization code]"), "{actual}");
    assert!(actual.contains("basic.client_secret = [client secret]"), "{actual}");
}
