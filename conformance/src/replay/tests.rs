//! Each of the five results on examples as the pages have them, and on one that is deliberately wrong.

use std::collections::BTreeMap;

use super::*;
use crate::example::Outcome;
use crate::verdict::{Unjudged, Verdict};

const HOST: &str = "https://<workfront host>/integrations/oauth2/api/v1";

fn token_json() -> Example {
    Example {
        id: String::from("001-token-json"),
        page: String::from("001"),
        lines: [90, 97],
        kind: Kind::Command,
        title: String::new(),
        sha256: String::new(),
        errata: Vec::new(),
        outcome: Outcome::Sound,
        repairs: Vec::new(),
        placeholders: BTreeMap::new(),
        as_printed: String::new(),
        as_repaired: format!(
            "curl --request POST '{HOST}/token' \\\n --header 'Authorization: Basic <base64(client_id:client_secret)>' \\\n --header 'Content-Type: \
             application/json' \\\n --data-raw '{{\n\"code\": \"<code>\",\n\"grant_type\": \"authorization_code\",\n\"redirect_uri\": \"<redirect_url>\"\n}}'\n"
        ),
        means: means(&[
            ("method", "POST"),
            ("path", "/integrations/oauth2/api/v1/token"),
            ("header.content-type", "application/json"),
            ("basic.client_id", "<client_id>"),
            ("basic.client_secret", "<client_secret>"),
            ("body.code", "<code>"),
            ("body.grant_type", "authorization_code"),
            ("body.redirect_uri", "<redirect_url>"),
        ]),
    }
}

fn of_kind(id: &str, kind: Kind, repaired: &str, pairs: &[(&str, &str)]) -> Example {
    Example {
        id: id.to_owned(),
        kind,
        as_repaired: repaired.to_owned(),
        means: means(pairs),
        ..token_json()
    }
}

fn means(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn replay(examples: &[Example]) -> Vec<ExampleRow> {
    replay_with(examples, &[]).await
}

/// `found` is what the checks of the errata find in each of them.
async fn replay_with(examples: &[Example], found: &[String]) -> Vec<ExampleRow> {
    let programs = Programs::find(std::env::var_os("PATH").as_deref()).unwrap();
    let mut secrets = Secrets::default();
    let carriers = Carrier::both().unwrap();
    let replay = Replay::prepare(examples, &programs, 7, carriers, &mut secrets).await.unwrap();
    let mut rows = Vec::new();
    for example in examples {
        rows.push(replay.example(example, Some(found), &secrets).await.unwrap().0);
    }
    let report = serde_json::to_value(&rows).unwrap();
    secrets.scan(&report).unwrap();
    rows
}

fn verdicts(row: &ExampleRow) -> [Verdict; 5] {
    row.results().map(|(_, judgement)| judgement.verdict)
}

fn passes(row: &ExampleRow) {
    for (result, judgement) in row.results() {
        assert!(
            matches!(judgement.verdict, Verdict::Pass | Verdict::NotJudged(Unjudged::Skip)),
            "{} {result}: {judgement:#?}",
            row.id
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_example_passes_where_it_is_right() {
    let response = r#"{"token_type": "sessionID", "access_token": "string", "refresh_token": "string", "expires_in": 0, "wid": "string"}"#;
    let token_form = format!(
        "curl --request POST '{HOST}/token' --header 'Content-Type: application/x-www-form-urlencoded' --data-urlencode 'grant_type=authorization_code' \
         --data-urlencode 'redirect_uri=<redirect_url>' --data-urlencode 'code=<code>' --data-urlencode 'client_id=<client_id>' \
         --data-urlencode 'client_secret=<client_secret>'"
    );
    let form = ("header.content-type", "application/x-www-form-urlencoded");
    let token = ("path", "/integrations/oauth2/api/v1/token");
    let post = ("method", "POST");
    let refresh = format!(
        "curl '{HOST}/token' --data-urlencode 'grant_type=refresh_token' --data-urlencode 'refresh_token=<refresh_token>' --data-urlencode 'client_id=<client_id>'"
    );
    let exchange = "client_id={client_id_value}&client_secret={client_secret_value}&jwt_token={base64_encoded_JWT}";
    let examples = [
        token_json(),
        of_kind(
            "001-token-form",
            Kind::Command,
            &token_form,
            &[
                post,
                token,
                form,
                ("body.grant_type", "authorization_code"),
                ("body.redirect_uri", "<redirect_url>"),
                ("body.code", "<code>"),
                ("body.client_id", "<client_id>"),
                ("body.client_secret", "<client_secret>"),
            ],
        ),
        of_kind(
            "003-refresh",
            Kind::Command,
            &refresh,
            &[
                post,
                token,
                form,
                ("body.grant_type", "refresh_token"),
                ("body.refresh_token", "<refresh_token>"),
                ("body.client_id", "<client_id>"),
            ],
        ),
        of_kind(
            "001-api-search",
            Kind::Command,
            "curl --request GET 'https://<workfront host>/attask/api/v22.0/proj/search' --header 'sessionID: <access_token>'",
            &[
                ("method", "GET"),
                ("path", "/attask/api/v22.0/proj/search"),
                ("header.sessionid", "<access_token>"),
            ],
        ),
        of_kind("001-token-uri", Kind::Url, &format!("{HOST}/token"), &[token]),
        of_kind("001-host", Kind::Url, "https://<workfront host>", &[("path", "/")]),
        of_kind(
            "002-exchange-body",
            Kind::Body,
            exchange,
            &[
                post,
                ("path", "/integrations/oauth2/api/v1/jwt/exchange"),
                form,
                ("body.client_id", "<client_id>"),
                ("body.client_secret", "<client_secret>"),
                ("body.jwt_token", "{base64_encoded_JWT}"),
            ],
        ),
        of_kind(
            "001-token-response",
            Kind::Response,
            response,
            &[
                ("token_type", "sessionID"),
                ("access_token", "<access_token>"),
                ("refresh_token", "<refresh_token>"),
                ("expires_in", "0"),
                ("wid", "<wid>"),
            ],
        ),
        of_kind(
            "003-pkce-pair",
            Kind::Pair,
            r#"{"code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}"#,
            &[],
        ),
        of_kind(
            "002-openssl",
            Kind::Openssl,
            "openssl req -x509 -sha256 -nodes -newkey rsa:2048 -keyout private.key -out certificate_pub.crt -subj /CN=app.example",
            &[
                ("private_key", "private.key"),
                ("certificate", "certificate_pub.crt"),
                ("bits", "2048"),
                ("signature", "sha256WithRSAEncryption"),
            ],
        ),
    ];
    let rows = replay(&examples).await;
    rows.iter().for_each(passes);
    // Commands, the body and the response go through all five.
    for index in [0, 1, 2, 3, 6, 7] {
        assert_eq!(verdicts(&rows[index]), [Verdict::Pass; 5], "{}", rows[index].id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_another_attempt_is_the_same_request() {
    let pair = r#"{"code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}"#;
    let authorize = |challenge: &str| {
        let url = format!(
            "https://<workfront host>/integrations/oauth2/authorize?client_id=<client_id>&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback\
             &response_type=code&code_challenge_method=S256&code_challenge={challenge}"
        );
        let mut example = of_kind("003-authorize", Kind::Url, &url, &[]);
        example.means = means(&[
            ("path", "/integrations/oauth2/authorize"),
            ("query.client_id", "<client_id>"),
            ("query.redirect_uri", "https://app.example/callback"),
            ("query.response_type", "code"),
            ("query.code_challenge_method", "S256"),
            ("query.code_challenge", challenge),
        ]);
        example
    };
    let right = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let wrong = "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw";
    let rows = replay(&[
        of_kind("003-pkce-pair", Kind::Pair, pair, &[]),
        authorize(right),
        authorize(wrong),
    ])
    .await;
    // Only the redirect URL differs, which this test writes encoded by hand: the challenge is each request's own.
    assert!(!rows[1].core.actual.contains("code_challenge"), "{:#?}", rows[1].core);
    assert!(rows[2].core.expected.contains(wrong), "{:#?}", rows[2].core);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_example_is_noticed_in_each_result() {
    let bold = Example {
        as_repaired: token_json()
            .as_repaired
            .replace("authorization_code", "**authorization_code**"),
        ..token_json()
    };
    let unclosed =
        Example { as_repaired: token_json().as_repaired.replacen('\'', "", 1), ..token_json() };
    let elsewhere = Example {
        as_repaired: token_json().as_repaired.replace("<workfront host>", "evil.example"),
        ..token_json()
    };
    let without_redirect = Example {
        as_repaired: token_json()
            .as_repaired
            .replace(",\n\"redirect_uri\": \"<redirect_url>\"", ""),
        means: token_json()
            .means
            .into_iter()
            .filter(|(name, _)| name != "body.redirect_uri")
            .collect(),
        ..token_json()
    };
    let rows = replay(&[bold, unclosed, elsewhere, without_redirect]).await;

    let [bold, unclosed, elsewhere, without_redirect] = rows.as_slice() else {
        panic!("four rows")
    };
    assert_eq!(bold.as_repaired.expected, "body.grant_type = authorization_code");
    assert_eq!(bold.as_repaired.actual, "body.grant_type = **authorization_code**");
    assert_eq!(bold.core.verdict, Verdict::Fail);
    assert!(
        unclosed.as_repaired.actual.starts_with("the single quote opened at line "),
        "{}",
        unclosed.as_repaired.actual
    );
    assert_eq!(
        verdicts(unclosed),
        [Verdict::Pass, Verdict::Fail, Verdict::Error, Verdict::Error, Verdict::Error]
    );
    assert_eq!(
        elsewhere.as_repaired.actual,
        "the URL is not one of https://myorganization.my.workfront.com: an example is sent there and nowhere else"
    );
    // The core sends the redirect URL always: an example without it is not what the core says, nor what arrives.
    assert_eq!(
        verdicts(without_redirect),
        [Verdict::Pass, Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Fail],
        "{without_redirect:#?}"
    );
    assert!(
        without_redirect.core.expected.contains("body.redirect_uri = (absent)"),
        "{:#?}",
        without_redirect.core
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erratum_that_is_gone_and_one_that_is_new_are_noticed() {
    let recorded = Example { errata: vec![String::from("E6")], ..token_json() };
    let outcome = |rows: &[ExampleRow]| {
        (rows[0].as_printed.expected.clone(), rows[0].as_printed.actual.clone())
    };
    let gone = replay_with(std::slice::from_ref(&recorded), &[]).await;
    assert_eq!(outcome(&gone), (String::from("E6"), String::from("sound")));
    let new = replay_with(&[token_json()], &[String::from("E22")]).await;
    assert_eq!(outcome(&new), (String::from("sound"), String::from("E22")));
    let same = replay_with(&[recorded], &[String::from("E6")]).await;
    assert_eq!(same[0].as_printed.verdict, Verdict::Pass);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_json_is_noticed() {
    let commented = r#"{"access_token": "string", // the value of sessionID
        "expires_in": 0}"#;
    let rows = replay(&[of_kind("001-token-response", Kind::Response, commented, &[])]).await;
    assert_eq!(
        verdicts(&rows[0]),
        [Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Fail, Verdict::Fail]
    );
    assert!(
        rows[0].as_repaired.actual.starts_with("it is not a JSON object: "),
        "{}",
        rows[0].as_repaired.actual
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_the_run_stands_in_a_finding() {
    let mut example = token_json();
    example.means = means(&[("body.code", "another"), ("basic.client_secret", "another")]);
    let rows = replay(&[example]).await;
    assert!(
        rows[0].as_repaired.actual.contains("body.code = [authorization code]"),
        "{}",
        rows[0].as_repaired.actual
    );
    assert!(
        rows[0].as_repaired.actual.contains("basic.client_secret = [client secret]"),
        "{}",
        rows[0].as_repaired.actual
    );
}
